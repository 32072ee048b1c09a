"""What delivers, at work: the tick, and the feeding of what waits to the engine."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Collection

from bot.errors import Unavailable
from bot.schedule.engine import Engine
from bot.schedule.tick import Tick
from bot.store.database import Database
from bot.tenants import Clock

log = logging.getLogger(__name__)

_SECOND = 1.0
_DAY = dt.timedelta(days=1)


class Schedule:
    """Ticks at every whole second and feeds what may be tried now, at the rate that can be sent."""

    def __init__(  # noqa: PLR0913, PLR0917  all that it works with
        self,
        database: Database,
        engine: Engine,
        tick: Tick,
        platforms: Collection[str],
        now: Clock,
        lapse: dt.timedelta,
    ) -> None:
        """Feed again, after `lapse`, what was fed and not begun."""
        self._database = database
        self._engine = engine
        self._tick = tick
        self._platforms = tuple(platforms)
        self._now = now
        self._lapse = lapse
        self._trimmed = now()
        self._entered = asyncio.Event()

    async def keep(self) -> None:
        """Work until cancelled; a database that cannot be used just now is asked again a second later."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._ticking())
            tasks.create_task(self._feeding())

    async def _ticking(self) -> None:
        while True:
            try:
                if await self._tick.run():
                    self._entered.set()
                await self._trim()
            except Unavailable as error:
                log.warning("tick_failed why=%r", error.text)
            await asyncio.sleep(_SECOND - self._now().microsecond / 1e6)

    async def _feeding(self) -> None:
        while True:
            self._entered.clear()
            try:
                for platform in self._platforms:
                    await self._feed(platform)
            except Unavailable as error:
                log.warning("feeding_failed why=%r", error.text)
            try:
                await asyncio.wait_for(self._entered.wait(), _SECOND)
            except TimeoutError:
                continue

    async def _feed(self, platform: str) -> None:
        """Feed what waits for a platform, as much as its queue has room for."""
        now = self._now()
        async with self._database.reading_common() as common:
            if not await common.ledger.ready(platform, now):
                return
        if room := await self._engine.room(platform):
            async with self._database.writing_common() as common:
                fed = await common.ledger.feed(platform, now, now + self._lapse, room)
            await self._engine.enqueue(platform, fed)

    async def _trim(self) -> None:
        now = self._now()
        if now - self._trimmed > _DAY:
            self._trimmed = now
            log.info("engine_trimmed count=%d", await self._engine.trim(now))
