"""An install is kept once for a tenant, renewed by one at a time, ended without its tokens; a state is good once."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace

from bot.store.database import Database
from bot.store.installs import SealedInstall

TENANT = "slack:T1"
NOON = dt.datetime(2026, 5, 1, 12, 0, 0, 1, tzinfo=dt.UTC)
LATER = NOON + dt.timedelta(hours=1)
OLD, NEW, LATE = "sealed", "sealed anew", "sealed too late"
INSTALL = SealedInstall(
    app="A1",
    enterprise=None,
    is_enterprise_install=False,
    bot_user="U1",
    bot="B1",
    installer="U2",
    scopes="chat:write,commands",
    token=OLD,
    refresh_token=OLD,
    expires_at=LATER,
    installed_at=NOON,
)


async def _put(database: Database, install: SealedInstall = INSTALL) -> None:
    async with database.writing(TENANT) as transaction:
        await transaction.installs.put(install)


async def _get(database: Database) -> SealedInstall | None:
    async with database.reading(TENANT) as transaction:
        return await transaction.installs.get()


async def test_what_was_put_in_comes_out(database: Database) -> None:
    assert await _get(database) is None
    await _put(database)
    assert await _get(database) == INSTALL


async def test_an_install_that_ended_keeps_all_but_its_tokens_and_resumes_with_the_next(database: Database) -> None:
    await _put(database)
    async with database.writing(TENANT) as transaction:
        assert await transaction.installs.end("app_uninstalled", LATER)
        assert not await transaction.installs.end("tokens_revoked", LATER)
    gone = {"token": None, "refresh_token": None, "expires_at": None}
    ended = replace(INSTALL, **gone, version=2, ended_at=LATER, ended_why="app_uninstalled")  # type: ignore[arg-type]  # none of those
    assert await _get(database) == ended
    await _put(database, replace(INSTALL, installed_at=LATER))
    assert await _get(database) == replace(INSTALL, installed_at=LATER, version=3)


async def test_one_of_two_takes_on_to_renew_a_token(database: Database, other_process: Database) -> None:
    await _put(database)

    async def claim(each: Database, now: dt.datetime) -> bool:
        async with each.writing(TENANT) as transaction:
            return await transaction.installs.claim_refresh(1, now, now + dt.timedelta(seconds=30))

    claims = await asyncio.gather(*(claim(each, NOON) for each in (database, other_process) * 3))
    assert sorted(claims) == [False] * 5 + [True]
    assert not await claim(other_process, NOON + dt.timedelta(seconds=29))
    assert await claim(other_process, NOON + dt.timedelta(seconds=30))


async def test_a_new_token_takes_the_place_of_the_one_it_was_got_for_alone(database: Database) -> None:
    await _put(database)
    async with database.writing(TENANT) as transaction:
        assert await transaction.installs.claim_refresh(1, NOON, LATER)
        assert await transaction.installs.refreshed(1, NEW, NEW, None, None)
        assert not await transaction.installs.refreshed(1, LATE, LATE, LATER, LATER)
        new = replace(INSTALL, token=NEW, refresh_token=NEW, expires_at=None, version=2)
        assert await transaction.installs.get() == new
        assert await transaction.installs.end("token_revoked", LATER)
        assert not await transaction.installs.refreshed(3, LATE, LATE, LATER, LATER)
        assert not await transaction.installs.claim_refresh(2, LATER, LATER)


async def test_renewing_is_put_off(database: Database) -> None:
    await _put(database)
    async with database.writing(TENANT) as transaction:
        await transaction.installs.put_off_refresh(1, LATER)
        assert not await transaction.installs.claim_refresh(1, LATER - dt.timedelta(seconds=1), LATER)


async def test_sealing_anew_is_no_new_token(database: Database) -> None:
    await _put(database)
    async with database.writing(TENANT) as transaction:
        await transaction.installs.resealed(NEW, None)
        assert await transaction.installs.get() == replace(INSTALL, token=NEW, refresh_token=None)


async def test_a_state_is_good_once_in_its_browser(database: Database, other_process: Database) -> None:
    async with database.writing_common() as common:
        await common.states.add("state", "browser", NOON, LATER)
        await common.states.add("another", "browser", NOON, LATER)

    async def take(each: Database, state: str, browser: str) -> dt.datetime | None:
        async with each.writing_common() as common:
            return await common.states.take(state, browser)

    assert await take(database, "state", "stranger") is None
    assert await take(database, "unknown", "browser") is None
    taken = await asyncio.gather(*(take(each, "state", "browser") for each in (database, other_process) * 3))
    assert sorted(taken, key=bool) == [None] * 5 + [LATER]
    assert await take(other_process, "another", "browser") == LATER


async def test_states_are_kept_as_digests_and_go_when_they_are_long_too_old(database: Database) -> None:
    async with database.writing_common() as common:
        await common.states.add("old", "browser", NOON, NOON)
    async with database.writing_common() as common:
        await common.states.add("new", "browser", LATER, LATER)
        assert await common.states.take("old", "browser") == NOON
        await common.states.add("old", "browser", NOON, NOON)
        after = LATER + dt.timedelta(seconds=1)
        await common.states.add("newest", "browser", after, after)
        assert await common.states.take("old", "browser") is None
        assert await common.states.take("new", "browser") == LATER
