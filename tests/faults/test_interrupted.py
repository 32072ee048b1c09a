"""Deliveries that a deploy, a database or a network interrupts: nothing is lost, and nothing comes twice."""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import signal
from dataclasses import replace
from random import Random

import pytest

from tests.faults.couriers import HURRIED
from tests.faults.runs import Run, run_on
from tests.postgres import Server
from tests.waiting import pause

A_WHILE = 1.0
"""Seconds for which something is away."""
LONGER_THAN_A_LEASE = 4.5
PATIENT = replace(HURRIED, attempt=20.0, lease=dt.timedelta(seconds=30), ending=25.0)
"""So that nothing is unclear only since a machine that is busy elsewhere answers late."""


async def check(run: Run) -> None:
    """Hold that everything is known, and nothing was given up that could be posted later."""
    await run.settle()
    for slots in run.slots:
        counted = await slots.check()
        assert set(counted) <= {"posted", "unconfirmed"}, counted


async def interrupted(run: Run, processes: int = 1, due: int = 30) -> None:
    """Begin to deliver, without any faults by chance, and wait until that is under way."""
    await run.due(due)
    run.crew.begin(processes)
    await run.sees(1)


async def test_a_deploy_amid_deliveries_leaves_nothing_unclear(
    sqlite_url: str, capfd: pytest.CaptureFixture[str]
) -> None:
    async with run_on(sqlite_url, Random(1), PATIENT) as run:  # noqa: S311  nothing is secret here
        await interrupted(run, due=180)
        await run.crew.end()
        left = [row for slots in run.slots for row in await slots.ledger() if row.status == "pending"]
        assert left
        assert [row for row in left if row.unclear] == []
        run.crew.begin()
        await check(run)
        for slots in run.slots:
            assert {row.status for row in await slots.ledger()} == {"posted"}
    assert "Traceback" not in capfd.readouterr().err


async def test_a_process_that_was_suspended_and_goes_on_posts_nothing_again(postgresql_url: str) -> None:
    async with run_on(postgresql_url, Random(2)) as run:  # noqa: S311  nothing is secret here
        await interrupted(run, 2)
        held = run.crew.processes[0].pid
        assert held
        os.kill(held, signal.SIGSTOP)
        await pause(asyncio.Event(), LONGER_THAN_A_LEASE)
        os.kill(held, signal.SIGCONT)
        await check(run)


async def test_a_database_that_is_restarted_amid_deliveries_loses_nothing(own_postgresql: Server) -> None:
    async with run_on(own_postgresql.url("onrecord"), Random(3)) as run:  # noqa: S311  nothing is secret here
        await interrupted(run, 2)
        await asyncio.to_thread(own_postgresql.stop)
        await pause(asyncio.Event(), A_WHILE)
        await asyncio.to_thread(own_postgresql.start)
        await check(run)


async def test_platforms_that_are_cut_off_amid_deliveries_get_everything_later(sqlite_url: str) -> None:
    async with run_on(sqlite_url, Random(4)) as run:  # noqa: S311  nothing is secret here
        await interrupted(run)
        for network in run.networks:
            network.cut()
        await pause(asyncio.Event(), A_WHILE)
        for network in run.networks:
            await network.open()
        await check(run)


async def test_platforms_that_hang_amid_deliveries_get_everything_later(sqlite_url: str) -> None:
    async with run_on(sqlite_url, Random(5)) as run:  # noqa: S311  nothing is secret here
        await interrupted(run)
        for slots in run.slots:
            slots.town.hang()
        await pause(asyncio.Event(), 2 * A_WHILE)
        await check(run)
