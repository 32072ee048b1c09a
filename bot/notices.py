"""What one person is to be told privately: kept until a platform could say it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from bot.card import Card
from bot.command import Asker
from bot.dispatch import Answer, Dispatch
from bot.store.database import Database
from bot.store.notices import Notice
from bot.tenants import Clock

Say = Callable[[str, Answer], Awaitable[None]]
"""Says an answer to a user; raises when it could not be said."""


class Notices:
    """The notices of all tenants. Each is a line, answered for whoever is told when they are told."""

    def __init__(self, database: Database, dispatch: Dispatch, now: Clock) -> None:
        self._database = database
        self._dispatch = dispatch
        self._now = now

    async def tell(self, tenant: str, user: str) -> Sequence[Card]:
        """Give what someone has not been told yet, each to the one page that claims it.

        What could not be answered for a fault of ours stays untold. A page that closes in the very moment between the
        claim and the answer misses it; `/suggestions` shows what became of a suggestion all the same.
        """
        async with self._database.reading(tenant) as transaction:
            untold = await transaction.notices.untold(user)
        answers = [answer for notice in untold if (answer := await self._claimed(tenant, notice))]
        return [answer.body for answer in answers if isinstance(answer.body, Card)]

    async def push(self, tenant: str, say: Say) -> None:
        """Say to everyone in a tenant what they have not been told yet; what cannot be said stays untold.

        Raise what `say` raises.
        """
        async with self._database.reading(tenant) as transaction:
            untold = await transaction.notices.untold()
        for notice in untold:
            answer = await self._claimed(tenant, notice)
            if answer is None:
                continue
            try:
                await say(notice.user, answer)
            except BaseException:
                async with self._database.writing(tenant) as transaction:
                    await transaction.notices.release(notice.number)
                raise

    async def _claimed(self, tenant: str, notice: Notice) -> Answer | None:
        """Give what someone is to be told, if it could be answered and nobody else tells it."""
        answer = await self._dispatch.answer(
            notice.line, Asker(tenant, notice.user, channel="private", role=notice.role)
        )
        if answer.fault == "ours":
            return None
        async with self._database.writing(tenant) as transaction:
            claimed = await transaction.notices.claim([notice.number], self._now())
        return answer if claimed else None
