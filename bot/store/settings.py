"""What one tenant has set, and which tenants have set something."""

from __future__ import annotations

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import setting as table


class Settings:
    """One tenant's settings within a transaction, by their names."""

    def __init__(self, connection: AsyncConnection, tenant: str) -> None:
        self._connection = connection
        self._tenant = tenant

    async def all(self) -> dict[str, str]:
        query = select(table.c.name, table.c.value).where(table.c.tenant == self._tenant)
        return {row.name: row.value for row in await self._connection.execute(query)}

    async def put(self, name: str, value: str) -> None:
        """Set a value in place of the one that was there."""
        await self.remove(name)
        await self._connection.execute(insert(table), {"tenant": self._tenant, "name": name, "value": value})

    async def remove(self, name: str) -> None:
        await self._connection.execute(delete(table).where(table.c.tenant == self._tenant, table.c.name == name))


class AllSettings:
    """The settings of all tenants within a transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def tenants(self, name: str, value: str) -> list[str]:
        """Give the tenants that have set something to a value."""
        query = select(table.c.tenant).where(table.c.name == name, table.c.value == value).order_by(table.c.tenant)
        return list((await self._connection.execute(query)).scalars())
