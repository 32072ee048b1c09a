"""How an interaction goes to the app, and how its first answer is waited for."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from tests.platforms.discord.loopback.interaction import DEADLINE, Interaction
from tests.platforms.discord.loopback.world import World


@dataclass(frozen=True, slots=True)
class Parcel:
    """An interaction on its way, as it is written."""

    interaction: Interaction
    payload: Mapping[str, Any]


@dataclass(slots=True)
class Delivered:
    """What was sent, and how it was answered: the kind of the first answer, 0 for none, and after how long."""

    parcel: Parcel
    first: int
    seconds: float


class Way(Protocol):
    """A way in: how an interaction goes to the app."""

    def ready(self) -> bool:
        """Say whether the app can be reached this way."""

    async def send(self, parcel: Parcel) -> None:
        """Send it; give back when nothing more is to be done, or raise what made it fail."""


class Lost(Exception):
    """An interaction that cannot be answered any more: the app said what is no answer, or could not be reached."""


class Post:
    """Sends interactions by the way that is open, and holds the deadline."""

    def __init__(self, world: World, *ways: Way) -> None:
        self._world, self._ways = world, ways
        self._sending: set[asyncio.Future[None]] = set()
        self.delivered: list[Delivered] = []
        self.deadline = DEADLINE

    async def send(self, parcel: Parcel) -> Delivered:
        """Send an interaction and wait for its first answer, no longer than Discord does."""
        world, interaction = self._world, parcel.interaction
        world.interactions[interaction.token] = interaction
        started = world.clock.now()
        way = next((each for each in self._ways if each.ready()), None)
        if way is not None:
            await self._answered(way, parcel)
        seconds = world.clock.now() - started
        if not interaction.first:
            interaction.lapsed = True
            world.object(interaction.what, f"not answered after {seconds:.3f} s")
        self.delivered.append(Delivered(parcel, interaction.first, seconds))
        world.changes.tell()
        return self.delivered[-1]

    async def _answered(self, way: Way, parcel: Parcel) -> None:
        sending = asyncio.ensure_future(way.send(parcel))
        self._sending.add(sending)
        sending.add_done_callback(self._sent)
        waiting = asyncio.ensure_future(_either(sending, parcel.interaction.answered))
        if not await self._world.clock.finishes(waiting, self.deadline) or not parcel.interaction.first:
            waiting.cancel()
            sending.cancel()
            await asyncio.wait((waiting, sending))

    def _sent(self, sending: asyncio.Future[None]) -> None:
        self._sending.discard(sending)
        if not sending.cancelled() and (error := sending.exception()) and not isinstance(error, Lost):
            raise error

    async def close(self) -> None:
        """Let go of what the app has not finished with."""
        for sending in list(self._sending):
            sending.cancel()


async def _either(sending: asyncio.Future[None], answered: asyncio.Future[None]) -> None:
    """Wait until an interaction is answered, or can be no more."""
    waiting: set[asyncio.Future[None]] = {sending, answered}
    while not answered.done() and waiting:
        done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        if sending in done and sending.exception() is not None:
            return
