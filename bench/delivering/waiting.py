"""How long a loop keeps whoever else wants to go on waiting."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self

_EVERY = 0.005
"""Seconds."""


class Watch:
    """Looks how late the running loop is, for as long as it is entered; `longest` is the most, in seconds."""

    def __init__(self) -> None:
        self.longest = 0.0

    async def __aenter__(self) -> Self:
        self._loop = asyncio.get_running_loop()
        self._look_at(self._loop.time() + _EVERY)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._next.cancel()

    def _look_at(self, moment: float) -> None:
        self._next = self._loop.call_at(moment, self._look, moment)

    def _look(self, due: float) -> None:
        now = self._loop.time()
        self.longest = max(self.longest, now - due)
        self._look_at(now + _EVERY)
