"""Who did what in one tenant: the audit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.counting import insert_next
from bot.store.tables import deed as table

ERASE = "erase"
"""The action of taking words out for good."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that someone did: to which subject (a record, a user, a setting), with a note."""

    number: int
    actor: str
    action: str
    subject: str
    note: str
    at: dt.datetime


class Deeds:
    """One tenant's audit within a transaction."""

    def __init__(self, connection: AsyncConnection, tenant: str) -> None:
        self._connection = connection
        self._tenant = tenant

    async def add(self, actor: str, action: str, subject: str, note: str, at: dt.datetime) -> None:
        await insert_next(
            self._connection, table, self._tenant, actor=actor, action=action, subject=subject, note=note, at=at
        )

    async def erase(self, subject: str) -> None:
        """Take out what was noted of a subject, for good; that it was changed stays, and why it was erased."""
        noted = (table.c.tenant == self._tenant, table.c.subject == subject, table.c.action != ERASE)
        await self._connection.execute(update(table).where(*noted).values(note=""))

    async def page(
        self, who: str | None, since: dt.datetime | None, limit: int, offset: int = 0
    ) -> tuple[int, list[Deed]]:
        """Give how many deeds there are of someone (or all) since a moment (or ever), and some, the newest first."""
        which = [table.c.tenant == self._tenant]
        if who is not None:
            which.append(table.c.actor == who)
        if since is not None:
            which.append(table.c.at >= since)
        total: int = (await self._connection.execute(select(func.count()).where(*which))).scalar_one()
        newest = (
            select(table.c.number, table.c.actor, table.c.action, table.c.subject, table.c.note, table.c.at)
            .where(*which)
            .order_by(table.c.number.desc())
        )
        rows = await self._connection.execute(newest.limit(limit).offset(offset))
        return total, [Deed(*row) for row in rows]
