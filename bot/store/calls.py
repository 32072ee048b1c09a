"""Lines that buttons ask and have no room for, by their keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.inserting import unless_there
from bot.store.tables import call as table


class Calls:
    """One tenant's kept lines within a transaction."""

    def __init__(self, connection: AsyncConnection, tenant: str) -> None:
        self._connection = connection
        self._tenant = tenant

    async def keep(self, lines: Mapping[str, str], at: dt.datetime) -> None:
        """Keep lines by their keys; one key always stands for one line."""
        rows = [{"tenant": self._tenant, "key": key, "line": line, "at": at} for key, line in lines.items()]
        if rows:
            await self._connection.execute(unless_there(self._connection, table).values(rows))

    async def line(self, key: str) -> str | None:
        """Give the line that is kept under a key."""
        query = select(table.c.line).where(table.c.tenant == self._tenant, table.c.key == key)
        line: str | None = (await self._connection.execute(query)).scalar()
        return line
