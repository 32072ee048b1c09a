"""A platform of one wall: channels that keep what is posted into them, and fail when they are told to."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field

from bot.card import Card
from bot.posting import ChannelClosed, Place, Posted, Unclear, Unseen


@dataclass(frozen=True, slots=True)
class Held:
    """A post that waits: it has been `reached`, and goes on when it is `free`."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    free: asyncio.Event = field(default_factory=asyncio.Event)


class Wall:
    """Posts at once. The next posts fail with what stands in `failing`; an `Unclear` one was posted all the same."""

    def __init__(self) -> None:
        self.posted: dict[Place, list[tuple[str, Card]]] = defaultdict(list)
        self.failing: list[BaseException] = []
        self.lost: list[BaseException] = []
        """As `failing`, but nothing was posted."""
        self.blind = False
        """Whether what stands there cannot be read."""
        self.asked = 0
        self._held: Held | None = None

    def hold(self) -> Held:
        """Let the next post wait until it is freed."""
        self._held = Held()
        return self._held

    async def check(self, place: Place) -> str:
        if place.channel == "gone":
            raise ChannelClosed("There is no such channel.")
        return place.channel

    async def post(self, place: Place, card: Card, key: str, *, again: bool) -> Posted:
        self.asked += 1
        if held := self._held:
            self._held = None
            held.reached.set()
            await held.free.wait()
        there = self.posted[place]
        if again:
            if self.blind:
                raise Unseen("What stands in the channel cannot be read.")
            if key in self.keys(place):
                return self._at(place, key)
        if self.lost:
            raise self.lost.pop(0)
        failure = self.failing.pop(0) if self.failing else None
        if failure is None or isinstance(failure, Unclear):
            there.append((key, card))
        if failure:
            raise failure
        return self._at(place, key)

    def keys(self, place: Place) -> list[str]:
        return [key for key, _ in self.posted[place]]

    def cards(self, place: Place) -> list[Card]:
        return [card for _, card in self.posted[place]]

    def _at(self, place: Place, key: str) -> Posted:
        number = self.keys(place).index(key) + 1
        return Posted((str(number),), f"https://example.org/{place.channel}/{number}")
