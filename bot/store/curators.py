"""Who may change one tenant's record."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import curator as table


@dataclass(frozen=True, slots=True)
class Curator:
    """A user with a role, `curator` or `admin`; who gave it and when."""

    user: str
    role: str
    by: str
    at: dt.datetime


class Curators:
    """One tenant's curators within a transaction."""

    def __init__(self, connection: AsyncConnection, tenant: str) -> None:
        self._connection = connection
        self._tenant = tenant

    async def role_of(self, user: str) -> str | None:
        query = select(table.c.role).where(table.c.tenant == self._tenant, table.c.user == user)
        role: str | None = (await self._connection.execute(query)).scalar()
        return role

    async def all(self) -> list[Curator]:
        """Give everyone with a role, in the order in which they got it."""
        query = (
            select(table.c.user, table.c.role, table.c.by, table.c.at)
            .where(table.c.tenant == self._tenant)
            .order_by(table.c.at, table.c.user)
        )
        return [Curator(*row) for row in await self._connection.execute(query)]

    async def put(self, user: str, role: str, by: str, at: dt.datetime) -> None:
        """Give a user a role in place of the one they had."""
        await self.remove(user)
        row = {"tenant": self._tenant, "user": user, "role": role, "by": by, "at": at}
        await self._connection.execute(insert(table), row)

    async def remove(self, user: str) -> bool:
        """Take a user's role; tell whether they had one."""
        gone = delete(table).where(table.c.tenant == self._tenant, table.c.user == user)
        return (await self._connection.execute(gone)).rowcount > 0
