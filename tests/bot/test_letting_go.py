"""Tenants leave memory when nobody asks for them, and are the same again when somebody does."""

from __future__ import annotations

import asyncio
import datetime as dt
from contextlib import suppress

import pytest

from bot import tenants as tenants_module
from bot.tenants import UNUSED, Clock, Tenants
from briefings.model import Organisation
from tests.bot.desks import NOW, change, correcting, desk_at

HERE, THERE = "slack:T1", "slack:T2"
CIRCLE = "dark-sky-circle"
SOON = 5


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tenants_module, "TIDYING", 0)


async def tidied(tenants: Tenants, *moments: dt.datetime) -> None:
    """Let it be looked, at each of these moments, who is not asked for any more."""
    left = list(moments)
    done = asyncio.Event()

    def now() -> dt.datetime:
        if len(left) == 1:
            done.set()
        return left.pop(0) if len(left) > 1 else left[0]

    await _until(tenants, now, done)


async def _until(tenants: Tenants, now: Clock, done: asyncio.Event) -> None:
    task = asyncio.create_task(tenants.tidy(now))
    await asyncio.wait_for(done.wait(), SOON)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def name(tenants: Tenants, tenant: str) -> str:
    circle = (await tenants.get(tenant)).library.get(CIRCLE)
    assert isinstance(circle, Organisation)
    return circle.name


async def test_who_is_not_asked_for_in_an_hour_is_let_go_and_comes_back(tenants: Tenants) -> None:
    await change(desk_at(tenants, HERE), correcting(CIRCLE, name="Night Circle"))
    await tenants.get(HERE)
    await tenants.get(THERE)
    await tidied(tenants, NOW)
    assert tenants.at_hand(THERE)
    await tidied(tenants, NOW + UNUSED / 2)
    await tidied(tenants, NOW + UNUSED)
    assert tenants.at_hand(THERE)
    assert tenants.at_hand(HERE) is None
    assert await name(tenants, HERE) == "Night Circle"


async def test_an_hour_begins_when_it_is_first_looked(tenants: Tenants) -> None:
    await tenants.get(HERE)
    await tidied(tenants, NOW + 2 * UNUSED)
    assert tenants.at_hand(HERE)


async def test_who_is_being_changed_stays(tenants: Tenants, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tenants_module, "MOST_TENANTS", 1)
    await tenants.get(HERE)
    async with tenants.holding(HERE):
        await tenants.get(THERE)
        await tidied(tenants, NOW, NOW + UNUSED, NOW + 2 * UNUSED)
        assert tenants.at_hand(THERE) is None
        assert tenants.at_hand(HERE)
    await tidied(tenants, NOW + 3 * UNUSED, NOW + 4 * UNUSED)
    assert tenants.at_hand(HERE) is None


async def test_a_change_that_waits_is_made_all_the_same_when_its_tenant_was_let_go(tenants: Tenants) -> None:
    await tenants.get(HERE)
    async with tenants.holding(HERE):
        waiting = asyncio.create_task(change(desk_at(tenants, HERE), correcting(CIRCLE, name="Night Circle")))
    await tidied(tenants, NOW, NOW + UNUSED)
    await waiting
    assert await name(tenants, HERE) == "Night Circle"
