"""What was taken in hand once, so that no other process does it again."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping

from sqlalchemy import delete, func, literal, select
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
        if not keys:
            return
        if self._is_sqlite:
            # One statement for all: between two of them the driver would wait for whatever answers meanwhile, and it
            # for the driver.
            each = func.json_each(json.dumps({key: _written(at) for key, at in keys.items()})).table_valued(
                "key", "value"
            )
            found = select(literal(self._tenant), each.c.key, each.c.value)
            kept = sqlite.insert(table).from_select([table.c.tenant, table.c.key, table.c.at], found)
            await self._connection.execute(kept.prefix_with("OR IGNORE"))
        else:
            rows = [{"tenant": self._tenant, "key": key, "at": at} for key, at in keys.items()]
            await self._connection.execute(self._insert().on_conflict_do_nothing(), rows)

    async def release(self, key: str) -> None:
        """Let a key be claimed again."""
        await self._connection.execute(delete(table).where(table.c.tenant == self._tenant, table.c.key == key))

    async def forget(self, before: dt.datetime) -> None:
        """Forget what was claimed before a moment."""
        await self._connection.execute(delete(table).where(table.c.tenant == self._tenant, table.c.at < before))

    def _insert(self) -> sqlite.Insert | postgresql.Insert:
        return sqlite.insert(table) if self._is_sqlite else postgresql.insert(table)

    @property
    def _is_sqlite(self) -> bool:
        return self._connection.dialect.name == "sqlite"


def _written(at: dt.datetime) -> str:
    """Write a moment as SQLite's column of moments has it."""
    return at.astimezone(dt.UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
