"""Delivering, put together: courier, engine and schedule of one process."""

from __future__ import annotations

from collections.abc import Mapping
from random import SystemRandom

from bot.posting import Posters
from bot.schedule.courier import Courier
from bot.schedule.engine import Engine
from bot.schedule.schedule import Schedule
from bot.schedule.tick import Tick
from bot.store.database import Database
from bot.tenants import Clock, Tenants

_RATE = 100
"""Deliveries a second on a platform that sets no limit."""


async def deliver(tenants: Tenants, database: Database, posters: Posters, rates: Mapping[str, int], now: Clock) -> None:
    """Deliver what is due on the platforms that have a poster, at their rates (a second), until cancelled."""
    courier = Courier(tenants, database, posters, now, SystemRandom())
    async with database.replica() as replica:
        limits = {platform: rates.get(platform, _RATE) for platform in posters}
        engine = Engine(database.engine_url, replica, courier.deliver, limits)
        await engine.open()
        try:
            await Schedule(database, engine, Tick(database, now), posters, now).keep()
        finally:
            await engine.close()
