"""What delivers, at work: the tick, and the feeding of what waits to the engine."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Mapping

from bot.errors import Unavailable
from bot.schedule.engine import MOST_AHEAD, Engine
from bot.schedule.patience import Patience
from bot.schedule.tick import Tick
from bot.store.database import Database
from bot.store.ledger import Ledger
from bot.tenants import Clock

log = logging.getLogger(__name__)

AHEAD = dt.timedelta(seconds=MOST_AHEAD)
_LEAD = 1.2
"""So many times as long as the engine takes to look into a queue passes before what is fed begins."""
_SECOND = 1.0
_ROOMY = 1.015
"""So many times as long as at its rate is between two deliveries: each begins some milliseconds sooner or later."""
_SECOND_LONG = dt.timedelta(seconds=1)
_HOUR = 3600.0
_OLDEST = dt.timedelta(hours=26)
"""Longer than anything may be late."""
_NOBODY = "No process delivered on that platform."


class Schedule:
    """Ticks at every whole second and feeds what may be tried now, at the rate that can be sent."""

    def __init__(  # noqa: PLR0913, PLR0917  all that it works with
        self,
        database: Database,
        engine: Engine,
        tick: Tick,
        rates: Mapping[str, int],
        now: Clock,
        patience: Patience,
    ) -> None:
        """`rates` are deliveries a second by platform."""
        self._database = database
        self._engine = engine
        self._tick = tick
        self._rates = rates
        self._now = now
        self._lapse = patience.lapse
        self._lead = dt.timedelta(seconds=_LEAD * patience.poll)
        self._entered = asyncio.Event()

    async def keep(self) -> None:
        """Work until cancelled; a database that cannot be used just now is asked again a second later."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._ticking())
            tasks.create_task(self._feeding())
            tasks.create_task(self._tidying())

    async def _ticking(self) -> None:
        while True:
            try:
                if await self._tick.run():
                    self._entered.set()
            except Unavailable as error:
                log.warning("tick_failed why=%r", error.text)
            await asyncio.sleep(_SECOND - self._now().microsecond / 1e6)

    async def _feeding(self) -> None:
        while True:
            self._entered.clear()
            try:
                for platform in self._rates:
                    await self._feed(platform)
            except Unavailable as error:
                log.warning("feeding_failed why=%r", error.text)
            try:
                await asyncio.wait_for(self._entered.wait(), _SECOND)
            except TimeoutError:
                continue

    async def _tidying(self) -> None:
        """Settle what no process delivers, and let the engine forget: every hour, and at the start."""
        while True:
            try:
                async with self._database.writing_common() as common:
                    expired = await common.ledger.expire(self._now() - _OLDEST, _NOBODY, self._now())
                trimmed = await self._engine.trim(self._now())
                if trimmed or expired:
                    log.info("tidied engine=%d expired=%d", trimmed, expired)
            except Exception:
                # It only takes room until the next time.
                log.exception("tidying_failed")
            await asyncio.sleep(_HOUR)

    async def _feed(self, platform: str) -> None:
        """Feed what waits for a platform, as much as it takes in the next moments, and plan when each begins."""
        now = self._now()
        async with self._database.reading_common() as common:
            if not await common.ledger.ready(platform, now):
                return
        if await self._engine.is_full(platform):
            return
        pause = _ROOMY * _SECOND_LONG / self._rates[platform]
        async with self._database.writing_common() as common:
            first = await self._free_from(common.ledger, platform, now)
            room = (now + AHEAD - first) // pause
            fed = await common.ledger.feed(platform, now, now + self._lapse, room) if room > 0 else []
            await common.ledger.plan(platform, first + len(fed) * pause)
        planned = [(key, turn, first + place * pause) for place, (key, turn) in enumerate(fed)]
        await self._engine.enqueue(platform, planned)

    async def _free_from(self, ledger: Ledger, platform: str, now: dt.datetime) -> dt.datetime:
        """Give when the next delivery on a platform can begin: not before it is found in the queue."""
        soonest = now + self._lead
        planned = await ledger.free_from(platform, now)
        # What is planned further ahead than anyone plans was planned before the clock was set back.
        return max(planned, soonest) if planned <= now + 2 * AHEAD else soonest
