"""Channels that a tenant has closed to the bot, of which an admin was told."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.inserting import unless_there
from bot.store.tables import loss as table


class Losses:
    """One tenant's losses within a transaction."""

    def __init__(self, connection: AsyncConnection, tenant: str) -> None:
        self._connection = connection
        self._tenant = tenant

    async def add(self, channel: str, at: dt.datetime) -> bool:
        """Keep that a channel is lost; false when that is kept already."""
        losing = unless_there(self._connection, table).values(tenant=self._tenant, channel=channel, at=at)
        return (await self._connection.execute(losing.returning(table.c.channel))).first() is not None

    async def remove(self, channel: str) -> None:
        """Keep no more that a channel is lost."""
        this = delete(table).where(table.c.tenant == self._tenant, table.c.channel == channel)
        await self._connection.execute(this)
