"""What was taken in hand once, so that no other process does it again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import claim as table


class Claims:
    """One tenant's claims within a transaction."""

    def __init__(self, connection: AsyncConnection, tenant: str) -> None:
        self._connection = connection
        self._tenant = tenant

    async def claim(self, key: str, at: dt.datetime) -> bool:
        """Claim a key; false when it was claimed before."""
        claiming = self._insert().values(tenant=self._tenant, key=key, at=at).on_conflict_do_nothing()
        return (await self._connection.execute(claiming.returning(table.c.key))).first() is not None

    async def keep(self, keys: Mapping[str, dt.datetime]) -> None:
        """Keep that keys were claimed, each at a moment."""
        rows = [{"tenant": self._tenant, "key": key, "at": at} for key, at in keys.items()]
        if rows:
            await self._connection.execute(self._insert().on_conflict_do_nothing(), rows)

    async def release(self, key: str) -> None:
        """Let a key be claimed again."""
        await self._connection.execute(delete(table).where(table.c.tenant == self._tenant, table.c.key == key))

    async def forget(self, before: dt.datetime) -> None:
        """Forget what was claimed before a moment."""
        await self._connection.execute(delete(table).where(table.c.tenant == self._tenant, table.c.at < before))

    def _insert(self) -> sqlite.Insert | postgresql.Insert:
        insert = sqlite.insert if self._connection.dialect.name == "sqlite" else postgresql.insert
        return insert(table)
