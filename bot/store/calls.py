"""Lines that buttons ask and have no room for, by their keys."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.counting import portions
from bot.store.inserting import unless_there
from bot.store.tables import call as table


class Calls:
    """One tenant's kept lines within a transaction.

    They are not forgotten with time, since a button may be pressed years later. Their key is made of their words, so
    that a line is kept once, however often it is on a button.
    """

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

    async def all(self) -> dict[str, str]:
        """Give all lines by their keys."""
        query = select(table.c.key, table.c.line).where(table.c.tenant == self._tenant)
        return {row.key: row.line for row in await self._connection.execute(query)}

    async def erase(self, keys: Iterable[str]) -> None:
        """Keep some lines no more; whoever presses their buttons is told so."""
        for some in portions(keys):
            these = delete(table).where(table.c.tenant == self._tenant, table.c.key.in_(some))
            await self._connection.execute(these)
