"""Time as a loopback platform sees it: the machine's, plus whatever a test moved it on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


class Clock:
    """A clock that a test moves; nothing here sleeps for longer than the clock says."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self._stopped: float | None = None
        self._moved = asyncio.Event()

    def now(self) -> float:
        """Give seconds since 1970."""
        return (time.time() if self._stopped is None else self._stopped) + self._ahead

    def stop(self) -> None:
        """Stand still but for what a test moves it on: a busy machine is slow, but never late then."""
        self._stopped = time.time()

    def advance(self, seconds: float) -> None:
        """Move on; whoever waits by this clock sees it at once."""
        self._ahead += seconds
        self._moved.set()
        self._moved = asyncio.Event()

    async def finishes(self, work: asyncio.Future[Found], seconds: float) -> bool:
        """Wait for work until so many seconds are over by this clock; say whether it was done by then."""
        deadline = self.now() + seconds
        while not work.done():
            left = deadline - self.now()
            if left <= 0:
                return False
            moved = asyncio.ensure_future(self._moved.wait())
            await asyncio.wait((work, moved), timeout=left, return_when=asyncio.FIRST_COMPLETED)
            moved.cancel()
        return self.now() <= deadline


class Changes:
    """Tells whoever waits that something happened."""

    def __init__(self) -> None:
        self._happened = asyncio.Event()

    def tell(self) -> None:
        self._happened.set()
        self._happened = asyncio.Event()

    async def until(self, look: Callable[[], Found | None], seconds: float = 10) -> Found:
        """Wait until a look finds something, and give it; `TimeoutError` when it does not in time."""
        async with asyncio.timeout(seconds):
            while True:
                happened = self._happened
                if found := look():
                    return found
                await happened.wait()
