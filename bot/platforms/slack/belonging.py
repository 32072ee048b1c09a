"""Which install lets the bot into a tenant: its own, or that of the whole organisation that it belongs to."""

from __future__ import annotations

from bot.platforms.slack.installs import Install, Installs

SCHEME = "slack:"


class Belonging:
    """Finds the install of a tenant by the tenant alone."""

    def __init__(self, installs: Installs) -> None:
        self._installs = installs
        self._within: dict[str, str] = {}

    def within(self, tenant: str, install: Install) -> None:
        """Remember by which install a tenant is reached: by its own, or by that of its whole organisation."""
        self._within[tenant] = install.tenant

    async def of(self, tenant: str) -> Install | None:
        """Give the install of a tenant, `None` where the bot is not let in; raise as `Installs.of` does."""
        place = self._within.get(tenant, tenant)
        of_all, name = place != tenant, place.removeprefix(SCHEME)
        return await self._installs.of(name, name, is_enterprise_install=of_all)
