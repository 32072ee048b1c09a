"""What one person is to be told privately: kept until a platform could say it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.card import Card
from bot.command import Asker
from bot.dispatch import Dispatch
from bot.store.database import Database
from bot.tenants import Clock


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
        if not untold:
            return ()
        asker = Asker(tenant, user, channel="private")
        answers = {notice.number: await self._dispatch.answer(notice.line, asker) for notice in untold}
        answered = {number: answer.body for number, answer in answers.items() if answer.fault != "ours"}
        async with self._database.writing(tenant) as transaction:
            claimed = await transaction.notices.claim(answered, self._now())
        return [body for number in claimed if isinstance(body := answered[number], Card)]
