"""The ledger of one tenant: what became of every due moment of its subscriptions."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from sqlalchemy import ColumnElement, Select, Update, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.subscriptions import COLUMNS as SUBSCRIPTION
from bot.store.subscriptions import Subscription
from bot.store.tables import delivery as table
from bot.store.tables import subscription as subscriptions

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
    the platform's ids, `records` the ids of the records that it shows.
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

    async def get(self, subscription: int, slot: dt.datetime) -> Delivery | None:
        found = await self._read(self._all().where(table.c.subscription == subscription, table.c.slot == slot))
        return found[0] if found else None

    async def wanted(self, key: Key, turn: int) -> tuple[Delivery, Subscription] | None:
        """Give a delivery that waits and whose turn it is, and its subscription, which may be deleted."""
        there = (subscriptions.c.tenant == table.c.tenant) & (subscriptions.c.number == table.c.subscription)
        both = select(*COLUMNS, *SUBSCRIPTION).join(subscriptions, there).where(*self._is(key), *_waiting(turn))
        row = (await self._connection.execute(both)).first()
        if row is None:
            return None
        mine, theirs = row[: len(COLUMNS)], row[len(COLUMNS) :]
        wanted = Subscription(**dict(zip(Subscription.__dataclass_fields__, theirs, strict=True)))
        return read(dict(zip(Delivery.__dataclass_fields__, mine, strict=True))), wanted

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

    async def newer(self, key: Key) -> bool:
        """Tell whether a later slot of the same subscription stands on the ledger."""
        later = select(table.c.slot).where(
            table.c.tenant == self._tenant, table.c.subscription == key.subscription, table.c.slot > key.slot
        )
        return (await self._connection.execute(later.limit(1))).first() is not None

    async def begin(self, key: Key, turn: int, lease: dt.datetime) -> bool:
        """Begin an attempt, if it is one's turn: nobody else tries before `lease`, and the turn is the next.

        From here on nobody knows whether it was posted, until what became of it is kept.
        """
        begun = self._turn(key, turn).values(turn=turn + 1, attempts=table.c.attempts + 1, unclear=True, try_at=lease)
        return (await self._connection.execute(begun)).rowcount > 0

    async def settle(  # noqa: PLR0913, PLR0917  what is to be known of an outcome
        self,
        key: Key,
        turn: int,
        outcome: Outcome,
        why: str,
        at: dt.datetime,
        messages: Sequence[str] = (),
        link: str = "",
        records: Sequence[str] = (),
    ) -> bool:
        """Keep what became of an attempt; tell whether it was still one's turn."""
        values = {"status": outcome, "why": why, "settled_at": at, "try_at": None, "link": link}
        lists = {"messages": json.dumps(list(messages)), "records": json.dumps(list(records))}
        return (await self._connection.execute(self._turn(key, turn).values(values | lists))).rowcount > 0

    async def put_off(self, key: Key, turn: int, why: str, try_at: dt.datetime, *, unclear: bool) -> bool:
        """Let it be tried again later; tell whether it was still one's turn."""
        values = {"why": why, "try_at": try_at, "unclear": unclear}
        return (await self._connection.execute(self._turn(key, turn).values(values))).rowcount > 0

    async def decide(self, key: Key, outcome: Literal["posted", "pending"], why: str, at: dt.datetime) -> bool:
        """Keep what someone saw of an unconfirmed one: that it is there, or that it is to be posted."""
        again = {"try_at": at, "unclear": False, "settled_at": None, "turn": table.c.turn + 1}
        values = {"status": outcome, "why": why, **(again if outcome == "pending" else {"settled_at": at})}
        unconfirmed = update(table).where(*self._is(key), table.c.status == "unconfirmed")
        return (await self._connection.execute(unconfirmed.values(values))).rowcount > 0

    async def drop(self, subscription: int, why: str, at: dt.datetime) -> None:
        """Skip what waits for a subscription and was not tried yet."""
        waiting = (table.c.subscription == subscription, table.c.status == "pending", table.c.unclear.is_(False))
        skipped = {"status": "skipped", "why": why, "settled_at": at, "try_at": None, "turn": table.c.turn + 1}
        await self._connection.execute(update(table).where(table.c.tenant == self._tenant, *waiting).values(skipped))

    def _is(self, key: Key) -> tuple[ColumnElement[bool], ...]:
        return table.c.tenant == self._tenant, table.c.subscription == key.subscription, table.c.slot == key.slot

    def _turn(self, key: Key, turn: int) -> Update:
        return update(table).where(*self._is(key), *_waiting(turn))

    def _all(self) -> Select[tuple[object, ...]]:
        return select(*COLUMNS).where(table.c.tenant == self._tenant)

    async def _read(self, query: Select[tuple[object, ...]]) -> list[Delivery]:
        return [read(row) for row in (await self._connection.execute(query)).mappings()]


def _those(subscription: int | None, status: str | None) -> Iterator[ColumnElement[bool]]:
    if subscription is not None:
        yield table.c.subscription == subscription
    if status is not None:
        yield table.c.status == status


def _waiting(turn: int) -> tuple[ColumnElement[bool], ...]:
    return table.c.status == "pending", table.c.turn == turn


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
