"""All or nothing, one writer of a tenant after the other, and how other processes hear of it."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from bot.store.database import Database
from bot.store.tables import HEAD
from briefings.revisions import Action, Draft, Status

TENANT = "slack:T1"
NOON = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
DRAFT = Draft("q-1", "quote", "bread", Action.ADD, Status.SHOWN, "{}")


class Stop(Exception):
    """What is raised in the middle."""


async def add_one(database: Database, tenant: str = TENANT) -> int:
    async with database.writing(tenant) as transaction:
        (made,) = await transaction.revisions.append([DRAFT], "U1", NOON)
        await transaction.deeds.add("U1", "add", "q-1", "", NOON)
        return made.number


async def count(database: Database, tenant: str = TENANT) -> int:
    async with database.reading(tenant) as transaction:
        return len(await transaction.revisions.since(0))


async def _stop_in_the_middle(database: Database) -> None:
    async with database.writing(TENANT) as transaction:
        await transaction.revisions.append([DRAFT], "U1", NOON)
        raise Stop


async def test_after_an_exception_nothing_has_happened(database: Database, other_process: Database) -> None:
    await add_one(database)
    with pytest.raises(Stop):
        await _stop_in_the_middle(database)
    assert await count(other_process) == 1
    assert await other_process.generations() == {TENANT: 1}
    assert await add_one(database) == 2


async def test_after_a_cancellation_nothing_has_happened(database: Database) -> None:
    written = asyncio.Event()

    async def write() -> None:
        async with database.writing(TENANT) as transaction:
            await transaction.revisions.append([DRAFT], "U1", NOON)
            written.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(write())
    await written.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await count(database) == 0
    assert await add_one(database) == 1


async def test_writers_in_two_processes_get_numbers_without_gaps(database: Database, other_process: Database) -> None:
    numbers = await asyncio.gather(*(add_one(each) for each in [database, other_process] * 15))
    assert sorted(numbers) == list(range(1, 31))
    async with database.reading(TENANT) as transaction:
        assert [revision.version for revision in await transaction.revisions.of("q-1")] == list(range(1, 31))
        assert transaction.generation == 30
    assert await other_process.generations() == {TENANT: 30}


async def test_what_is_read_is_of_one_moment(database: Database, other_process: Database) -> None:
    await add_one(database)
    async with database.reading(TENANT) as transaction:
        assert transaction.generation == 1
        await add_one(other_process)
        assert len(await transaction.revisions.since(0)) == 1
    assert await count(database) == 2


async def test_who_only_reads_cannot_write(database: Database) -> None:
    await add_one(database)
    with pytest.raises(Exception, match="read-only"):
        async with database.reading(TENANT) as transaction:
            await transaction.settings.put("zone", "UTC")
    async with database.writing(TENANT) as transaction:
        assert await transaction.settings.all() == {}


async def test_a_tenant_that_nothing_was_written_for_is_empty(database: Database) -> None:
    async with database.reading("slack:T9") as transaction:
        assert transaction.generation == 0
        assert await transaction.revisions.latest() == []
    assert await database.generations() == {}


async def test_the_generation_goes_up_with_every_write(database: Database) -> None:
    async with database.writing(TENANT) as transaction:
        assert transaction.generation == 1
        await transaction.settings.put("zone", "UTC")
    async with database.writing(TENANT) as transaction:
        assert transaction.generation == 2


async def test_the_schema_is_told(database: Database, empty_url: str) -> None:
    assert await database.schema() == HEAD
    empty = Database(empty_url)
    assert await empty.schema() is None
    await empty.close()


async def test_erased_words_can_be_scrubbed(database: Database) -> None:
    await add_one(database)
    assert await database.scrub()
    assert await count(database) == 1


@pytest.mark.parametrize("url", ["mysql://h/d", "sqlite://", "postgresql://h:port/d"])
def test_a_wrong_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"write sqlite:///path/to/file\.db or postgresql://"):
        Database(url)
