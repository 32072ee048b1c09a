"""Which versions of the shipped content were recorded."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import content as table


class Content:
    """The digests of shipped content within a transaction; they are no tenant's."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def last(self) -> str | None:
        """Give the digest that was recorded last."""
        newest = select(table.c.digest).order_by(table.c.at.desc()).limit(1)
        digest: str | None = (await self._connection.execute(newest)).scalar()
        return digest

    async def add(self, digest: str, at: dt.datetime) -> None:
        """Note that this content was recorded now, perhaps again after another one."""
        await self._connection.execute(delete(table).where(table.c.digest == digest))
        await self._connection.execute(insert(table), {"digest": digest, "at": at})
