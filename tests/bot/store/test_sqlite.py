"""What goes wrong with an SQLite file: one sentence, nothing half-written, and normal again afterwards."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from bot.errors import Unavailable
from bot.store import engines
from bot.store.database import Database
from bot.store.faults import Stale
from briefings.revisions import Action, Draft, Status

TENANT = "slack:T1"
NOON = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)


@pytest_asyncio.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    database = Database(sqlite_url)
    yield database
    await database.close()


async def add(database: Database, words: str = "{}") -> None:
    draft = Draft("q-1", "quote", "bread", Action.ADD, Status.SHOWN, words)
    async with database.writing(TENANT) as transaction:
        await transaction.revisions.append([draft], "U1", NOON)


async def _pragma(database: Database, pragma: str) -> None:
    # On the one connection that writes: a disk cannot be filled through the door of the store.
    async with database.writing(TENANT) as transaction:
        await transaction.revisions._connection.exec_driver_sql(f"PRAGMA {pragma}")  # noqa: SLF001


async def count(database: Database) -> int:
    async with database.reading(TENANT) as transaction:
        return len(await transaction.revisions.since(0))


@contextmanager
def connected(url: str) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()


async def test_it_is_set_up_to_lose_nothing(database: Database, sqlite_url: str) -> None:
    await add(database)
    async with database.writing(TENANT) as transaction:
        connection = transaction.revisions._connection  # noqa: SLF001  it is set up for the one that writes
        wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
        assert {name: (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar() for name in wanted} == wanted
    with connected(sqlite_url) as beside:
        assert beside.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def test_while_another_holds_it_one_is_told_and_can_still_read(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "_PRAGMAS", ("busy_timeout = 50", *engines._PRAGMAS[1:]))  # noqa: SLF001  to wait less
    database = Database(sqlite_url)
    await add(database)
    with connected(sqlite_url) as connection:
        connection.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match=r"^The database is busy with something else; nothing was changed\."):
            await add(database)
        assert await count(database) == 1
    await add(database)
    assert await count(database) == 2
    await database.close()


async def test_while_oneself_writes_another_task_is_told(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "PATIENCE", 0.05)
    database = Database(sqlite_url)
    async with database.writing(TENANT):
        with pytest.raises(Unavailable, match=r"^The database is busy with something else; nothing was changed\."):
            await add(database)
    await add(database)
    await database.close()


async def test_on_a_full_disk_one_is_told_and_nothing_is_half_written(database: Database) -> None:
    await add(database)
    await _pragma(database, "max_page_count = 1")
    with pytest.raises(Unavailable, match=r"^The disk of the database is full; nothing was changed\."):
        await add(database, "x" * 1_000_000)
    assert await count(database) == 1
    await _pragma(database, "max_page_count = 1000000")
    await add(database)
    assert await count(database) == 2


@pytest.fixture
def read_only(migrated: Path) -> Iterator[Path]:
    """Give a database that may be read by anyone and written by nobody."""
    with tempfile.TemporaryDirectory() as made:
        file = Path(made) / "test.db"
        file.write_bytes(migrated.read_bytes())
        file.chmod(0o444)
        Path(made).chmod(0o777)
        root = os.geteuid() == 0
        if root:
            # A file's mode does not hold root back.
            os.seteuid(65534)
        yield file
        if root:
            os.seteuid(0)


async def test_a_read_only_file_is_told(read_only: Path) -> None:
    database = Database(f"sqlite:///{read_only}")
    with pytest.raises(Unavailable, match=r"^The database is read-only; nothing was changed\."):
        await add(database)
    await database.close()


async def test_a_file_that_cannot_be_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    database = Database(f"sqlite:///{tmp_path}/file/onrecord.db")
    with pytest.raises(Unavailable, match=r"^The database cannot be reached; nothing was changed\."):
        await count(database)
    await database.close()


async def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "onrecord.db").write_text("Bread rises. " * 1_000, "utf-8")
    database = Database(f"sqlite:///{tmp_path}/onrecord.db")
    with pytest.raises(Unavailable, match=r"^The database failed; nothing was changed\."):
        await count(database)
    await database.close()


async def test_tables_that_are_not_there_are_told(empty_sqlite: str) -> None:
    database = Database(empty_sqlite)
    with pytest.raises(Unavailable, match=r"^The database failed; "):
        await add(database)
    await database.close()


async def test_a_number_that_somebody_else_took_is_stale(database: Database, sqlite_url: str) -> None:
    await add(database)
    with connected(sqlite_url) as connection:
        connection.execute("UPDATE tenant SET revision = 0")
    with pytest.raises(Stale):
        await add(database)
    assert await count(database) == 1


async def test_erased_words_are_in_no_file(database: Database, sqlite_url: str) -> None:
    await add(database, "xyzzy " * 2_000)
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    async with database.writing(TENANT) as transaction:
        await transaction.revisions.erase("q-1")
    assert await database.scrub()
    for path in file.parent.iterdir():
        assert b"xyzzy" not in path.read_bytes()


async def test_who_reads_is_in_the_way_of_scrubbing(database: Database, sqlite_url: str) -> None:
    await add(database)
    with connected(sqlite_url) as connection:
        connection.execute("BEGIN")
        connection.execute("SELECT * FROM revision").fetchall()
        await add(database)
        await _pragma(database, "busy_timeout = 1")
        assert not await database.scrub()
    assert await database.scrub()


async def test_listening_ends_at_once(database: Database) -> None:
    await database.listen(lambda _: None)
