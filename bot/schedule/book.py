"""The ledger as a courier keeps it: attempts of deliveries that run at the same time share their transactions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.posting import Place
from bot.schedule.resting import Resting
from bot.schedule.together import Together
from bot.store.attempts import Kept, PutOff, Settled, Turn, Wanted
from bot.store.database import Database
from bot.store.deliveries import Delivery, Key
from bot.store.subscriptions import Subscription
from bot.tenants import Clock

_OFTEN = dt.timedelta(minutes=5)
"""No subscription has two slots closer than this."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is tried: `delivery` as it was before; `turn` is what may still be kept of it, at `lease` it is anyone's.

    It is `pointless` for a reason when it is not tried any more, though it was before.
    """

    delivery: Delivery
    subscription: Subscription
    turn: int
    lease: dt.datetime
    pointless: str = ""

    @property
    def key(self) -> Key:
        return self.delivery.key

    @property
    def place(self) -> Place:
        return Place(self.delivery.tenant, self.delivery.channel)

    @property
    def deadline(self) -> dt.datetime:
        return _deadline(self.delivery, self.subscription)


class Book:
    """Takes attempts in hand and keeps what became of them; raises `bot.errors.Unavailable` where that cannot be."""

    def __init__(self, database: Database, resting: Resting, lease: dt.timedelta, now: Clock) -> None:
        """Nobody else tries for `lease` what was taken in hand; nothing is begun in places that are left alone."""
        self._database = database
        self._resting = resting
        self._lease = lease
        self._now = now
        self._beginning = Together(self._begin)
        self._keeping = Together(self._keep)

    async def begin(self, key: Key, turn: int) -> Attempt | None:
        """Take an attempt in hand; `None` when it is another's, or nothing is to be tried."""
        return await self._beginning.ask((key, turn))

    async def close(self) -> None:
        """Let what is being done be done."""
        await self._beginning.close()
        await self._keeping.close()

    async def keep(self, kept: Kept) -> None:
        """Keep what became of an attempt, if it is still one's turn."""
        await self._keeping.ask(kept)

    async def _begin(self, turns: Sequence[Turn]) -> list[Attempt | None]:
        now = self._now()
        async with self._database.writing_common() as common:
            wanted = await common.attempts.wanted(turns)
            left = {turn: self._left(turn, one, now) for turn, one in wanted.items()}
            await common.attempts.keep([kept for kept in left.values() if isinstance(kept, Settled | PutOff)])
            lease = now + self._lease
            begun = await common.attempts.begin([turn for turn, kept in left.items() if not kept], lease)
        return [_attempt(turn, wanted.get(turn), left.get(turn), lease, begun=turn in begun) for turn in turns]

    def _left(self, turn: Turn, wanted: Wanted, now: dt.datetime) -> Kept | str:
        """Give what is kept of a delivery that is not tried now, or why one is not that was before; else ""."""
        delivery = wanted.delivery
        if why := _pointless(delivery, wanted.subscription, now, newer=wanted.newer):
            late = now > _deadline(delivery, wanted.subscription)
            tried = delivery.unclear or (delivery.attempts and late and wanted.subscription.status == "active")
            return why if tried else Settled(*turn, "skipped", why, now)
        if rest := self._resting.until(Place(delivery.tenant, delivery.channel)):
            return PutOff(*turn, delivery.why, rest, unclear=delivery.unclear)
        return ""

    async def _keep(self, all_of_it: Sequence[Kept]) -> list[None]:
        async with self._database.writing_common() as common:
            await common.attempts.keep(all_of_it)
        return [None] * len(all_of_it)


def _attempt(
    turn: Turn, wanted: Wanted | None, left: Kept | str | None, lease: dt.datetime, *, begun: bool
) -> Attempt | None:
    if wanted and begun:
        return Attempt(wanted.delivery, wanted.subscription, turn[1] + 1, lease)
    if wanted and left and isinstance(left, str):
        return Attempt(wanted.delivery, wanted.subscription, turn[1], lease, left)
    return None


def _deadline(delivery: Delivery, subscription: Subscription) -> dt.datetime:
    """Give until when it is tried, which someone's wish puts off."""
    return (delivery.wished_at or delivery.slot) + dt.timedelta(minutes=subscription.lateness)


def _pointless(delivery: Delivery, subscription: Subscription, now: dt.datetime, *, newer: bool) -> str:
    """Say why a delivery is not tried any more; nothing when it is."""
    if subscription.status == "deleted":
        return "The subscription was deleted."
    if now > _deadline(delivery, subscription):
        told = "Whether it was posted could not be seen" if delivery.unclear else "It could not be posted"
        return f"{told} in time. {delivery.why}".strip()
    if delivery.unclear:
        return ""  # That it may stand there is looked into, whatever came since.
    if subscription.status == "paused":
        return "The subscription was paused."
    superseded = newer and delivery.wished_at is None and now - delivery.slot >= _OFTEN
    return f"A newer one came before it could be posted. {delivery.why}".strip() if superseded else ""
