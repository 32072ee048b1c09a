"""Whoever is killed while delivering loses nothing, and nothing stands anywhere twice, whatever the platform does."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerProcess
from random import Random
from time import monotonic

import pytest

from bot.settings import Settings
from bot.store.database import Database
from tests.faults.couriers import Station
from tests.faults.slots import Slots
from tests.faults.towns import SlackTown, Town
from tests.platforms.slack.loopback import loopback
from tests.waiting import pause, until

SHORTEST = 20
"""So many are killed at least."""
LONGEST = 900
"""Seconds after which no more are killed."""
A_LIFE = 3.0
"""Seconds after which one is killed that has nothing to do."""
MOST_POSTS = 8
"""So many calls are made at most before one is killed."""
LATEST = 0.05
"""Seconds after that, in which it is killed."""
AT_ONCE, ENOUGH = 10, 150
"""So many come due after a kill, as long as there are not enough that wait."""
SETTLED = 180
"""Seconds in which everything is settled when nothing goes wrong any more."""


@dataclass
class Crew:
    """The processes that deliver."""

    station: Station
    chance: Random
    processes: list[ForkServerProcess] = field(default_factory=list)

    def begin(self, count: int) -> None:
        self.processes += [self.station.begin() for _ in range(count)]

    async def kill(self, *, again: bool = True) -> None:
        """Kill one, and let another one take its place."""
        process = self.processes.pop(self.chance.randrange(len(self.processes)))
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        await asyncio.to_thread(process.join)
        assert process.exitcode == -signal.SIGKILL, "it had ended by itself"
        process.close()
        if again:
            self.begin(1)

    async def end(self) -> None:
        """Let all of them end, in their own time."""
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            await asyncio.to_thread(process.join)
            assert process.exitcode == 0
            process.close()
        self.processes.clear()

    def drop(self) -> None:
        for process in self.processes:
            process.kill()
            process.join()


async def kill_amid(crew: Crew, slots: Slots, kills: int) -> int:
    """Kill one after the other while they deliver; give how many that were."""
    latest, never = monotonic() + LONGEST, asyncio.Event()
    for killed in range(kills):
        if monotonic() > latest:
            return killed
        if await slots.pending() < ENOUGH:
            await slots.due(AT_ONCE)
        await slots.town.sees(crew.chance.randint(0, MOST_POSTS), A_LIFE)
        await pause(never, crew.chance.uniform(0, LATEST))
        await crew.kill()
    return kills


@asynccontextmanager
async def crew_of(station: Station, chance: Random) -> AsyncIterator[Crew]:
    crew = Crew(station, chance)
    try:
        yield crew
    finally:
        crew.drop()


@pytest.mark.parametrize(("backend", "processes", "lasting"), [("sqlite", 1, 1), ("postgresql", 2, 2), ("postgresql", 3, 2)])
async def test_whoever_is_killed_while_delivering_loses_nothing_and_posts_nothing_twice(
    backend: str, processes: int, lasting: int, request: pytest.FixtureRequest
) -> None:
    url = str(request.getfixturevalue(f"{backend}_url"))
    kills = max(SHORTEST, int(request.config.getoption("--kills")))
    chance, database = Random(kills + processes), Database(url)  # noqa: S311  moments, not secrets
    async with loopback() as slack:
        town = SlackTown(slack)
        slots = Slots(database, town, chance)
        station = Station(url, Settings.model_construct().model_copy(update=dict(town.settings())))
        await slots.subscribe()
        async with crew_of(station, chance) as crew:
            began = monotonic()
            town.trouble(on=True)
            await slots.due(ENOUGH)
            crew.begin(processes)
            for _ in range(processes - lasting):
                await town.sees(MOST_POSTS, A_LIFE)
                await crew.kill(again=False)
            killed = await kill_amid(crew, slots, kills)
            took = monotonic() - began
            town.trouble(on=False)

            async def settled() -> bool:
                return await slots.pending() == 0

            began = monotonic()
            await until(settled, SETTLED)
            settling = monotonic() - began
            await crew.end()
        counted = await slots.check()
        rows = await slots.ledger()
        again = sum(1 for row in rows if row.attempts > 1)
        print(f"\n{backend} {processes}/{lasting}: {killed} kills in {took:.0f} s, settled {settling:.0f} s, {dict(counted)}, {again} more than once, attempts {max(row.attempts for row in rows)}, faults {dict(town.faults())}")
        print(slack.refused[:5], len(slack.refused))
    await database.close()
