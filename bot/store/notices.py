"""What members of one tenant are still to be told privately."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.roles import Role, role_named
from bot.store.counting import insert_next, portions
from bot.store.tables import notice as table


@dataclass(frozen=True, slots=True)
class Notice:
    """A line whose answer one person is to be shown, as whoever has a role sees it."""

    number: int
    user: str
    line: str
    at: dt.datetime
    role: Role = Role.EVERYONE


class Notices:
    """One tenant's notices within a transaction."""

    def __init__(self, connection: AsyncConnection, tenant: str) -> None:
        self._connection = connection
        self._tenant = tenant

    async def add(self, user: str, line: str, at: dt.datetime, role: Role = Role.EVERYONE) -> int:
        """Keep a notice and give its number; `role` is the one that its answer is for, whatever its reader's is."""
        return await insert_next(self._connection, table, self._tenant, user=user, line=line, at=at, role=role.word)

    async def untold(self, user: str | None = None) -> list[Notice]:
        """Give what one user, or anyone, is still to be told, the oldest first."""
        query = (
            select(table.c.number, table.c.user, table.c.line, table.c.at, table.c.role)
            .where(table.c.tenant == self._tenant, table.c.told_at.is_(None))
            .order_by(table.c.number)
        )
        if user is not None:
            query = query.where(table.c.user == user)
        rows = await self._connection.execute(query)
        return [Notice(row.number, row.user, row.line, row.at, role_named(row.role)) for row in rows]

    async def claim(self, numbers: Iterable[int], at: dt.datetime) -> list[int]:
        """Mark those that no one was told yet as told, in one step, and give their numbers, the oldest first."""
        claimed: list[int] = []
        for some in portions(numbers):
            now = (
                update(table)
                .where(table.c.tenant == self._tenant, table.c.number.in_(some), table.c.told_at.is_(None))
                .values(told_at=at)
                .returning(table.c.number)
            )
            claimed += (await self._connection.execute(now)).scalars()
        return sorted(claimed)

    async def release(self, number: int) -> None:
        """Let one that could not be told after all be claimed again."""
        this = update(table).where(table.c.tenant == self._tenant, table.c.number == number)
        await self._connection.execute(this.values(told_at=None))
