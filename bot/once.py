"""What is done once, however often it is asked for: in this process, the next one, and all that share its database."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections import OrderedDict, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from bot.errors import Unavailable
from bot.store.database import Database
from bot.tenants import Clock

log = logging.getLogger(__name__)

REMEMBERED = dt.timedelta(minutes=15)
"""So long a request is known again; platforms send one again for some minutes."""
KEPT_EVERY = 1.0
"""Seconds after which what is remembered is in the database too; a process that is killed forgets so much of it."""
_MOST = 200_000
_TIDY = 500


class Once:
    """Remembers keys. On SQLite there is one process, and its memory does; on PostgreSQL the database knows, too."""

    def __init__(self, database: Database, now: Clock, most: int = _MOST) -> None:
        """`most` keys are remembered, and the oldest forgotten for more."""
        self._database = database
        self._now = now
        self._most = most
        self._seen: OrderedDict[tuple[str, str], dt.datetime] = OrderedDict()
        self._unkept: defaultdict[str, dict[str, dt.datetime]] = defaultdict(dict)
        self._claimed = 0

    def first_here(self, tenant: str, key: str, *, lasting: bool = True) -> bool:
        """Remember a key; false when this process has seen it before, or with `lasting` the one before it."""
        now = self._now()
        while self._seen and now - next(iter(self._seen.values())) >= REMEMBERED:
            self._seen.popitem(last=False)
        if (tenant, key) in self._seen:
            return False
        self._seen[tenant, key] = now
        if len(self._seen) > self._most:
            self._seen.popitem(last=False)
        if lasting and not self.is_shared:
            self._unkept[tenant][key] = now
        return True

    @property
    def is_shared(self) -> bool:
        """Whether other processes have to be asked as well."""
        return not self._database.is_sqlite

    async def first_anywhere(self, tenant: str, key: str) -> bool:
        """Claim a key before all other processes; where they cannot be asked, this one goes on by itself."""
        if not self.is_shared:
            return True
        self._claimed += 1
        now = self._now()
        try:
            async with self._database.beside(tenant) as beside:
                if self._claimed % _TIDY == 0:
                    await beside.claims.forget(now - REMEMBERED)
                return await beside.claims.claim(key, now)
        except Unavailable as error:
            log.warning("claim_failed tenant=%s reason=%r", tenant, error.text)
            return True

    async def again(self, tenant: str, key: str) -> None:
        """Let a key be claimed again, since what it stood for was not done."""
        self._seen.pop((tenant, key), None)
        self._unkept[tenant].pop(key, None)
        try:
            async with self._database.beside(tenant) as beside:
                await beside.claims.release(key)
        except Unavailable as error:
            log.warning("release_failed tenant=%s reason=%r", tenant, error.text)

    @asynccontextmanager
    async def lasting(self) -> AsyncIterator[None]:
        """Know what the process before remembered, and let the next one know, for as long as requests are taken.

        A request that was signed minutes ago is still good, so that whoever kept one could send it again after a
        restart. To refuse all that was signed before this process began would refuse what Slack sends meanwhile, and
        everything for as long as the clocks differ. It is written beside the answers, so that none waits for it.
        """
        if self.is_shared:  # All processes ask the database, and it outlasts them.
            yield
            return
        await self._recall()
        keeping = asyncio.create_task(self._keep())
        try:
            yield
        finally:
            keeping.cancel()
            with suppress(asyncio.CancelledError):
                await keeping
            await self._write()

    async def _recall(self) -> None:
        try:
            known = await self._database.claimed(self._now() - REMEMBERED)
        except Unavailable as error:
            log.warning("claims_not_read reason=%r", error.text)
            return
        self._seen.update(known)

    async def _keep(self) -> None:
        while True:
            await asyncio.sleep(KEPT_EVERY)
            await self._write()

    async def _write(self) -> None:
        unkept, self._unkept = self._unkept, defaultdict(dict)
        for tenant, keys in unkept.items():
            try:
                async with self._database.beside(tenant) as beside:
                    await beside.claims.forget(self._now() - REMEMBERED)
                    await beside.claims.keep(keys)
            except Unavailable as error:
                log.warning("claims_not_kept tenant=%s reason=%r", tenant, error.text)
