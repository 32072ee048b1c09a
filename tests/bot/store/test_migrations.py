"""Every migration goes up, down and up again with data in all tables, and the last one makes what the code expects."""

from __future__ import annotations

import datetime as dt

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Boolean, Connection, DateTime, Integer, MetaData, inspect, text

from bot.store import schema
from bot.store.address import read_address
from bot.store.engines import migrator
from bot.store.tables import HEAD, metadata

SCRIPTS = ScriptDirectory.from_config(schema.configured())
REVISIONS = [script.revision for script in reversed(list(SCRIPTS.walk_revisions()))]
ALLOWED = {"role": "admin"}
STATUSES = {"suggestion": "open", "subscription": "active", "delivery": "pending"}


def _fill(connection: Connection) -> dict[str, int]:
    """Put a row into every table, and give how many each has."""
    found = MetaData()
    found.reflect(connection)
    rows: dict[str, int] = {}
    for table in found.sorted_tables:
        if table.name == "alembic_version":
            continue
        row: dict[str, object] = {}
        for column in table.columns:
            if isinstance(column.type, Boolean):
                row[column.name] = True
            elif isinstance(column.type, Integer):
                row[column.name] = 1
            elif isinstance(column.type, DateTime):
                row[column.name] = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
            else:
                row[column.name] = {**ALLOWED, "status": STATUSES.get(table.name, "x")}.get(column.name, "x")
        if not connection.execute(table.select()).first():
            connection.execute(table.insert(), row)
        rows[table.name] = len(connection.execute(table.select()).all())
    return rows


def _filled(url: str) -> dict[str, int]:
    engine = migrator(read_address(url))
    with engine.begin() as connection:
        return _fill(connection)


def test_the_newest_migration_is_the_one_that_the_code_names() -> None:
    assert SCRIPTS.get_current_head() == HEAD == REVISIONS[-1]


def test_each_goes_up_down_and_up_with_data_in_all_tables(empty_url: str) -> None:
    before = "base"
    for revision in REVISIONS:
        schema.upgrade(empty_url, revision)
        assert set(_filled(empty_url).values()) == {1}
        schema.downgrade(empty_url, before)
        assert schema.status(empty_url).current == (None if before == "base" else before)
        schema.upgrade(empty_url, revision)
        assert set(_filled(empty_url).values()) == {1}
        before = revision
    assert schema.status(empty_url).fits


def test_old_changes_were_made_against_the_version_before_them(empty_url: str) -> None:
    engine = migrator(read_address(empty_url))

    def against() -> list[int]:
        with engine.begin() as connection:
            rows = connection.execute(text("SELECT against FROM revision ORDER BY tenant, number"))
            return list(rows.scalars())

    schema.upgrade(empty_url, "0001")
    with engine.begin() as connection:
        found = MetaData()
        found.reflect(connection)
        connection.execute(found.tables["tenant"].insert(), [{"id": "", "revision": 3}, {"id": "t", "revision": 3}])
        common = dict.fromkeys(("noun", "dossier", "action", "status", "fields", "base", "reason", "actor"), "x")
        made = [("", "a", 1, 1), ("", "b", 1, 1), ("", "a", 2, 3), ("t", "a", 1, 2), ("t", "a", 2, 4), ("t", "c", 1, 5)]
        numbers = dict.fromkeys(("", "t"), 0)
        for tenant, record, version, day in made:
            numbers[tenant] += 1
            at = dt.datetime(2026, 5, day, tzinfo=dt.UTC)
            row = {"tenant": tenant, "number": numbers[tenant], "record": record, "version": version, "at": at}
            connection.execute(found.tables["revision"].insert(), {**common, **row})
    schema.upgrade(empty_url, "0002")
    assert against() == [0, 0, 1, 1, 3, 0]
    schema.downgrade(empty_url, "0001")
    schema.upgrade(empty_url, "0002")
    assert against() == [0, 0, 1, 1, 3, 0]


def test_all_go_down_to_nothing(database_url: str) -> None:
    _filled(database_url)
    schema.downgrade(database_url, "base")
    engine = migrator(read_address(database_url))
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == ["alembic_version"]


def test_the_tables_are_those_of_the_code(database_url: str) -> None:
    engine = migrator(read_address(database_url))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        assert compare_metadata(context, metadata) == []
        for table in metadata.sorted_tables:
            checks = {str(check["name"]) for check in inspect(connection).get_check_constraints(table.name)}
            assert checks == {f"ck_{table.name}_{name}" for name in {"role", "status"} & _checked(table.name)}


def _checked(table: str) -> set[str]:
    return {"curator": {"role"}}.get(
        table, {"status"} if table in {"suggestion", "subscription", "delivery"} else set()
    )


def test_a_migration_that_fails_leaves_everything_as_it_was(empty_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = SCRIPTS.get_revision(REVISIONS[0])
    assert first
    path = first.path
    assert path

    def fail(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr("alembic.op.create_index", fail)
    with pytest.raises(OSError):  # noqa: PT011  it has no words
        schema.upgrade(empty_url)
    monkeypatch.undo()
    engine = migrator(read_address(empty_url))
    with engine.connect() as connection:
        assert inspect(connection).get_table_names() == []
    schema.upgrade(empty_url)
    assert schema.status(empty_url).fits


def test_rows_that_belong_to_nothing_stop_a_migration_on_sqlite(sqlite_url: str) -> None:
    engine = migrator(read_address(sqlite_url))
    with engine.begin() as connection:
        connection.execute(metadata.tables["setting"].insert(), {"tenant": "lost", "name": "zone", "value": "UTC"})
    with pytest.raises(RuntimeError, match="rows that belong to nothing"):
        schema.upgrade(sqlite_url)
