"""What is due in any tenant: the ledger as whoever delivers sees it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, case, func, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.deliveries import COLUMNS, Delivery, Key, read
from bot.store.inserting import unless_there
from bot.store.tables import delivery, pace, subscription


@dataclass(frozen=True, slots=True)
class Due:
    """A subscription whose next slot has come."""

    tenant: str
    number: int
    channel: str
    every: str
    zone: str
    skip: str
    until: str
    lateness: int
    next_at: dt.datetime
    by: str


OUTCOMES = ("posted", "skipped", "unconfirmed", "failed")


@dataclass(frozen=True, slots=True)
class Figures:
    """How deliveries on a platform stand: how many are due and wait, since when, and what became of the last ones."""

    platform: str
    waiting: int
    oldest: dt.datetime | None
    settled: Mapping[str, int]


_DUE = tuple(subscription.c[name] for name in Due.__dataclass_fields__)
_KEY = (delivery.c.tenant, delivery.c.subscription, delivery.c.slot)


class Ledger:
    """All tenants' due subscriptions and waiting deliveries, within a transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def is_due(self, now: dt.datetime) -> bool:
        """Tell whether the next slot of any subscription has come."""
        # In the index's order, or PostgreSQL reads the whole table for one that it expects to find.
        query = select(subscription.c.number).where(subscription.c.next_at <= now).order_by(subscription.c.next_at)
        return (await self._connection.execute(query.limit(1))).first() is not None

    async def due(self, now: dt.datetime, limit: int) -> list[Due]:
        """Give subscriptions whose next slot has come, the longest waiting first; nobody else gets them meanwhile."""
        query = select(*_DUE).where(subscription.c.next_at <= now).order_by(subscription.c.next_at).limit(limit)
        rows = await self._connection.execute(query.with_for_update(skip_locked=True))
        return [Due(*row) for row in rows]

    async def enter(self, entries: Sequence[Mapping[str, Any]]) -> None:
        """Enter slots; one that stands there already stays as it is."""
        if entries:
            await self._connection.execute(unless_there(self._connection, delivery), list(entries))

    async def advance(self, following: Mapping[tuple[str, int], dt.datetime | None]) -> None:
        """Move subscriptions, by tenant and number, to their next slot; one that has none has ended."""
        moved = (
            update(subscription)
            .where(subscription.c.tenant == bindparam("of"), subscription.c.number == bindparam("its"))
            .values(next_at=bindparam("to"), status=bindparam("now"))
        )
        rows = [
            {"of": tenant, "its": number, "to": slot, "now": "active" if slot else "ended"}
            for (tenant, number), slot in following.items()
        ]
        if rows:
            await self._connection.execute(moved, rows)

    async def ready(self, platform: str, now: dt.datetime) -> bool:
        """Tell whether any delivery may be tried now."""
        query = select(delivery.c.slot).where(delivery.c.platform == platform, delivery.c.try_at <= now)
        return (await self._connection.execute(query.order_by(delivery.c.try_at).limit(1))).first() is not None

    async def pause(self, tenant: str, number: int, why: str) -> None:
        """Pause a subscription that cannot go on."""
        this = update(subscription).where(subscription.c.tenant == tenant, subscription.c.number == number)
        await self._connection.execute(this.values(status="paused", why=why, next_at=None))

    async def expire(self, slot_before: dt.datetime, why: str, at: dt.datetime) -> int:
        """Settle what nobody delivered, and give how many: what may stand there is unconfirmed, all else skipped."""
        old = update(delivery).where(delivery.c.try_at.is_not(None), delivery.c.slot < slot_before)
        became = case((delivery.c.unclear.is_(True), "unconfirmed"), else_="skipped")
        values = {"status": became, "why": why, "settled_at": at, "try_at": None, "turn": delivery.c.turn + 1}
        return (await self._connection.execute(old.values(values))).rowcount

    async def feed(self, platform: str, now: dt.datetime, until: dt.datetime, limit: int) -> list[tuple[Key, int]]:
        """Take deliveries that may be tried now in hand until a moment, and give them with whose turn that is."""
        waiting = select(*_KEY).where(delivery.c.platform == platform, delivery.c.try_at <= now)
        first = waiting.order_by(delivery.c.try_at).limit(limit).with_for_update(skip_locked=True)
        taken = (
            update(delivery)
            .where(tuple_(*_KEY).in_(first))
            .values(turn=delivery.c.turn + 1, try_at=until)
            .returning(*_KEY, delivery.c.turn)
        )
        rows = await self._connection.execute(taken)
        fed = [(Key(row.tenant, row.subscription, row.slot), row.turn) for row in rows]
        return sorted(fed, key=lambda one: one[0].slot)

    async def free_from(self, platform: str, now: dt.datetime) -> dt.datetime:
        """Give from when nobody has planned to post on a platform; nobody else plans until the transaction ends."""
        await self._connection.execute(unless_there(self._connection, pace), {"platform": platform, "next_at": now})
        planned = select(pace.c.next_at).where(pace.c.platform == platform).with_for_update()
        free: dt.datetime = (await self._connection.execute(planned)).scalar_one()
        return free

    async def plan(self, platform: str, until: dt.datetime) -> None:
        """Plan to post on a platform up to a moment."""
        await self._connection.execute(update(pace).where(pace.c.platform == platform).values(next_at=until))

    async def paused(self, why: str, scheme: str) -> list[str]:
        """Give the tenants whose names begin with `scheme` that have subscriptions paused for a reason."""
        told = (subscription.c.status == "paused", subscription.c.why == why)
        query = select(subscription.c.tenant).where(*told, subscription.c.tenant.startswith(scheme, autoescape=True))
        return list((await self._connection.execute(query.distinct().order_by(subscription.c.tenant))).scalars())

    async def figures(self, now: dt.datetime) -> list[Figures]:
        """Give for each platform what waits, and what became of what was settled within the last day."""
        # Two queries, since no index serves both at once.
        waits = select(delivery.c.platform, func.count(), func.min(delivery.c.slot)).where(
            delivery.c.try_at.is_not(None), delivery.c.slot <= now
        )
        settled = select(
            delivery.c.platform, *(func.count(case((delivery.c.status == status, 1))) for status in OUTCOMES)
        ).where(delivery.c.settled_at >= now - dt.timedelta(days=1))
        waiting = {row[0]: row[1:] for row in await self._connection.execute(waits.group_by(delivery.c.platform))}
        became = {row[0]: row[1:] for row in await self._connection.execute(settled.group_by(delivery.c.platform))}
        none = (0,) * len(OUTCOMES)
        found: list[Figures] = []
        for one in sorted({*waiting, *became}):
            count, oldest = waiting.get(one, (0, None))
            found.append(Figures(one, count, oldest, dict(zip(OUTCOMES, became.get(one, none), strict=True))))
        return found

    async def lags(self, platform: str, since: dt.datetime, limit: int) -> list[dt.timedelta]:
        """Give how late the last deliveries since a moment were, the last first."""
        query = select(delivery.c.slot, delivery.c.settled_at).where(
            delivery.c.platform == platform, delivery.c.status == "posted", delivery.c.settled_at >= since
        )
        rows = await self._connection.execute(query.order_by(delivery.c.settled_at.desc()).limit(limit))
        return [settled - slot for slot, settled in rows]

    async def latest(self, limit: int, tenant: str | None = None, status: str | None = None) -> list[Delivery]:
        """Give the deliveries of all tenants, or of one, the latest slot first."""
        query = select(*COLUMNS).order_by(delivery.c.slot.desc()).limit(limit)
        query = query.where(delivery.c.tenant == tenant) if tenant else query
        query = query.where(delivery.c.status == status) if status else query
        return [read(row) for row in (await self._connection.execute(query)).mappings()]
