"""Attempts to deliver, of any tenant and several at a time: begun when it is one's turn, and what came of them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import bindparam, exists, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.deliveries import COLUMNS as DELIVERY
from bot.store.deliveries import Delivery, Key, Outcome, read
from bot.store.subscriptions import COLUMNS as SUBSCRIPTION
from bot.store.subscriptions import Subscription
from bot.store.tables import delivery as table
from bot.store.tables import subscription as subscriptions

Turn: TypeAlias = tuple[Key, int]
"""A delivery, and whose turn it is."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A delivery that waits, its subscription, which may be deleted, and whether a later slot of it stands there."""

    delivery: Delivery
    subscription: Subscription
    newer: bool


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a delivery."""

    key: Key
    turn: int
    outcome: Outcome
    why: str
    at: dt.datetime
    messages: Sequence[str] = ()
    link: str = ""
    records: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class PutOff:
    """That a delivery is tried again later."""

    key: Key
    turn: int
    why: str
    try_at: dt.datetime
    unclear: bool


Kept: TypeAlias = Settled | PutOff
_KEY = (table.c.tenant, table.c.subscription, table.c.slot)
_LATER = table.alias()
_NEWER = exists().where(
    _LATER.c.tenant == table.c.tenant, _LATER.c.subscription == table.c.subscription, _LATER.c.slot > table.c.slot
)
_BOTH = select(*DELIVERY, *SUBSCRIPTION, _NEWER).join(
    subscriptions, (subscriptions.c.tenant == table.c.tenant) & (subscriptions.c.number == table.c.subscription)
)
_KEEP = update(table).where(
    table.c.tenant == bindparam("of"),
    table.c.subscription == bindparam("its"),
    table.c.slot == bindparam("due"),
    table.c.turn == bindparam("now"),
    table.c.status == "pending",
)
_SETTLE = _KEEP.values(
    {name: bindparam(f"to_{name}") for name in ("status", "why", "settled_at", "try_at", "messages", "link", "records")}
)
_PUT_OFF = _KEEP.values({name: bindparam(f"to_{name}") for name in ("why", "try_at", "unclear")})


class Attempts:
    """Attempts of all tenants within a transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def wanted(self, turns: Iterable[Turn]) -> dict[Turn, Wanted]:
        """Give the deliveries that wait and whose turn it is."""
        turned = tuple_(*_KEY, table.c.turn).in_(_rows(turns))
        rows = await self._connection.execute(_BOTH.where(turned, table.c.status == "pending"))
        found = (_wanted(tuple(row)) for row in rows)
        return {(one.delivery.key, one.delivery.turn): one for one in found}

    async def begin(self, turns: Sequence[Turn], lease: dt.datetime) -> set[Turn]:
        """Begin attempts, and give those whose turn it was: nobody else tries before `lease`, and the turn is the next.

        From here on nobody knows whether they were posted, until what became of them is kept.
        """
        if not turns:
            return set()
        begun = (
            update(table)
            .where(tuple_(*_KEY, table.c.turn).in_(_rows(turns)), table.c.status == "pending")
            .values(turn=table.c.turn + 1, attempts=table.c.attempts + 1, unclear=True, try_at=lease)
            .returning(*_KEY, table.c.turn)
        )
        rows = await self._connection.execute(begun)
        return {(Key(tenant, number, slot), turn - 1) for tenant, number, slot, turn in rows}

    async def keep(self, all_of_it: Iterable[Kept]) -> None:
        """Keep what became of deliveries, of each if it is still one's turn."""
        settled: list[Mapping[str, object]] = []
        put_off: list[Mapping[str, object]] = []
        for one in sorted(all_of_it, key=lambda one: (one.key.tenant, one.key.subscription, one.key.slot)):
            (settled if isinstance(one, Settled) else put_off).append(_values(one))
        if settled:
            await self._connection.execute(_SETTLE, settled)
        if put_off:
            await self._connection.execute(_PUT_OFF, put_off)


def _rows(turns: Iterable[Turn]) -> list[tuple[str, int, dt.datetime, int]]:
    return [(key.tenant, key.subscription, key.slot, turn) for key, turn in turns]


def _values(kept: Kept) -> Mapping[str, object]:
    where = {"of": kept.key.tenant, "its": kept.key.subscription, "due": kept.key.slot, "now": kept.turn}
    if isinstance(kept, PutOff):
        return {**where, "to_why": kept.why, "to_try_at": kept.try_at, "to_unclear": kept.unclear}
    return {
        **where,
        "to_status": kept.outcome,
        "to_why": kept.why,
        "to_settled_at": kept.at,
        "to_try_at": None,
        "to_messages": json.dumps(list(kept.messages)),
        "to_link": kept.link,
        "to_records": json.dumps(list(kept.records)),
    }


def _wanted(row: tuple[object, ...]) -> Wanted:
    mine, theirs, newer = row[: len(DELIVERY)], row[len(DELIVERY) : -1], row[-1]
    delivery = read(dict(zip(Delivery.__dataclass_fields__, mine, strict=True)))
    subscription = Subscription(**dict(zip(Subscription.__dataclass_fields__, theirs, strict=True)))  # type: ignore[arg-type]  # as the columns are
    return Wanted(delivery, subscription, bool(newer))
