"""Telling people in private what the bot keeps for them, on a platform that can write to them by itself."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.errors import Unavailable
from bot.notices import Notices, Say
from bot.store.database import Database

log = logging.getLogger(__name__)

AGAIN = 300.0
"""Seconds until what could not be said is tried again."""
_CLOSING = 5.0
"""Seconds that what was begun has to come to its end."""


class Unsaid(Exception):
    """A platform did not take what was to be said; it is said another time."""


class Telling:
    """Pushes notices: at once where something was changed, and what was left over at the start and now and then."""

    def __init__(
        self, notices: Notices, database: Database, scheme: str, reach: Callable[[str], Awaitable[Say | None]]
    ) -> None:
        """`scheme` begins the names of the platform's tenants; `reach` gives the way to a tenant's members, if any.

        What `reach` gives raises `Unsaid`.
        """
        self._notices = notices
        self._database = database
        self._scheme = scheme
        self._reach = reach
        self._running: dict[str, asyncio.Task[None]] = {}
        self._waiting: set[str] = set()

    def soon(self, tenant: str) -> None:
        """Tell the members of a tenant what there is for them, as soon as it can be done."""
        if tenant in self._running:
            self._waiting.add(tenant)
            return
        task = self._running[tenant] = asyncio.create_task(self._tell(tenant))
        task.add_done_callback(lambda _: self._done(tenant))

    def _done(self, tenant: str) -> None:
        self._running.pop(tenant, None)
        if tenant in self._waiting:
            self._waiting.discard(tenant)
            self.soon(tenant)

    async def _tell(self, tenant: str) -> None:
        try:
            if say := await self._reach(tenant):
                await self._notices.push(tenant, say)
        except (Unsaid, Unavailable) as error:
            log.warning("notices_left tenant=%s why=%r", tenant, str(error))
        except Exception:
            log.exception("failed notices tenant=%s", tenant)

    async def keep(self) -> None:
        """Look for what is left over, until cancelled."""
        while True:
            looking = asyncio.ensure_future(self._look())
            try:
                await asyncio.shield(looking)
            except asyncio.CancelledError:
                # A database that is left amid an answer would give it when nobody hears it any more.
                await asyncio.wait({looking}, timeout=_CLOSING)
                raise
            except Unavailable as error:
                log.warning("notices_not_read why=%r", error.text)
            await asyncio.sleep(AGAIN)

    async def _look(self) -> None:
        for tenant in await self._database.generations():
            if not tenant.startswith(self._scheme):
                continue
            async with self._database.reading(tenant) as transaction:
                if not await transaction.notices.untold():
                    continue
            self.soon(tenant)

    async def close(self) -> None:
        """Let what is being said be said."""
        self._waiting.clear()
        if self._running:
            await asyncio.wait(set(self._running.values()), timeout=_CLOSING)
