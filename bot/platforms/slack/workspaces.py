"""All workspaces that let the bot in through its install page, in memory: read when first asked for."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.errors import Unavailable
from bot.platforms.slack.access import Grant, Identity
from bot.platforms.slack.installs import Install, tenant_of
from bot.platforms.slack.renewing import Renewing
from bot.platforms.slack.vault import Kept, Vault
from bot.secrets import Unopened

log = logging.getLogger(__name__)

FRESH = dt.timedelta(seconds=60)
"""After so long an install is read again, whether or not anybody said that it changed."""
MOST = 10_000
"""So many are kept in memory."""
_WAIT = 2.2
"""Seconds of the three that Slack has patience for."""
_CLOSING = 10.0


@dataclass(frozen=True, slots=True)
class _Read:
    kept: Kept
    at: dt.datetime


class Workspaces:
    """The installs in the database.

    `generation` gives what is known of a tenant's generation, 0 for nothing; an install that was read before it is
    read again.
    """

    def __init__(self, vault: Vault, renewing: Renewing, generation: Callable[[str], int]) -> None:
        self._vault = vault
        self._renewing = renewing
        self._generation = generation
        self._read: OrderedDict[str, _Read] = OrderedDict()
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def of(
        self, team_id: str | None, enterprise_id: str | None = None, *, is_enterprise_install: bool | None = False
    ) -> Install | None:
        tenant = tenant_of(team_id, enterprise_id, is_enterprise_install=is_enterprise_install)
        if tenant is None:
            return None
        kept = await self._get(tenant)
        if kept is None or not self._renewing.is_due(kept):
            return kept.install if kept else None
        task = self._tasks.get(tenant) or self._begin(tenant)
        if not kept.has_ended(self._vault.now()):
            return kept.install
        await asyncio.wait({task}, timeout=_WAIT)
        kept = await self._get(tenant)
        return kept.install if kept else None

    def at_hand(
        self, team_id: str | None, enterprise_id: str | None = None, *, is_enterprise_install: bool | None = False
    ) -> Install | None:
        tenant = tenant_of(team_id, enterprise_id, is_enterprise_install=is_enterprise_install)
        kept = self._fresh(tenant) if tenant else None
        return kept.install if kept and not self._renewing.is_due(kept) else None

    async def installed(self, grant: Grant, identity: Identity) -> Install:
        """Keep what Slack granted, and use it from now on; raise as `Vault.put` does."""
        install = await self._vault.put(grant, identity)
        self._read.pop(install.tenant, None)
        log.info("installed tenant=%s installer=%s", install.tenant, install.installer or "-")
        return install

    async def ended(self, install: Install, why: str, at: dt.datetime | None = None) -> None:
        done = await self._vault.end(install, why, at)
        self._read.pop(install.tenant, None)
        log.warning("install_ended tenant=%s why=%s superseded=%s", install.tenant, why, not done)

    async def close(self) -> None:
        """Let tokens that are being renewed be kept."""
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=_CLOSING)
        for task in list(self._tasks.values()):
            task.cancel()
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _get(self, tenant: str) -> Kept | None:
        return self._fresh(tenant) or await self._load(tenant)

    def _fresh(self, tenant: str) -> Kept | None:
        read = self._read.get(tenant)
        if read and self._vault.now() < read.at + FRESH and self._generation(tenant) <= read.kept.generation:
            self._read.move_to_end(tenant)
            return read.kept
        return None

    async def _load(self, tenant: str) -> Kept | None:
        now = self._vault.now()
        try:
            kept = await self._vault.get(tenant)
        except (Unavailable, Unopened) as error:
            before = self._read.get(tenant)
            if before is None:
                raise
            log.error("install_not_read tenant=%s reason=%r", tenant, str(error))  # noqa: TRY400  it says all
            kept = replace(before.kept, generation=max(before.kept.generation, self._generation(tenant)))
        if kept is None:
            # Where the bot is not may be asked again at once: it may be let in any moment, by another process.
            self._read.pop(tenant, None)
            return None
        self._read[tenant] = _Read(kept, now)
        self._read.move_to_end(tenant)
        while len(self._read) > MOST:
            self._read.popitem(last=False)
        return kept

    def _begin(self, tenant: str) -> asyncio.Task[None]:
        task = self._tasks[tenant] = asyncio.create_task(self._renew(tenant))
        task.add_done_callback(lambda _: self._tasks.pop(tenant, None))
        return task

    async def _renew(self, tenant: str) -> None:
        try:
            await self._renewing.renew(tenant)
            await self._load(tenant)
        except (Unavailable, Unopened) as error:
            log.error("token_not_renewed tenant=%s reason=%r", tenant, str(error))  # noqa: TRY400  it says all
        except Exception:
            log.exception("token_not_renewed tenant=%s", tenant)
