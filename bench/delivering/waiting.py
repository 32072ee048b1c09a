"""How long a loop keeps whoever else wants to go on waiting."""

from __future__ import annotations

import asyncio
from time import perf_counter
from types import TracebackType
from typing import Self

_EVERY = 0.005


class Watch:
    """Looks how late the running loop is, for as long as it is entered; `longest` is the most, in seconds."""

    def __init__(self) -> None:
        self.longest = 0.0

    async def __aenter__(self) -> Self:
        self._watching = asyncio.create_task(self._watch())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._watching.cancel()

    async def _watch(self) -> None:
        while True:
            began = perf_counter()
            await asyncio.sleep(_EVERY)
            self.longest = max(self.longest, perf_counter() - began - _EVERY)
