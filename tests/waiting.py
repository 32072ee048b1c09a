"""Waiting for what others do, never longer than it may take, and doing something of one's own meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from time import monotonic

SEEN = 2.0
"""Within so many seconds every process has to see what another one changed."""
_AGAIN = 0.01
"""Seconds between two looks."""


async def until(so: Callable[[], bool | Awaitable[bool]], within: float = SEEN) -> None:
    """Wait until something is so; fail when it takes longer than so many seconds.

    It is looked at again and again: what another process does, or a database that is coming back, tells nobody here.
    """
    latest = monotonic() + within
    while not await _answered(so):
        assert monotonic() < latest, f"it was not so within {within} seconds"
        await pause(asyncio.Event(), _AGAIN)


async def pause(end: asyncio.Event, seconds: float) -> None:
    """Wait for so many seconds, or until the end has come before."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await end.wait()


@asynccontextmanager
async def meanwhile(work: Coroutine[object, object, object]) -> AsyncIterator[None]:
    """Have something done beside what is done within, and end it then; what it raises before is raised here."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _answered(so: Callable[[], bool | Awaitable[bool]]) -> bool:
    answer = so()
    return answer if isinstance(answer, bool) else await answer
