"""Subscriptions rest while the bot is not in their server, and go on when it is there again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine

from bot.errors import Unavailable
from bot.platforms.discord.asking import Denied
from bot.platforms.discord.places import Places
from bot.posting import NotPosted
from bot.store.database import Database
from bot.store.subscriptions import TENANT_GONE
from bot.tenants import Clock

log = logging.getLogger(__name__)

SCHEME = "discord:"
AGAIN, SOON = 600.0, 30.0
"""Seconds until it is looked again who let the bot in while nobody heard it, and that when it could not be looked."""
_CLOSING = 5.0


class Membership:
    """Pauses what a server's channels subscribed to as the bot goes, and resumes it as it comes."""

    def __init__(self, places: Places, database: Database, now: Clock) -> None:
        self._places = places
        self._database = database
        self._now = now
        self._tasks: set[asyncio.Task[None]] = set()

    def left(self, guild: str) -> None:
        """Hear that the bot is in a server no more."""
        self._begin(self._pause(SCHEME + guild))

    async def joined(self, guild: str) -> None:
        """Hear that the bot came into a server."""
        # Whoever tells of it may be gone before it is done, and nobody else would wait for it then.
        await self.finish(self._go_on(SCHEME + guild))

    async def finish(self, work: Coroutine[None, None, None]) -> None:
        """Do something that is waited for when the platform ends, whatever becomes of whoever asks for it."""
        await asyncio.shield(self._begin(work))

    async def keep(self) -> None:
        """Look now and then who let the bot in again unheard, until cancelled.

        Over HTTP nobody tells, nor does anyone of what was before a start.
        """
        while True:
            try:
                await self._look()
                pause = AGAIN
            except (Denied, NotPosted, Unavailable) as error:
                log.info("membership_not_known why=%s", type(error).__name__)
                pause = SOON
            await asyncio.sleep(pause)

    async def close(self) -> None:
        """Let what was begun come to its end."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=_CLOSING)

    def _begin(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _go_on(self, tenant: str) -> None:
        try:
            await self._resume(tenant)
        except Unavailable as error:
            log.warning("not_resumed tenant=%s why=%r", tenant, error.text)

    async def _look(self) -> None:
        async with self._database.reading_common() as common:
            paused = await common.ledger.paused(TENANT_GONE, SCHEME)
        for tenant in paused:
            if await self._places.is_in(tenant.removeprefix(SCHEME)):
                await self._resume(tenant)

    async def _pause(self, tenant: str) -> None:
        try:
            async with self._database.writing(tenant) as transaction:
                stopped = await transaction.subscriptions.stop(TENANT_GONE)
        except Unavailable as error:  # The next delivery finds out.
            log.warning("not_paused tenant=%s why=%r", tenant, error.text)
        else:
            log.info("paused tenant=%s subscriptions=%d", tenant, len(stopped))

    async def _resume(self, tenant: str) -> None:
        async with self._database.reading(tenant) as transaction:
            if all(one.why != TENANT_GONE for one in await transaction.subscriptions.all()):
                return
        async with self._database.writing(tenant) as transaction:
            begun = await transaction.subscriptions.restart(TENANT_GONE, self._now())
        log.info("resumed tenant=%s subscriptions=%d", tenant, len(begun))
