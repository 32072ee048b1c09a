"""Whoever is killed while delivering loses nothing, and nothing stands anywhere twice, whatever the platforms do."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from random import Random
from time import monotonic

import pytest

from bot.settings import Settings
from bot.store.database import Database
from tests.faults.couriers import Station
from tests.faults.crew import Crew, crew_of
from tests.faults.slots import Slots
from tests.faults.towns import DiscordTown, SlackTown, Town
from tests.platforms.discord.loopback import loopback as loopback_discord
from tests.platforms.slack.loopback import loopback as loopback_slack
from tests.waiting import pause, until

log = logging.getLogger(__name__)

FEWEST = 20
"""So many are killed at least."""
LONGEST = 900
"""Seconds after which no more are killed."""
A_LIFE = 1.5
"""Seconds after which one is killed that has nothing to do."""
MOST_POSTS = 8
"""So many calls are made at most before one is killed."""
LATEST = 0.05
"""Seconds after that, in which it is killed."""
BEGUN, MORE, ENOUGH = 30, 6, 300
"""So many come due on each platform at first, and after each kill as long as there are not enough that wait."""
SETTLED = 180
"""Seconds in which everything is settled when nothing goes wrong any more."""
"""What a whole run comes to: `figures` are printed."""


@dataclass(frozen=True, slots=True)
class Run:
    """What is delivered on both platforms by a crew."""

    slots: Sequence[Slots]
    crew: Crew
    chance: Random

    async def begin(self, processes: int) -> None:
        for slots in self.slots:
            slots.town.trouble(on=True)
            await slots.due(BEGUN)
        self.crew.begin(processes)

    async def amid(self) -> None:
        """Wait until whoever delivers is in the midst of it."""
        await self.chance.choice(self.slots).town.sees(self.chance.randint(0, MOST_POSTS), A_LIFE)
        await pause(asyncio.Event(), self.chance.uniform(0, LATEST))

    async def kill(self, kills: int) -> int:
        """Kill one after the other, and let another one take its place; give how many that were in time."""
        latest = monotonic() + LONGEST
        for killed in range(kills):
            if monotonic() > latest:
                return killed
            for slots in self.slots:
                if await slots.pending() < ENOUGH:
                    await slots.due(MORE)
            await self.amid()
            await self.crew.kill()
            self.crew.begin(1)
        return kills

    async def settle(self) -> None:
        """Wait until everything that is due is settled, now that nothing goes wrong any more."""
        for slots in self.slots:
            slots.town.trouble(on=False)
        await until(self._settled, SETTLED)
        await self.crew.end()

    async def _settled(self) -> bool:
        return not any([await slots.pending() for slots in self.slots])


@asynccontextmanager
async def run_on(url: str, chance: Random) -> AsyncIterator[Run]:
    """Give a run in which nobody works yet."""
    database = Database(url)
    async with loopback_slack() as slack, loopback_discord() as discord:
        towns: tuple[Town, ...] = (SlackTown(slack), DiscordTown(discord))
        slots = [Slots(database, town, chance) for town in towns]
        for one in slots:
            await one.subscribe()
        given = {name: value for town in towns for name, value in town.settings().items()}
        station = Station(url, Settings.model_construct().model_copy(update=given))
        try:
            async with crew_of(station, chance) as crew:
                yield Run(slots, crew, chance)
        finally:
            await database.close()


@pytest.mark.parametrize(
    ("backend", "processes", "lasting"), [("sqlite", 1, 1), ("postgresql", 2, 2), ("postgresql", 3, 2)]
)
async def test_whoever_is_killed_while_delivering_loses_nothing_and_posts_nothing_twice(
    backend: str, processes: int, lasting: int, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    url = str(request.getfixturevalue(f"{backend}_url"))
    kills = max(FEWEST, int(request.config.getoption("--kills")))
    began = monotonic()
    async with run_on(url, Random(kills + processes)) as run:  # noqa: S311  moments, not secrets
        await run.begin(processes)
        for _ in range(processes - lasting):
            await run.amid()
            await run.crew.kill()
        killed = await run.kill(kills)
        took = monotonic() - began
        await run.settle()
        for slots in run.slots:
            counted = await slots.check()
            with capsys.disabled():
                print(
                    f"\n{backend}, {processes} processes, {lasting} begun again: {killed} kills in {took:.0f} s; {slots.town.tenant}: {counted}; {slots.town.faults()}"
                )
    assert killed == kills, f"{killed} of {kills} were killed in {LONGEST} s"
