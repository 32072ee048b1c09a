"""What is done once: in one process, in the next one, and in several on one database."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging

import pytest

from bot.once import REMEMBERED, Once
from bot.store.database import Database
from tests import postgres
from tests.bot.asking import noon
from tests.waiting import until

TENANT, OTHER = "slack:T1", "slack:T2"
START = noon(dt.date(2026, 11, 24))


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> dt.datetime:
        return self.now

    def advance(self, by: dt.timedelta) -> None:
        self.now += by


@pytest.fixture
def clock() -> Clock:
    return Clock()


async def first(once: Once, key: str, tenant: str = TENANT) -> bool:
    """Ask both, as whoever takes a request does."""
    return once.first_here(tenant, key) and await once.first_anywhere(tenant, key)


async def test_a_key_is_first_once_in_each_tenant(database: Database, clock: Clock) -> None:
    once = Once(database, clock)
    assert [await first(once, "a") for _ in range(3)] == [True, False, False]
    assert await first(once, "b")
    assert await first(once, "a", OTHER)


async def test_a_key_is_remembered_for_a_while_and_no_longer(database: Database, clock: Clock) -> None:
    once = Once(database, clock)
    assert once.first_here(TENANT, "a")
    clock.advance(REMEMBERED - dt.timedelta(seconds=1))
    assert not once.first_here(TENANT, "a")
    assert once.first_here(TENANT, "b")
    clock.advance(dt.timedelta(seconds=1))
    assert once.first_here(TENANT, "a")
    assert not once.first_here(TENANT, "b")


async def test_more_keys_than_there_is_room_for_push_out_the_oldest(database: Database, clock: Clock) -> None:
    once = Once(database, clock, most=3)
    assert all(once.first_here(TENANT, key) for key in "abcd")
    assert not any(once.first_here(TENANT, key) for key in "bcd")
    assert once.first_here(TENANT, "a")
    assert len(once._seen) == 3  # noqa: SLF001  how much it holds is what is asked


async def test_of_two_processes_on_one_postgresql_one_is_first(postgresql_url: str, clock: Clock) -> None:
    here, there = Database(postgresql_url), Database(postgresql_url)
    one, two = Once(here, clock), Once(there, clock)
    try:
        assert (one.is_shared, two.is_shared) == (True, True)
        for key in map(str, range(20)):
            answers = await asyncio.gather(first(one, key), first(two, key), first(one, key))
            assert sorted(answers) == [False, False, True]
        assert await first(two, "0", OTHER)
    finally:
        await here.close()
        await there.close()


async def test_claims_that_are_old_are_forgotten_in_the_database(postgresql_url: str, clock: Clock) -> None:
    database = Database(postgresql_url)
    once = Once(database, clock)
    try:
        for number in range(499):
            assert await once.first_anywhere(TENANT, str(number))
        clock.advance(2 * REMEMBERED)
        assert await once.first_anywhere(TENANT, "499")
        assert [key for key, _ in await database.claimed(START)] == [(TENANT, "499")]
    finally:
        await database.close()


async def test_without_its_database_a_process_goes_on_by_itself(
    own_postgresql: postgres.Server, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    database = Database(own_postgresql.url("onrecord"))
    once = Once(database, clock)
    try:
        assert await first(once, "a")
        own_postgresql.stop()
        assert [await first(once, "b") for _ in range(2)] == [True, False]
        assert not await first(once, "a")
        assert "claim_failed tenant=slack:T1" in caplog.text
        own_postgresql.start()
        assert await first(once, "c")
    finally:
        await database.close()


async def test_any_key_and_its_moment_are_known_to_the_next_process(sqlite_url: str, clock: Clock) -> None:
    keys = [f"trigger {mark}" for mark in ("plain", "'", '"', "\\", "{", "ё", "a\nb", "$[0]")]
    clock.advance(dt.timedelta(microseconds=1))
    database = Database(sqlite_url)
    once = Once(database, clock)
    async with once.lasting():
        assert all(once.first_here(TENANT, key) for key in keys)
    assert dict(await database.claimed(START)) == {(TENANT, key): clock.now for key in keys}
    await database.close()


async def test_the_next_process_knows_what_the_one_before_did(sqlite_url: str, clock: Clock) -> None:
    database = Database(sqlite_url)
    before = Once(database, clock)
    async with before.lasting():
        assert all(before.first_here(TENANT, key) for key in "ab")
        assert before.first_here(OTHER, "a")
        assert before.first_here("slack:", "signature", lasting=False)
    await database.close()
    clock.advance(dt.timedelta(minutes=5))
    database = Database(sqlite_url)
    after = Once(database, clock)
    async with after.lasting():
        assert not any(after.first_here(TENANT, key) for key in "ab")
        assert not after.first_here(OTHER, "a")
        assert after.first_here(OTHER, "b")
        assert after.first_here("slack:", "signature", lasting=False)
    clock.advance(REMEMBERED)
    last = Once(database, clock)
    async with last.lasting():
        assert last.first_here(TENANT, "a")
    assert [key for key, _ in await database.claimed(START) if key[0] == TENANT] == [(TENANT, "a")]
    await database.close()


async def test_what_is_remembered_is_kept_meanwhile_too(
    sqlite_url: str, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.once.KEPT_EVERY", 0.01)
    database = Database(sqlite_url)
    once = Once(database, clock)

    async def kept() -> bool:
        return [key for key, _ in await database.claimed(START)] == [(TENANT, "a")]

    async with once.lasting():
        assert once.first_here(TENANT, "a")
        await until(kept)
    await database.close()


async def test_a_database_that_cannot_be_read_or_written_stops_nothing(
    empty_sqlite: str, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    database = Database(empty_sqlite)  # It has no tables.
    once = Once(database, clock)
    async with once.lasting():
        assert [once.first_here(TENANT, "a") for _ in range(2)] == [True, False]
    assert "claims_not_read" in caplog.text
    assert "claims_not_kept tenant=slack:T1" in caplog.text
    await database.close()
