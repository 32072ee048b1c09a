"""Installs in the database: their tokens are sealed there, and open only for their tenant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.platforms.slack.access import Grant, Identity
from bot.platforms.slack.belonging import ORGANISATION
from bot.platforms.slack.installs import Install, tenant_of
from bot.secrets import Keyring, place
from bot.store.database import Database, Transaction
from bot.store.installs import SealedInstall
from bot.store.subscriptions import TENANT_GONE, Subscriptions
from bot.tenants import Clock

_SLACK = "slack"
# Slack sends an event again for some minutes; what claims to be older is not late, its clock is wrong.
_LATE = dt.timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Kept:
    """An install as it is kept: with what renews its token, and the tenant's generation that it was read at."""

    install: Install
    refresh_token: str | None = field(repr=False)
    refresh_after: dt.datetime | None
    generation: int

    def has_ended(self, now: dt.datetime) -> bool:
        """Tell whether its token is of no use any more."""
        return self.install.expires_at is not None and self.install.expires_at <= now


class Vault:
    """What is kept of installs; every method raises `Unavailable`, and `bot.secrets.Unopened` on a wrong key."""

    def __init__(self, database: Database, keyring: Keyring, now: Clock) -> None:
        self._database = database
        self._keyring = keyring
        self.now = now

    async def get(self, tenant: str) -> Kept | None:
        """Give a tenant's install, unless it has none or it ended."""
        async with self._database.reading(tenant) as transaction:
            row = await transaction.installs.get()
        return self._opened(tenant, row, transaction.generation)

    async def put(self, grant: Grant, identity: Identity) -> Install:
        """Keep what Slack granted, in place of what was there; raise `LookupError` when it is nowhere's."""
        tenant = tenant_of(grant.team, grant.enterprise, is_enterprise_install=grant.is_enterprise_install)
        if tenant is None:
            raise LookupError("neither a workspace nor an enterprise")
        now = self.now()
        token, refresh_token = self._sealed(tenant, grant)
        new = SealedInstall(
            app=grant.app,
            enterprise=grant.enterprise or None,
            is_enterprise_install=grant.is_enterprise_install,
            bot_user=grant.bot_user or identity.bot_user,
            bot=identity.bot,
            installer=grant.installer,
            scopes=",".join(sorted(grant.scopes)),
            token=token,
            refresh_token=refresh_token,
            expires_at=_later(now, grant.lasts),
            refresh_after=_not_before(now, grant.lasts),
            installed_at=now,
        )
        async with self._database.writing(tenant) as transaction:
            await transaction.installs.put(new)
            await transaction.deeds.add(grant.installer or _SLACK, "install", tenant, "", now)
            await transaction.subscriptions.restart(TENANT_GONE, now)
            row = await transaction.installs.get()
        if grant.is_enterprise_install:
            await self._all_within(tenant, lambda subscriptions: subscriptions.restart(TENANT_GONE, now))
        kept = self._opened(tenant, row, transaction.generation)
        assert kept is not None  # noqa: S101  it was put there in the same transaction
        return kept.install

    async def end(self, install: Install, why: str, at: dt.datetime | None) -> bool:
        """Delete the tokens of an install; tell whether it was still the one that is kept.

        `at` is when Slack said that the bot was taken out; otherwise it refused the install's own token.
        """
        async with self._database.writing(install.tenant) as transaction:
            row = await transaction.installs.get()
            if row is None or row.ended_at or not self._is_meant(install, row, at):
                return False
            await self._end(transaction, install.tenant, why)
        if row.is_enterprise_install:
            await self._all_within(install.tenant, lambda subscriptions: subscriptions.stop(TENANT_GONE))
        return True

    async def claim(self, tenant: str, alone: dt.timedelta) -> Kept | None:
        """Take it on to renew a token, for a while alone; give it, unless it is not due or someone else is at it."""
        async with self._database.writing(tenant) as transaction:
            row = await transaction.installs.get()
            now = self.now()
            if row is None or not await transaction.installs.claim_refresh(row.version, now, now + alone):
                return None
        return self._opened(tenant, row, transaction.generation)

    async def renewed(self, kept: Kept, grant: Grant) -> bool:
        """Keep a new token in place of the one that it was got for; tell whether that was still the one kept."""
        tenant, now = kept.install.tenant, self.now()
        token, refresh_token = self._sealed(tenant, grant)
        ends, again = _later(now, grant.lasts), _not_before(now, grant.lasts)
        async with self._database.writing(tenant) as transaction:
            return await transaction.installs.refreshed(kept.install.version, token, refresh_token, ends, again)

    async def put_off(self, kept: Kept, wait: dt.timedelta) -> None:
        """Let nobody try to renew a token for a while."""
        async with self._database.writing(kept.install.tenant) as transaction:
            await transaction.installs.put_off_refresh(kept.install.version, self.now() + wait)

    async def _end(self, transaction: Transaction, tenant: str, why: str) -> None:
        await transaction.installs.end(why, self.now())
        await transaction.deeds.add(_SLACK, "uninstall", tenant, why, self.now())
        await transaction.subscriptions.stop(TENANT_GONE)

    async def _all_within(self, tenant: str, change: Callable[[Subscriptions], Awaitable[object]]) -> None:
        """Change the subscriptions of all workspaces that only the install of an organisation lets the bot into."""
        async with self._database.reading_common() as common:
            tenants = await common.settings.tenants(ORGANISATION, tenant)
        for one in tenants:
            async with self._database.writing(one) as transaction:
                own = await transaction.installs.get()
                if own is None or own.ended_at:
                    await change(transaction.subscriptions)

    def _is_meant(self, install: Install, row: SealedInstall, at: dt.datetime | None) -> bool:
        if at is None:
            return row.version == install.version
        # Slack tells whole seconds.
        since = row.installed_at.replace(microsecond=0)
        return since <= at or at < self.now() - _LATE

    def _sealed(self, tenant: str, grant: Grant) -> tuple[str, str | None]:
        token = self._keyring.seal(grant.token, place(tenant, "token"))
        refresh = grant.refresh_token
        return token, self._keyring.seal(refresh, place(tenant, "refresh_token")) if refresh else None

    def _opened(self, tenant: str, row: SealedInstall | None, generation: int) -> Kept | None:
        if row is None or row.token is None:
            return None
        refresh = row.refresh_token
        install = Install(
            tenant,
            self._keyring.open(row.token, place(tenant, "token")),
            row.bot_user,
            row.bot,
            row.installer,
            row.app,
            frozenset(filter(None, row.scopes.split(","))),
            row.installed_at,
            row.expires_at,
            row.version,
        )
        opened = self._keyring.open(refresh, place(tenant, "refresh_token")) if refresh else None
        return Kept(install, opened, row.refresh_after, generation)


def _later(now: dt.datetime, seconds: int | None) -> dt.datetime | None:
    return None if seconds is None else now + dt.timedelta(seconds=seconds)


def _not_before(now: dt.datetime, seconds: int | None) -> dt.datetime | None:
    # However short a token lasts, it is not renewed with every question.
    return None if seconds is None else now + dt.timedelta(seconds=seconds / 2)
