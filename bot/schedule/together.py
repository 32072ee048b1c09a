"""Doing together what several ask for at about the same time, so that a transaction is not each one's."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeAlias, TypeVar

from bot.errors import Unavailable

Asked = TypeVar("Asked")
Given = TypeVar("Given")
_Waiting: TypeAlias = tuple[Asked, "asyncio.Future[Given]"]
MOST = 50
"""So many are done together: nobody else waits long for it."""


class Together(Generic[Asked, Given]):
    """Whoever asks while others are seen to comes next, together with all who do."""

    def __init__(self, do: Callable[[Sequence[Asked]], Awaitable[Sequence[Given]]]) -> None:
        """`do` gives one answer for each that is asked, in their order."""
        self._do = do
        self._waiting: list[_Waiting[Asked, Given]] = []
        self._working: asyncio.Task[None] | None = None

    async def ask(self, one: Asked) -> Given:
        """Give the answer; raise what it could not be given for."""
        answer: asyncio.Future[Given] = asyncio.get_running_loop().create_future()
        self._waiting.append((one, answer))
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work())
        return await answer

    async def close(self) -> None:
        """Wait until all that was asked for is done."""
        if self._working and not self._working.done():
            await asyncio.wait({self._working})

    async def _work(self) -> None:
        while self._waiting:
            some, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
            try:
                await self._see_to(some)
            except BaseException:
                for _, answer in [*some, *self._waiting]:
                    answer.cancel()
                raise

    async def _see_to(self, some: Sequence[_Waiting[Asked, Given]]) -> None:
        try:
            given = await self._do([one for one, _ in some])
        except Exception as error:  # noqa: BLE001  whoever asked gets it
            if len(some) > 1 and not isinstance(error, Unavailable):
                # Whichever it is that cannot be done holds up no other.
                for one in some:
                    await self._see_to([one])
                return
            for _, answer in some:
                if not answer.done():
                    answer.set_exception(error)
        else:
            for (_, answer), each in zip(some, given, strict=True):
                if not answer.done():
                    answer.set_result(each)
