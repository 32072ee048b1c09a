"""The one workspace of a token that is set: `SLACK_BOT_TOKEN`."""

from __future__ import annotations

import datetime as dt
import logging

from bot.platforms.slack.access import Access
from bot.platforms.slack.installs import Install, tenant_of

log = logging.getLogger(__name__)


class OneWorkspace:
    """An install that is known as soon as Slack has told whose its token is."""

    def __init__(self, access: Access, token: str) -> None:
        self._access = access
        self._token = token
        self._install: Install | None = None
        self._ended = False

    async def start(self) -> Install:
        """Ask Slack whose the token is, once; raise `Refused` or `Unreached`."""
        if self._install is None:
            it = await self._access.who(self._token)
            tenant = tenant_of(it.team, it.enterprise, is_enterprise_install=it.is_enterprise_install) or ""
            self._install = Install(tenant, self._token, it.bot_user, it.bot, scopes=it.scopes)
        return self._install

    async def of(
        self, team_id: str | None, enterprise_id: str | None = None, *, is_enterprise_install: bool | None = False
    ) -> Install | None:
        await self.start()
        return self.at_hand(team_id, enterprise_id, is_enterprise_install=is_enterprise_install)

    def at_hand(
        self, team_id: str | None, enterprise_id: str | None = None, *, is_enterprise_install: bool | None = False
    ) -> Install | None:
        tenant = tenant_of(team_id, enterprise_id, is_enterprise_install=is_enterprise_install)
        here = self._install is not None and self._install.tenant == tenant
        return self._install if here and not self._ended else None

    async def ended(self, install: Install, why: str, at: dt.datetime | None = None) -> None:  # noqa: ARG002  as all installs
        if not self._ended:
            log.error("install_ended tenant=%s why=%s mend=%r", install.tenant, why, "set a new SLACK_BOT_TOKEN")
        self._ended = True

    async def close(self) -> None:
        """Leave nothing behind: there is nothing under way."""
