"""What goes wrong with PostgreSQL, and how processes on it hear of each other."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Iterator

import psycopg
import pytest
import pytest_asyncio
from sqlalchemy.exc import DataError

from bot.errors import Unavailable
from bot.store import engines
from bot.store.database import Database
from bot.store.faults import Stale
from briefings.revisions import Action, Draft, Status
from tests.postgres import Server, listeners
from tests.waiting import SEEN, meanwhile, until

TENANT = "slack:T1"
NOON = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
DRAFT = Draft("q-1", "quote", "bread", Action.ADD, Status.SHOWN, '"xyzzy"')
_TRIGGER = """
CREATE FUNCTION fault() RETURNS trigger AS $$ BEGIN {does}; RETURN NULL; END $$ LANGUAGE plpgsql;
CREATE CONSTRAINT TRIGGER fault AFTER INSERT ON revision DEFERRABLE {when} FOR EACH ROW EXECUTE FUNCTION fault();
"""


@pytest_asyncio.fixture
async def database(postgresql_url: str) -> AsyncIterator[Database]:
    database = Database(postgresql_url)
    yield database
    await database.close()


@pytest.fixture
def beside(postgresql_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(postgresql_url, autocommit=True) as connection:
        yield connection


async def add(database: Database, tenant: str = TENANT) -> None:
    async with database.writing(tenant) as transaction:
        await transaction.revisions.append([DRAFT], "U1", NOON)


async def count(database: Database) -> int:
    async with database.reading(TENANT) as transaction:
        return len(await transaction.revisions.since(0))


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("53100", "The disk of the database is full; nothing was changed."),
        ("25006", "The database is read-only; nothing was changed."),
        ("55P03", "The database is busy with something else; nothing was changed."),
        ("40P01", "The database is busy with something else; nothing was changed."),
        ("XX000", "The database failed; nothing was changed."),
    ],
)
async def test_what_it_refuses_is_told(database: Database, beside: psycopg.Connection, state: str, says: str) -> None:
    beside.execute(_TRIGGER.format(does=f"RAISE SQLSTATE '{state}'", when="INITIALLY IMMEDIATE").encode())
    with pytest.raises(Unavailable) as told:
        await add(database)
    assert str(told.value) == f"{says} Try again in a minute."
    beside.execute("DROP TRIGGER fault ON revision")
    await add(database)
    assert await count(database) == 1


async def test_a_connection_lost_while_committing_is_told_as_uncertain(
    database: Database, beside: psycopg.Connection
) -> None:
    dies = "PERFORM pg_terminate_backend(pg_backend_pid())"
    beside.execute(_TRIGGER.format(does=dies, when="INITIALLY DEFERRED").encode())
    with pytest.raises(Unavailable, match=r"not certain whether it was saved\. Look with /history"):
        await add(database)
    beside.execute("DROP TRIGGER fault ON revision")
    await add(database)
    assert await count(database) == 1


async def test_a_refusal_while_committing_is_certain(database: Database, beside: psycopg.Connection) -> None:
    beside.execute(_TRIGGER.format(does="RAISE SQLSTATE '53100'", when="INITIALLY DEFERRED").encode())
    with pytest.raises(Unavailable, match=r"^The disk of the database is full; nothing was changed\."):
        await add(database)
    assert await count(database) == 0


async def test_while_another_holds_a_tenant_only_its_writers_are_told(
    postgresql_url: str, beside: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "PATIENCE", 1)
    database = Database(postgresql_url)
    await add(database)
    with beside.transaction():
        beside.execute("UPDATE tenant SET generation = generation")
        with pytest.raises(Unavailable, match=r"^The database is busy with something else; nothing was changed\."):
            await add(database)
        await add(database, "slack:T2")
        assert await count(database) == 1
    await add(database)
    assert await count(database) == 2
    await database.close()


async def test_a_number_that_somebody_else_took_is_stale(database: Database, beside: psycopg.Connection) -> None:
    await add(database)
    beside.execute("UPDATE tenant SET revision = 0")
    with pytest.raises(Stale):
        await add(database)
    assert await count(database) == 1


async def test_a_character_that_it_cannot_keep_is_a_fault_of_ours(database: Database) -> None:
    with pytest.raises(DataError):
        await add(database, "slack:\0")


async def test_where_no_server_is_one_is_told() -> None:
    database = Database("postgresql://u:owls@127.0.0.1:1/d")
    with pytest.raises(Unavailable, match=r"^The database cannot be reached; nothing was changed\."):
        await count(database)
    await database.close()


async def test_others_hear_of_a_change_with_its_commit(database: Database, postgresql_url: str) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()
    async with meanwhile(database.listen(heard.put_nowait)):
        await until(lambda: listeners(postgresql_url) == 1)
        with pytest.raises(LookupError):
            async with database.writing("slack:T2"):
                raise LookupError
        await add(database)
        assert await asyncio.wait_for(heard.get(), SEEN) == TENANT
        await add(database, "")
        assert await asyncio.wait_for(heard.get(), SEEN) == ""


async def _stop_in_the_middle(database: Database, own_postgresql: Server) -> None:
    async with database.writing(TENANT) as transaction:
        await transaction.settings.put("zone", "UTC")
        await asyncio.to_thread(own_postgresql.stop)
        await transaction.settings.put("zone", "UTC")


async def test_after_a_restart_in_the_middle_everything_goes_on(own_postgresql: Server) -> None:
    url = own_postgresql.url("onrecord")
    database = Database(url)
    heard: asyncio.Queue[str] = asyncio.Queue()
    async with meanwhile(database.listen(heard.put_nowait)):
        await add(database)
        with pytest.raises(Unavailable, match=r"^The database cannot be reached; nothing was changed\."):
            await _stop_in_the_middle(database, own_postgresql)
        with pytest.raises(Unavailable, match=r"^The database cannot be reached; "):
            await count(database)
        await asyncio.to_thread(own_postgresql.start)
        assert await count(database) == 1
        await until(lambda: listeners(url) == 1)
        await add(database, "slack:T2")
        while await asyncio.wait_for(heard.get(), SEEN) != "slack:T2":
            pass  # What was told before the restart.
    await database.close()


async def test_erased_words_are_in_no_table(own_postgresql: Server) -> None:
    database = Database(own_postgresql.url("onrecord"))
    await add(database)
    async with database.writing(TENANT) as transaction:
        await transaction.revisions.erase("q-1")
    assert await database.scrub()
    own_postgresql.stop()
    files = [path for path in own_postgresql.data.glob("base/*/*") if path.is_file()]
    assert files
    assert [path for path in files if b"xyzzy" in path.read_bytes()] == []
    own_postgresql.start()
    await database.close()


async def test_who_reads_is_in_the_way_of_scrubbing(
    database: Database, beside: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "PATIENCE", 1)
    with beside.transaction():
        beside.execute("SELECT * FROM revision")
        assert not await database.scrub()
    assert await database.scrub()
