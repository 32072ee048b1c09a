"""Slots that come whenever a test wants them to, one subscription for each channel, and what became of them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

from sqlalchemy import select

from bot.store.database import Database
from bot.store.deliveries import Delivery
from bot.store.subscriptions import Wish
from bot.store.tables import notice
from tests.faults.towns import Town

T = TypeVar("T")
EVERYTHING = 1_000_000
FAR = dt.timedelta(days=300)


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True)
class Slots:
    """All channels of a town want something, at no time of their own."""

    database: Database
    town: Town
    chance: Random
    numbers: list[int] = field(default_factory=list)

    async def subscribe(self) -> None:
        """Let every channel want a briefing, which is not due for long."""
        async with self.database.writing(self.town.tenant) as transaction:
            for channel in self.town.channels:
                wish = Wish(channel=channel, kind="briefing", about="", every="0 9 1 1 *", zone="UTC")
                added = await transaction.subscriptions.add(wish, now() + FAR, self.town.admin, now())
                self.numbers.append(added)

    async def due(self, count: int) -> None:
        """Let some of them be due now."""
        async with self.database.writing(self.town.tenant) as transaction:
            for number in self.chance.sample(self.numbers, count):
                await transaction.subscriptions.resume(number, now())

    async def pending(self) -> int:
        """Count what is due and not settled."""
        async with self.database.reading_common() as common:
            due = await common.ledger.is_due(now())
        async with self.database.reading(self.town.tenant) as transaction:
            return due + await transaction.deliveries.count(status="pending")

    async def ledger(self) -> list[Delivery]:
        async with self.database.reading(self.town.tenant) as transaction:
            return await transaction.deliveries.latest(EVERYTHING)

    async def check(self) -> Counter[str]:
        """Hold that nothing is lost and nothing stands anywhere twice; count what became of everything."""
        rows = await self.ledger()
        assert [row for row in rows if row.status == "pending"] == []
        assert [row for row in rows if row.status != "posted" and not row.why] == []
        stands = list(self.town.stands())
        assert twice([mark for _, _, mark in stands]) == []
        there = {(channel, message) for channel, message, _ in stands}
        posted = [(row.channel, message) for row in rows if row.status == "posted" for message in row.messages]
        assert twice(posted) == []
        assert set(posted) <= there
        # Whatever else stands there is one of those of which nobody knows.
        unknown = {row.channel for row in rows if row.status == "unconfirmed"}
        assert {channel for channel, _ in there - set(posted)} <= unknown
        await self._check_told(rows)
        return Counter(row.status for row in rows)

    async def _check_told(self, rows: Sequence[Delivery]) -> None:
        """Hold that whoever set it up is told of each that is not known to have come to a good end, once."""
        async with self.database.reading(self.town.tenant) as transaction:
            # Those that were told already are nothing that the bot ever asks for.
            every = select(notice.c.line).where(notice.c.tenant == self.town.tenant)
            told = Counter(await transaction.notices._connection.scalars(every))  # noqa: SLF001
        bad = [row for row in rows if row.status in {"unconfirmed", "failed"}]
        wanted = Counter(f'/deliveries number:{row.subscription} slot:"{row.slot.isoformat()}"' for row in bad)
        assert told == wanted


def twice(those: Iterable[T]) -> list[T]:
    """Give what is among those more than once."""
    return [one for one, count in Counter(those).items() if count > 1]
