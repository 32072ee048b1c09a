"""A platform that answers at once and keeps when it was posted to."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable
from time import time

from bot.card import Card
from bot.posting import Place, Posted


class AtOnce:
    """Takes whatever is posted; `posts` are channels and moments (seconds since 1970), `first` is set by one."""

    def __init__(self) -> None:
        self.posts: list[tuple[str, float]] = []
        self.first = asyncio.Event()

    async def check(self, place: Place) -> str:
        return place.channel

    async def post(self, place: Place, card: Card, key: str, *, again: bool) -> Posted:  # noqa: ARG002  it is a poster
        self.posts.append((place.channel, time()))
        self.first.set()
        return Posted((str(len(self.posts)),))


def refused(moments: Iterable[float], rate: int) -> int:
    """Count the posts that a platform would refuse that takes so many in any second, wherever that begins."""
    taken: deque[float] = deque()
    count = 0
    for moment in sorted(moments):
        while taken and taken[0] <= moment - 1:
            taken.popleft()
        if len(taken) < rate:
            taken.append(moment)
        else:
            count += 1
    return count
