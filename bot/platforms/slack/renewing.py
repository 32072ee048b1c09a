"""Renewing tokens that end: one process at a time for each workspace, and what fails is tried again."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging

from bot.errors import Unavailable
from bot.platforms.slack.access import PATIENCE, Access, Grant, Refused, Unreached
from bot.platforms.slack.vault import Kept, Vault

log = logging.getLogger(__name__)

AHEAD = dt.timedelta(hours=2)
"""A token is renewed so long before it ends."""
# Longer than the call can take, so that two never use the same refresh token.
_ALONE = dt.timedelta(seconds=3 * PATIENCE)
_AGAIN = dt.timedelta(minutes=1)
_HOPELESS_AGAIN = dt.timedelta(minutes=10)
_HOPELESS = frozenset({"account_inactive", "invalid_grant", "invalid_refresh_token", "token_expired", "token_revoked"})
_WATCH = 2.0
_LOOK = 0.1
_MOST_PAUSE = 5.0


class Renewing:
    """Asks Slack for new tokens in place of those that end.

    No transaction is open while Slack is asked: a mark in the install keeps others off for a while instead. The old
    token is used until the new one is kept.
    """

    def __init__(self, vault: Vault, access: Access) -> None:
        self._vault = vault
        self._access = access

    def is_due(self, kept: Kept) -> bool:
        """Tell whether a token is to be renewed now."""
        now, ends = self._vault.now(), kept.install.expires_at
        if ends is None or now < ends - AHEAD:
            return False
        return kept.refresh_after is None or kept.refresh_after <= now or kept.has_ended(now)

    async def renew(self, tenant: str) -> None:
        """Renew a tenant's token, or see to it that someone else does."""
        before = await self._vault.get(tenant)
        if before is None or not self.is_due(before):
            return
        kept = await self._vault.claim(tenant, _ALONE)
        if kept is None:
            await self._watch(before)
        elif kept.refresh_token is None:
            await self._give_up(kept, "no_refresh_token")
        else:
            await self._ask(kept, kept.refresh_token)

    async def _ask(self, kept: Kept, refresh_token: str) -> None:
        tenant = kept.install.tenant
        try:
            grant = await self._access.refresh(refresh_token)
        except Refused as refused:
            if refused.code in _HOPELESS:
                await self._give_up(kept, refused.code)
                return
            wait = max(_AGAIN, dt.timedelta(seconds=refused.wait))
            log.warning("token_not_renewed tenant=%s code=%s again_s=%d", tenant, refused.code, wait.total_seconds())
            await self._vault.put_off(kept, wait)
        except Unreached as error:
            # Slack may have renewed it and the answer may be lost: the next try tells, and the old token goes on.
            log.warning("token_not_renewed tenant=%s error=%s again_s=%d", tenant, error, _AGAIN.total_seconds())
            await self._vault.put_off(kept, _AGAIN)
        else:
            await self._keep(kept, grant)

    async def _give_up(self, kept: Kept, code: str) -> None:
        """Go on with the old token to its end; then the bot has to be let in again."""
        install = kept.install
        log.error(
            "token_not_renewed tenant=%s code=%s ends=%s mend=%r",
            *(install.tenant, code, install.expires_at, "install again at /slack/install"),
        )
        if kept.has_ended(self._vault.now()):
            await self._vault.end(install, code, None)
        else:
            await self._vault.put_off(kept, _HOPELESS_AGAIN)

    async def _keep(self, kept: Kept, grant: Grant) -> None:
        """Keep a new token, however long the database takes: Slack gives it but once."""
        pause = _LOOK
        while True:
            try:
                stored = await self._vault.renewed(kept, grant)
            except Unavailable as error:
                log.error("token_not_kept tenant=%s reason=%r", kept.install.tenant, error.text)  # noqa: TRY400  it says all
                await asyncio.sleep(pause)
                pause = min(2 * pause, _MOST_PAUSE)
            else:
                log.info("token_renewed tenant=%s stored=%s", kept.install.tenant, stored)
                return

    async def _watch(self, before: Kept) -> None:
        """Wait a little for another process that is at it, where the old token is of no use any more."""
        looks = int(_WATCH / _LOOK) if before.has_ended(self._vault.now()) else 0
        for _ in range(looks):
            await asyncio.sleep(_LOOK)
            now = await self._vault.get(before.install.tenant)
            if now is None or now.install.version != before.install.version:
                return
