"""Tenants whose changes are kept, as in a bot that is served."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.store.database import Database
from bot.tenants import Tenants
from briefings.library import Library
from tests.bot.asking import TODAY, noon


@asynccontextmanager
async def kept(library: Library, url: str, begun: dt.date = TODAY) -> AsyncIterator[Tenants]:
    """Give the tenants over a shipped record, in a database with all tables; the record begins on a day."""
    database = Database(url)
    tenants = Tenants(library.unshared(), database)  # What they change does not come into others' index.
    await tenants.open(noon(begun))
    try:
        yield tenants
    finally:
        tenants.close()
        await database.close()
