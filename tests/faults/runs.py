"""A run: both platforms, everything that is due on them, and the processes that deliver it."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from random import Random

from bot.schedule.patience import Patience
from bot.settings import Settings
from bot.store.database import Database
from tests.faults.couriers import HURRIED, Station
from tests.faults.crew import Crew, crew_of
from tests.faults.relay import Relay, relay
from tests.faults.slots import Slots
from tests.faults.towns import DiscordTown, SlackTown, Town
from tests.platforms.discord.loopback import loopback as loopback_discord
from tests.platforms.slack.loopback import loopback as loopback_slack
from tests.waiting import pause, until

A_LIFE = 1.0
"""Seconds until it is gone on where little is delivered."""
MOST_POSTS = 5
"""So many calls are waited for at most."""
LATEST = 0.05
"""Seconds after that, in which it is gone on."""
SETTLED = 600
"""Seconds in which everything is settled when nothing goes wrong any more."""
_ADDRESSES = ("slack_api_url", "discord_api_url")


@dataclass(frozen=True, slots=True)
class Run:
    """What is delivered on both platforms by a crew."""

    slots: Sequence[Slots]
    crew: Crew
    chance: Random
    networks: Sequence[Relay]

    async def due(self, count: int, enough: int = 1_000_000) -> None:
        """Let so many more be due on each platform, unless enough of them wait there."""
        for slots in self.slots:
            if await slots.pending() < enough:
                await slots.due(count)

    async def sees(self, posts: int, within: float = 10.0) -> None:
        """Wait until so many more calls have come to one of the platforms by which something is to be posted."""
        await self.chance.choice(self.slots).town.sees(posts, within)

    async def amid(self) -> None:
        """Wait until whoever delivers is in the midst of it."""
        await self.sees(self.chance.randint(0, MOST_POSTS), A_LIFE)
        await pause(asyncio.Event(), self.chance.uniform(0, LATEST))

    def trouble(self, *, on: bool) -> None:
        """Let things go wrong by chance from now on, or none any more."""
        for slots in self.slots:
            slots.town.trouble(on=on)

    async def settle(self) -> None:
        """Wait until everything that is due is settled, now that nothing goes wrong any more, and end."""
        self.trouble(on=False)
        await until(self._settled, SETTLED)
        await self.crew.end()

    async def figures(self) -> list[str]:
        """Hold that nothing is lost and nothing stands anywhere twice, and say what there was."""
        return [
            f"  {slots.town.tenant.partition(':')[0]}: {told(await slots.check())}; faults: {told(slots.town.faults())}"
            for slots in self.slots
        ]

    async def _settled(self) -> bool:
        return not any([await slots.pending() for slots in self.slots])


@asynccontextmanager
async def run_on(url: str, chance: Random, patience: Patience = HURRIED) -> AsyncIterator[Run]:
    """Give a run in which nobody works yet."""
    async with AsyncExitStack() as stack:
        database = Database(url)
        stack.push_async_callback(database.close)
        slack = await stack.enter_async_context(loopback_slack())
        discord = await stack.enter_async_context(loopback_discord())
        towns: tuple[Town, ...] = (SlackTown(slack), DiscordTown(discord))
        slots = [Slots(database, town, chance) for town in towns]
        for one in slots:
            await one.subscribe()
        given = {name: value for town in towns for name, value in town.settings().items()}
        networks = [await stack.enter_async_context(relay(str(given[name]))) for name in _ADDRESSES]
        given |= {name: each.instead_of(str(given[name])) for name, each in zip(_ADDRESSES, networks, strict=True)}
        station = Station(url, Settings.model_construct().model_copy(update=given), patience)
        crew = await stack.enter_async_context(crew_of(station, chance))
        yield Run(slots, crew, chance, networks)


def told(counted: Counter[str]) -> str:
    return ", ".join(f"{count} {what}" for what, count in counted.most_common())
