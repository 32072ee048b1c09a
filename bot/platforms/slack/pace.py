"""How fast the bot may speak in one channel."""

from __future__ import annotations

import asyncio

SECONDS = 1.0
"""Seconds between two messages in one channel; Slack takes about one a second."""


class Pace:
    """Gives everyone who has something to say in a channel their turn, in this process."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._free: dict[str, float] = {}
        """When the next turn in a channel is, by the loop's clock; the order is that of the turns last given."""

    def __len__(self) -> int:
        """Count the channels that are remembered."""
        return len(self._free)

    def wait(self, channel: str) -> float:
        """Give the seconds until the next turn in a channel."""
        return max(self._free.get(channel, 0.0) - asyncio.get_running_loop().time(), 0.0)

    async def turn(self, channel: str) -> None:
        """Take the next turn in a channel, and wait for it."""
        now, wait = asyncio.get_running_loop().time(), self.wait(channel)
        self._free.pop(channel, None)
        self._free[channel] = now + wait + self._seconds
        self._forget(now)
        await asyncio.sleep(wait)

    def _forget(self, now: float) -> None:
        for channel, free in list(self._free.items())[:2]:
            # Two are looked at whenever one comes, so that no more are kept than are waited for.
            if free <= now:
                del self._free[channel]
