"""`onrecord db` on both databases: up, down, and what it says."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text

from bot.store.lock import held
from bot.store.tables import HEAD
from tests.bot.shell.conftest import Run


def test_a_database_without_tables_is_told_and_upgraded(run: Run, empty_url: str) -> None:
    before = run("db", "status", DATABASE_URL=empty_url)
    assert before.exit_code == 1
    assert f"has no tables yet; this version needs {HEAD}. Run onrecord db upgrade." in before.stdout
    upgraded = run("db", "upgrade", DATABASE_URL=empty_url)
    assert upgraded.exit_code == 0
    assert f"is at {HEAD}, as this version needs it." in upgraded.stdout
    assert run("db", "upgrade", DATABASE_URL=empty_url).stdout == upgraded.stdout
    assert run("db", "status", DATABASE_URL=empty_url).exit_code == 0


def test_the_default_is_a_file_in_the_data_folder(run: Run) -> None:
    assert run("db", "upgrade").stdout.startswith("data/onrecord.db is at ")


def test_a_downgrade_asks_first(run: Run, database_url: str) -> None:
    refused = run("db", "downgrade", "base", DATABASE_URL=database_url)
    assert refused.exit_code == 1
    assert "is lost. Go on?" in refused.stdout
    assert run("db", "status", DATABASE_URL=database_url).exit_code == 0
    back = run("db", "downgrade", "--yes", DATABASE_URL=database_url).stdout
    assert f"; this version needs {HEAD}. Run onrecord db upgrade." in back
    assert "has no tables yet" in run("db", "downgrade", "base", "--yes", DATABASE_URL=database_url).stdout


@pytest.mark.parametrize("line", [("downgrade", "base", "--yes"), ("upgrade",)])
def test_the_tables_do_not_change_under_whoever_is_served_from_a_file(
    run: Run, sqlite_url: str, line: tuple[str, ...]
) -> None:
    with held(sqlite_url):
        told = run("db", *line, DATABASE_URL=sqlite_url)
        assert (told.exit_code, told.stdout) == (1, "")
        assert "is in use by another onrecord serve. Stop that one" in told.stderr
        assert run("db", "status", DATABASE_URL=sqlite_url).exit_code == 0
    assert run("db", *line, DATABASE_URL=sqlite_url).exit_code == 0


@pytest.mark.parametrize("revision", ["9999", "-9"])
def test_a_revision_that_is_none_is_told(run: Run, sqlite_url: str, revision: str) -> None:
    told = run("db", "downgrade", "--yes", "--", revision, DATABASE_URL=sqlite_url)
    assert told.exit_code == 1
    assert told.stderr.endswith("onrecord db status tells where the tables are.\n")
    assert run("db", "status", DATABASE_URL=sqlite_url).exit_code == 0


def test_tables_of_a_newer_version_are_told(run: Run, sqlite_url: str) -> None:
    engine = create_engine(sqlite_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    told = run("db", "status", DATABASE_URL=sqlite_url)
    assert told.exit_code == 1
    assert f"is at 9999, from a newer version. Install that one; this one needs {HEAD}." in told.stderr


@pytest.mark.parametrize("line", [("ask", "/help"), ("serve", "--port", "0")])
def test_what_needs_tables_of_a_newer_version_says_what_to_do(run: Run, sqlite_url: str, line: tuple[str, ...]) -> None:
    engine = create_engine(sqlite_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    told = run(*line, DATABASE_URL=sqlite_url)
    assert (told.exit_code, told.stdout) == (1, "")
    assert told.stderr == (
        f"The tables in the database are at 9999, from a newer version; this one knows them up to {HEAD}. "
        f"Update onrecord. Nothing was changed. The database is {sqlite_url.removeprefix('sqlite:///')}.\n"
    )


def test_a_wrong_address_and_one_without_a_server_are_told(run: Run) -> None:
    assert "DATABASE_URL: " in run("db", "status", DATABASE_URL="mysql://u@h/d").stderr
    gone = run("db", "upgrade", DATABASE_URL="postgresql://u:owls@127.0.0.1:1/d")
    assert gone.exit_code == 1
    assert gone.stderr == "The database cannot be reached; nothing was changed. Try again in a minute.\n"
