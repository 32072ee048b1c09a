"""Which install lets the bot into a tenant: its own, or that of the whole organisation that it belongs to."""

from __future__ import annotations

import logging

from bot.errors import Unavailable
from bot.platforms.slack.installs import Install, Installs
from bot.store.database import Database
from bot.store.subscriptions import TENANT_GONE
from bot.tenants import Clock

log = logging.getLogger(__name__)

SCHEME = "slack:"
ORGANISATION = "slack organisation"
"""The setting of a tenant that says by whose install it is reached, if not by its own."""


class Belonging:
    """Finds the install of a tenant by the tenant alone."""

    def __init__(self, installs: Installs, database: Database, now: Clock) -> None:
        self._installs = installs
        self._database = database
        self._now = now
        self._within: dict[str, str] = {}

    async def within(self, tenant: str, install: Install) -> None:
        """Keep by which install a tenant is reached, for when nobody there has asked anything yet.

        One that was not reached before goes on with what it had subscribed to.
        """
        place = install.tenant
        if place == tenant or self._within.get(tenant) == place:
            return
        try:
            if await self._kept(tenant) != place:
                async with self._database.writing(tenant) as transaction:
                    await transaction.settings.put(ORGANISATION, place)
                    await transaction.subscriptions.restart(TENANT_GONE, self._now())
        except Unavailable as error:
            log.error("organisation_not_kept tenant=%s reason=%r", tenant, str(error))  # noqa: TRY400  it says all
            return  # It is kept when they next ask something.
        self._within[tenant] = place

    async def of(self, tenant: str) -> Install | None:
        """Give the install of a tenant, `None` where the bot is not let in; raise as `Installs.of` does."""
        name = tenant.removeprefix(SCHEME)
        if own := await self._installs.of(name):
            return own
        place = self._within.get(tenant) or await self._kept(tenant)
        return await self._installs.of(None, place.removeprefix(SCHEME), is_enterprise_install=True) if place else None

    async def begun(self, install: Install) -> None:
        """Let what was paused while the bot was not let in go on, in all that an install lets it into."""
        async with self._database.reading_common() as common:
            within = await common.settings.tenants(ORGANISATION, install.tenant)
        for tenant in (install.tenant, *within):
            async with self._database.reading(tenant) as transaction:
                paused = any(one.why == TENANT_GONE for one in await transaction.subscriptions.all())
            if paused:
                async with self._database.writing(tenant) as transaction:
                    await transaction.subscriptions.restart(TENANT_GONE, self._now())

    async def _kept(self, tenant: str) -> str:
        async with self._database.reading(tenant) as transaction:
            return (await transaction.settings.all()).get(ORGANISATION, "")
