"""What is done once, however often it is asked for: in this process, and in all that share its database."""

from __future__ import annotations

import datetime as dt
import logging
from collections import OrderedDict

from bot.errors import Unavailable
from bot.store.database import Database
from bot.tenants import Clock

log = logging.getLogger(__name__)

REMEMBERED = dt.timedelta(minutes=15)
"""So long a request is known again; platforms send one again for some minutes."""
_MOST = 200_000
_TIDY = 500


class Once:
    """Remembers keys. On SQLite there is one process, and its memory does; on PostgreSQL the database knows, too."""

    def __init__(self, database: Database, now: Clock) -> None:
        self._shared = None if database.is_sqlite else database
        self._now = now
        self._seen: OrderedDict[tuple[str, str], dt.datetime] = OrderedDict()
        self._claimed = 0

    def first_here(self, tenant: str, key: str) -> bool:
        """Remember a key; false when this process has seen it before."""
        now = self._now()
        while self._seen:
            oldest, at = next(iter(self._seen.items()))
            if now - at < REMEMBERED and len(self._seen) < _MOST:
                break
            del self._seen[oldest]
        if (tenant, key) in self._seen:
            return False
        self._seen[tenant, key] = now
        return True

    @property
    def is_shared(self) -> bool:
        """Whether other processes have to be asked as well."""
        return self._shared is not None

    async def first_anywhere(self, tenant: str, key: str) -> bool:
        """Claim a key before all other processes; where they cannot be asked, this one goes on by itself."""
        if self._shared is None:
            return True
        self._claimed += 1
        now = self._now()
        try:
            async with self._shared.beside(tenant) as beside:
                if self._claimed % _TIDY == 0:
                    await beside.claims.forget(now - REMEMBERED)
                return await beside.claims.claim(key, now)
        except Unavailable as error:
            log.warning("claim_failed tenant=%s reason=%r", tenant, error.text)
            return True

    async def again(self, tenant: str, key: str) -> None:
        """Let a key be claimed again, since what it stood for was not done."""
        self._seen.pop((tenant, key), None)
        if self._shared is None:
            return
        try:
            async with self._shared.beside(tenant) as beside:
                await beside.claims.release(key)
        except Unavailable as error:
            log.warning("release_failed tenant=%s reason=%r", tenant, error.text)
