"""Delivering, put together: courier, engine and schedule of one process."""

from __future__ import annotations

from collections.abc import Mapping

from bot.schedule.courier import Courier
from bot.schedule.engine import Engine
from bot.schedule.patience import USUAL, Patience
from bot.schedule.schedule import Schedule
from bot.schedule.tick import Tick
from bot.store.database import Database
from bot.tenants import Clock

_RATE = 100
"""Deliveries a second on a platform that sets no limit."""


async def deliver(
    courier: Courier, database: Database, rates: Mapping[str, int], now: Clock, patience: Patience = USUAL
) -> None:
    """Deliver what is due on the platforms that the courier has a poster of, at their rates, until cancelled."""
    async with database.replica() as replica:
        limits = {platform: rates.get(platform, _RATE) for platform in courier.platforms}
        engine = Engine(database.engine_url, replica, courier.deliver, limits, patience)
        try:
            await engine.open()
            tick = Tick(database, now, courier.tell)
            await Schedule(database, engine, tick, limits, now, patience).keep()
        finally:
            await engine.close()
            await courier.close()
