"""Installs that were begun in a browser and are still to come back to it."""

from __future__ import annotations

import datetime as dt
import hashlib

from sqlalchemy import delete, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import oauth_state as table

_KEPT = dt.timedelta(hours=1)


class States:
    """The states of installs under way within a transaction; they are no tenant's yet.

    A state and its browser are kept as digests: who reads the database cannot go on with an install.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, state: str, browser: str, now: dt.datetime, expires_at: dt.datetime) -> None:
        """Keep a state for the browser that it was given to, and forget those that are long too old."""
        await self._connection.execute(delete(table).where(table.c.expires_at < now - _KEPT))
        row = {"state": _digest(state), "browser": _digest(browser), "expires_at": expires_at}
        await self._connection.execute(insert(table), row)

    async def take(self, state: str, browser: str) -> dt.datetime | None:
        """Forget a state and give until when it was good; `None` for one that this browser has not, or has used."""
        taken = (
            delete(table)
            .where(table.c.state == _digest(state), table.c.browser == _digest(browser))
            .returning(table.c.expires_at)
        )
        expires_at: dt.datetime | None = (await self._connection.execute(taken)).scalar()
        return expires_at


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()
