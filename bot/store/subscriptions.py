"""What the channels of one tenant want, and when."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from typing import Literal, TypeAlias

from sqlalchemy import Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.recurrence import Recurrence
from bot.store.counting import insert_next
from bot.store.tables import subscription as table

LATENESS = 120
"""Minutes; what is later is not posted any more, unless a subscription says otherwise."""
CHANNEL_GONE, TENANT_GONE = "channel", "tenant"
"""Why a subscription is paused that nobody asked to pause: nothing can be posted into the channel, or anywhere."""
Status: TypeAlias = Literal["active", "paused", "ended", "deleted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What someone chose for a channel.

    `every` is a cron line in the IANA `zone`, `skip` the local days without one (ISO, by commas), `until` the last
    local day, "" for none. What is later than `lateness` minutes is not posted any more.
    """

    channel: str
    kind: str
    about: str
    every: str
    zone: str
    skip: str = ""
    until: str = ""
    only_new: bool = True
    lateness: int = LATENESS


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription(Wish):
    """What a channel wants. `why` says what paused it: "" whoever asked for that, `channel` or `tenant` what went.

    `next_at` is the next due moment (UTC) of one that is active.
    """

    number: int
    status: Status
    why: str
    next_at: dt.datetime | None
    by: str
    at: dt.datetime

    @property
    def wish(self) -> Wish:
        """What is wanted, without what became of it."""
        return Wish(**{name: getattr(self, name) for name in Wish.__dataclass_fields__})


COLUMNS = tuple(table.c[name] for name in Subscription.__dataclass_fields__)


class Subscriptions:
    """One tenant's subscriptions within a transaction."""

    def __init__(self, connection: AsyncConnection, tenant: str) -> None:
        self._connection = connection
        self._tenant = tenant

    async def add(self, wish: Wish, next_at: dt.datetime, by: str, at: dt.datetime) -> int:
        """Keep a subscription and give its number."""
        rest = {"status": "active", "why": "", "next_at": next_at, "by": by, "at": at}
        return await insert_next(self._connection, table, self._tenant, **asdict(wish), **rest)

    async def get(self, number: int) -> Subscription | None:
        """Give a subscription that was not deleted."""
        found = await self._read(self._all().where(table.c.number == number))
        return found[0] if found else None

    async def all(self, channel: str | None = None) -> list[Subscription]:
        """Give those of a channel, or of all, the oldest first."""
        wanted = self._all() if channel is None else self._all().where(table.c.channel == channel)
        return await self._read(wanted.order_by(table.c.number))

    async def count(self) -> int:
        there = select(func.count()).where(table.c.tenant == self._tenant, table.c.status != "deleted")
        return int((await self._connection.execute(there)).scalar_one())

    async def change(self, number: int, wish: Wish, next_at: dt.datetime | None) -> bool:
        """Let a subscription be another; one that is paused or has ended begins again with `next_at`."""
        active = {"status": "active", "why": ""} if next_at else {}
        return await self._set(number, **asdict(wish), next_at=next_at, **active)

    async def resume(self, number: int, next_at: dt.datetime) -> bool:
        """Let a subscription go on from its next due moment."""
        return await self._set(number, status="active", why="", next_at=next_at)

    async def pause(self, number: int, why: str = "") -> bool:
        return await self._set(number, status="paused", why=why, next_at=None)

    async def delete(self, number: int) -> bool:
        """Let a subscription be gone; what it was delivered stays on the ledger."""
        return await self._set(number, status="deleted", why="", next_at=None)

    async def stop(self, why: str, channel: str | None = None) -> list[int]:
        """Pause all that are active in a channel, or everywhere, and give their numbers."""
        stopping = update(table).where(table.c.tenant == self._tenant, table.c.status == "active")
        if channel is not None:
            stopping = stopping.where(table.c.channel == channel)
        stopped = stopping.values(status="paused", why=why, next_at=None).returning(table.c.number)
        return sorted((await self._connection.execute(stopped)).scalars())

    async def restart(self, why: str, now: dt.datetime) -> list[int]:
        """Let all go on that were paused for a reason, each from its next due moment, and give their numbers.

        What has come to its end meanwhile is over.
        """
        query = self._all().where(table.c.status == "paused", table.c.why == why)
        paused = await self._read(query.order_by(table.c.number))
        begun = []
        for one in paused:
            following = Recurrence.kept(one.every, one.zone, one.skip, one.until).after(now)
            if following:
                await self.resume(one.number, following)
                begun.append(one.number)
            else:
                await self._set(one.number, status="ended", why="", next_at=None)
        return begun

    async def _set(self, number: int, **values: object) -> bool:
        there = (table.c.tenant == self._tenant, table.c.number == number, table.c.status != "deleted")
        return (await self._connection.execute(update(table).where(*there).values(values))).rowcount > 0

    def _all(self) -> Select[tuple[object, ...]]:
        return select(*COLUMNS).where(table.c.tenant == self._tenant, table.c.status != "deleted")

    async def _read(self, query: Select[tuple[object, ...]]) -> list[Subscription]:
        return [Subscription(**row) for row in (await self._connection.execute(query)).mappings()]
