"""The ledger of one tenant: what became of every due moment of its subscriptions."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from sqlalchemy import ColumnElement, Select, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.inserting import unless_there
from bot.store.tables import delivery as table

Outcome: TypeAlias = Literal["posted", "skipped", "unconfirmed", "failed"]


@dataclass(frozen=True, slots=True)
class Key:
    """One due moment (UTC) of one subscription."""

    tenant: str
    subscription: int
    slot: dt.datetime

    def __str__(self) -> str:
        return f"{self.tenant}#{self.subscription}#{self.slot.astimezone(dt.UTC).isoformat()}"

    @classmethod
    def read(cls, text: str) -> Key:
        """Read what `str` gives."""
        tenant, number, slot = text.rsplit("#", 2)
        return cls(tenant, int(number), dt.datetime.fromisoformat(slot))


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The posting of one slot: `pending`, or what became of it, and why.

    `unclear` is whether it may have been posted without our knowing. It is not tried before `try_at`. `messages` are
    the platform's ids, `records` the ids of the records that it shows. One that is pending and has a `settled_at` is
    posted at someone's wish of that moment.
    """

    tenant: str
    subscription: int
    slot: dt.datetime
    channel: str
    status: str
    why: str
    turn: int
    attempts: int
    unclear: bool
    try_at: dt.datetime | None
    settled_at: dt.datetime | None
    messages: tuple[str, ...]
    link: str
    records: tuple[str, ...]

    @property
    def key(self) -> Key:
        return Key(self.tenant, self.subscription, self.slot)

    @property
    def wished_at(self) -> dt.datetime | None:
        """When someone wished one that is pending to be posted all the same."""
        return self.settled_at if self.status == "pending" else None


COLUMNS = tuple(table.c[name] for name in Delivery.__dataclass_fields__)


class Deliveries:
    """One tenant's deliveries within a transaction."""

    def __init__(self, connection: AsyncConnection, tenant: str) -> None:
        self._connection = connection
        self._tenant = tenant

    async def add(self, subscription: int, slot: dt.datetime, channel: str, platform: str) -> None:
        """Enter a slot that is to be posted."""
        key = Key(self._tenant, subscription, slot)
        await self._connection.execute(insert(table), entry(key, channel, platform))

    async def enter(self, entries: Sequence[Mapping[str, Any]]) -> None:
        """Enter slots that have come; one that stands there already stays as it is."""
        rows = [{**row, "tenant": self._tenant} for row in entries]
        if rows:
            await self._connection.execute(unless_there(self._connection, table), rows)

    async def get(self, subscription: int, slot: dt.datetime) -> Delivery | None:
        found = await self._read(self._all().where(table.c.subscription == subscription, table.c.slot == slot))
        return found[0] if found else None

    async def latest(
        self, limit: int, subscription: int | None = None, offset: int = 0, *, status: str | None = None
    ) -> list[Delivery]:
        """Give those of a subscription, or of all, and of one status, or of any, the latest slot first."""
        wanted = self._all().where(*_those(subscription, status)).order_by(table.c.slot.desc(), table.c.subscription)
        return await self._read(wanted.limit(limit).offset(offset))

    async def count(self, subscription: int | None = None, *, status: str | None = None) -> int:
        """Tell how many `latest` gives without a limit."""
        there = select(func.count()).where(table.c.tenant == self._tenant, *_those(subscription, status))
        return int((await self._connection.execute(there)).scalar_one())

    async def posted(self, subscription: int, limit: int) -> list[Delivery]:
        """Give what a subscription has posted, the latest slot first."""
        wanted = self._all().where(table.c.subscription == subscription, table.c.status.in_(("posted", "unconfirmed")))
        return await self._read(wanted.order_by(table.c.slot.desc()).limit(limit))

    async def settle(self, key: Key, turn: int, outcome: Outcome, why: str, at: dt.datetime) -> bool:
        """Keep what became of an attempt; tell whether it was still one's turn."""
        mine = update(table).where(*self._is(key), table.c.status == "pending", table.c.turn == turn)
        settled = mine.values(status=outcome, why=why, settled_at=at, try_at=None)
        return (await self._connection.execute(settled)).rowcount > 0

    async def decide(self, key: Key, outcome: Literal["posted", "pending"], why: str, at: dt.datetime) -> bool:
        """Keep what someone saw of an unconfirmed one: that it is there, or that it is to be posted."""
        again = {"try_at": at, "unclear": False, "turn": table.c.turn + 1} if outcome == "pending" else {}
        wished = {**again, "settled_at": at} if again else {}
        values = {"status": outcome, "why": why, **wished}
        unconfirmed = update(table).where(*self._is(key), table.c.status == "unconfirmed")
        return (await self._connection.execute(unconfirmed.values(values))).rowcount > 0

    async def drop(self, subscription: int, why: str, at: dt.datetime) -> None:
        """Skip what waits for a subscription and was not tried yet."""
        waiting = (table.c.subscription == subscription, table.c.status == "pending", table.c.unclear.is_(False))
        skipped = {"status": "skipped", "why": why, "settled_at": at, "try_at": None, "turn": table.c.turn + 1}
        await self._connection.execute(update(table).where(table.c.tenant == self._tenant, *waiting).values(skipped))

    def _is(self, key: Key) -> tuple[ColumnElement[bool], ...]:
        return table.c.tenant == self._tenant, table.c.subscription == key.subscription, table.c.slot == key.slot

    def _all(self) -> Select[tuple[object, ...]]:
        return select(*COLUMNS).where(table.c.tenant == self._tenant)

    async def _read(self, query: Select[tuple[object, ...]]) -> list[Delivery]:
        return [read(row) for row in (await self._connection.execute(query)).mappings()]


def _those(subscription: int | None, status: str | None) -> Iterator[ColumnElement[bool]]:
    if subscription is not None:
        yield table.c.subscription == subscription
    if status is not None:
        yield table.c.status == status


def entry(key: Key, channel: str, platform: str, *, skipped: str = "", at: dt.datetime | None = None) -> dict[str, Any]:
    """Give the row of a slot that is to be posted, or was `skipped` for a reason at a moment."""
    return {
        "tenant": key.tenant,
        "subscription": key.subscription,
        "slot": key.slot,
        "platform": platform,
        "channel": channel,
        "status": "skipped" if skipped else "pending",
        "why": skipped,
        "turn": 0,
        "attempts": 0,
        "unclear": False,
        "try_at": None if skipped else key.slot,
        "settled_at": at if skipped else None,
        "messages": "[]",
        "link": "",
        "records": "[]",
    }


def read(row: Mapping[Any, Any]) -> Delivery:
    """Read the columns of a row."""
    return Delivery(
        **{**row, "messages": tuple(json.loads(row["messages"])), "records": tuple(json.loads(row["records"]))}
    )
