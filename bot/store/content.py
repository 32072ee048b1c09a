"""Which versions of the shipped content were recorded."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import content as table


class Content:
    """The digests of shipped content within a transaction; they are no tenant's."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def known(self, digest: str) -> bool:
        query = select(table.c.digest).where(table.c.digest == digest)
        return (await self._connection.execute(query)).first() is not None

    async def add(self, digest: str, at: dt.datetime) -> None:
        await self._connection.execute(insert(table), {"digest": digest, "at": at})
