"""What was taken in hand once, so that no other process does it again."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping

from sqlalchemy import delete, func, insert, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.inserting import is_sqlite, unless_there
from bot.store.tables import claim as table


class Claims:
    """One tenant's claims within a transaction."""

    def __init__(self, connection: AsyncConnection, tenant: str) -> None:
        self._connection = connection
        self._tenant = tenant

    async def claim(self, key: str, at: dt.datetime) -> bool:
        """Claim a key; false when it was claimed before."""
        claiming = unless_there(self._connection, table).values(tenant=self._tenant, key=key, at=at)
        return (await self._connection.execute(claiming.returning(table.c.key))).first() is not None

    async def keep(self, keys: Mapping[str, dt.datetime]) -> None:
        """Keep that keys were claimed, each at a moment."""
        if not keys:
            return
        if is_sqlite(self._connection):
            await self._keep_at_once(keys)
        else:
            rows = [{"tenant": self._tenant, "key": key, "at": at} for key, at in keys.items()]
            await self._connection.execute(unless_there(self._connection, table), rows)

    async def _keep_at_once(self, keys: Mapping[str, dt.datetime]) -> None:
        # One statement: row by row, SQLite's thread and whoever answers meanwhile would wait for each other at each.
        moments = json.dumps({key: _written(at) for key, at in keys.items()})
        each = func.json_each(moments).table_valued("key", "value")
        found = select(literal(self._tenant), each.c.key, each.c.value)
        kept = insert(table).from_select([table.c.tenant, table.c.key, table.c.at], found)
        await self._connection.execute(kept.prefix_with("OR IGNORE"))

    async def release(self, key: str) -> None:
        """Let a key be claimed again."""
        await self._connection.execute(delete(table).where(table.c.tenant == self._tenant, table.c.key == key))

    async def forget(self, before: dt.datetime) -> None:
        """Forget what was claimed before a moment."""
        await self._connection.execute(delete(table).where(table.c.tenant == self._tenant, table.c.at < before))


def _written(at: dt.datetime) -> str:
    """Write a moment as SQLite's column of moments has it."""
    return at.astimezone(dt.UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
