"""`onrecord deliveries` lists the ledger of all tenants."""

from __future__ import annotations

import asyncio
import datetime as dt
import json

import pytest

from bot.store.attempts import Settled
from bot.store.database import Database
from bot.store.deliveries import Key
from bot.store.subscriptions import Wish
from tests.bot.shell.conftest import Run

NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


@pytest.fixture
def filled(sqlite_url: str) -> str:
    """Give a database in which two tenants were delivered something."""

    async def fill() -> None:
        database = Database(sqlite_url)
        wish = Wish(channel="C1", kind="quote", about="", every="0 12 * * *", zone="UTC")
        for tenant in ("slack:T1", "discord:1"):
            async with database.writing(tenant) as transaction:
                number = await transaction.subscriptions.add(wish, NOON, "U1", NOON)
                await transaction.deliveries.add(number, NOON, "C1", tenant.partition(":")[0])
        async with database.writing_common() as common:
            await common.attempts.keep([Settled(Key("slack:T1", 1, NOON), 0, "failed", "[red]Too large.", NOON)])
        await database.close()

    asyncio.run(fill())
    return sqlite_url


def test_all_of_them_are_listed_with_why(run: Run, filled: str) -> None:
    told = run("deliveries", DATABASE_URL=filled)
    assert told.exit_code == 0
    assert "2026-11-24 12:00" in told.stdout
    assert "slack:T1" in told.stdout
    assert "discord:1" in told.stdout
    assert "[red]Too large." in told.stdout


def test_those_of_one_tenant_or_status_as_data(run: Run, filled: str) -> None:
    told = run("deliveries", "--tenant", "slack:T1", "--status", "failed", "--json", DATABASE_URL=filled)
    (one,) = json.loads(told.stdout)
    assert (one["tenant"], one["slot"], one["status"]) == ("slack:T1", "2026-11-24T12:00:00+00:00", "failed")
    assert json.loads(run("deliveries", "--status", "posted", "--json", DATABASE_URL=filled).stdout) == []


def test_none_is_said_to_be_none(run: Run, sqlite_url: str) -> None:
    assert run("deliveries", DATABASE_URL=sqlite_url).stdout == "There are none.\n"
