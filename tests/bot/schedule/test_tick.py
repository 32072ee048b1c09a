"""Every slot that has come stands on the ledger once, whatever the clock does."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from bot.store.database import Database
from briefings.library import Library
from tests.bot.schedule.office import MINUTE, MONDAY, PLACE, Office

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def office(sample_library: Library, database: Database) -> Office:
    return Office(sample_library, database)


async def test_of_those_that_were_missed_the_newest_is_posted_and_one_summary_says_so(office: Office) -> None:
    await office.subscribe(every="0 * * * *")
    await office.subscribe(every="0 * * * *", channel="C2")
    office.now = MONDAY + 5 * HOUR + 10 * MINUTE
    await office.work()
    mine = [one for one in await office.ledger() if one.subscription == 1]
    assert [(one.slot - MONDAY) / HOUR for one in mine] == [0, 1, 2, 3, 4, 5]
    assert [one.status for one in mine] == ["skipped"] * 5 + ["posted"]
    assert [one.line for one in await office.notices()] == ["/deliveries status:skipped"]


async def test_one_that_is_too_late_is_skipped(office: Office) -> None:
    await office.subscribe()
    office.now = MONDAY + 2 * HOUR + MINUTE
    await office.work()
    assert [one.status for one in await office.ledger()] == ["skipped"]
    assert not office.wall.cards(PLACE)


async def test_how_late_it_may_be_is_a_setting_of_each(office: Office) -> None:
    await office.subscribe(lateness=24 * 60)
    office.now = MONDAY + 20 * HOUR
    await office.work()
    assert [one.status for one in await office.ledger()] == ["posted"]


async def test_a_long_absence_is_accounted_for_slot_by_slot(office: Office) -> None:
    await office.subscribe(every="*/5 * * * *")
    office.now = MONDAY + 7 * DAY
    await office.work()
    ledger = await office.ledger()
    assert [one.slot for one in ledger] == [MONDAY + 5 * MINUTE * step for step in range(7 * 24 * 12 + 1)]
    assert {one.status for one in ledger[:-1]} == {"skipped"}
    assert ledger[-1].status == "posted"


@pytest.mark.parametrize("jump", [HOUR, DAY, -HOUR, -DAY])
async def test_a_clock_that_jumps_loses_nothing_and_repeats_nothing(office: Office, jump: dt.timedelta) -> None:
    await office.subscribe(every="*/15 * * * *")
    await office.work_until(MONDAY + HOUR)
    office.now += jump
    await office.work()
    end = max(office.now, MONDAY) + 3 * HOUR
    await office.work_until(end, 15 * MINUTE)
    slots = [one.slot for one in await office.ledger()]
    assert slots == [MONDAY + 15 * MINUTE * step for step in range(len(slots))]
    assert end - slots[-1] < 15 * MINUTE
    keys = office.wall.keys(PLACE)
    assert len(keys) == len(set(keys))


async def test_two_processes_enter_a_slot_once(
    office: Office, other_process: Database, sample_library: Library
) -> None:
    other = Office(sample_library, other_process)
    for channel in range(40):
        await office.subscribe(channel=f"C{channel}")
    office.now = other.now = MONDAY
    entered = await asyncio.gather(office.tick.run(), other.tick.run())
    await office.tick.run()
    assert sum(entered) <= 40
    assert len(await office.ledger()) == 40


async def test_one_that_has_come_to_its_end_comes_no_more(office: Office) -> None:
    await office.subscribe(until="2026-11-30")
    await office.work_until(MONDAY + 30 * DAY, DAY)
    assert len(await office.ledger()) == 2
    assert (await office.subscription()).status == "ended"


async def test_days_to_skip_are_passed_over(office: Office) -> None:
    await office.subscribe(skip="2026-11-30,2026-12-07")
    await office.work_until(MONDAY + 22 * DAY, DAY)
    assert [one.slot for one in await office.ledger()] == [MONDAY, MONDAY + 21 * DAY]


async def test_one_whose_times_cannot_be_read_holds_up_no_other(office: Office) -> None:
    await office.subscribe(zone="Mars/Olympus")
    await office.subscribe()
    office.now = MONDAY
    await office.work()
    assert [one.subscription for one in await office.ledger()] == [2]
    assert ((await office.subscription(1)).status, (await office.subscription(1)).why) == ("paused", "times")
