"""The bot's installs over the loopback Slack, by its clock: as one process has them, or several."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.platforms.slack.access import Access, Grant
from bot.platforms.slack.installs import Install
from bot.platforms.slack.renewing import Renewing
from bot.platforms.slack.vault import Vault
from bot.platforms.slack.workspaces import Workspaces
from bot.secrets import Keyring
from bot.store.database import Database
from bot.store.installs import SealedInstall
from tests.platforms.slack.loopback import Slack, Workspace

KEY, OTHER_KEY = bytes([7]) * 32, bytes([8]) * 32
TWELVE_HOURS = 43_200


def clock_of(slack: Slack) -> Callable[[], dt.datetime]:
    """Give the time as this Slack has it."""
    return lambda: dt.datetime.fromtimestamp(slack.clock.now(), dt.UTC)


def access_to(slack: Slack) -> Access:
    return Access(slack.api_url, slack.app.client_id, slack.app.client_secret)


@dataclass(frozen=True, slots=True)
class Process:
    """The installs of one process."""

    slack: Slack
    database: Database
    vault: Vault
    workspaces: Workspaces
    heard: dict[str, int]
    """The generation of each tenant that it heard of."""

    async def of(self, workspace: Workspace | None = None) -> Install | None:
        return await self.workspaces.of((workspace or self.slack.workspace).id)

    async def token(self, workspace: Workspace | None = None) -> str | None:
        install = await self.of(workspace)
        return install.token if install else None

    async def let_in(self, workspace: Workspace | None = None, installer: str = "U1") -> Install:
        """Keep the app's place in a workspace, as after an install; it has a token there already, or gets a new one."""
        place = workspace or self.slack.workspace
        install = self.slack.world.installs[place.id]
        grant = Grant(
            install.token.value,
            install.refresh or None,
            TWELVE_HOURS if install.refresh else None,
            frozenset(install.scopes),
            self.slack.app.id,
            place.id,
            place.name,
            bot_user=install.bot_user,
            installer=installer,
        )
        return await self.workspaces.installed(grant, await access_to(self.slack).who(grant.token))

    async def kept(self, tenant: str = "") -> SealedInstall | None:
        """Give what stands in the database."""
        async with self.database.reading(tenant or f"slack:{self.slack.workspace.id}") as transaction:
            return await transaction.installs.get()


@asynccontextmanager
async def process(slack: Slack, database: Database, keyring: Keyring | None = None) -> AsyncIterator[Process]:
    """Run the installs of one process."""
    heard: dict[str, int] = {}
    vault = Vault(database, keyring or Keyring([KEY]), clock_of(slack))
    workspaces = Workspaces(vault, Renewing(vault, access_to(slack)), _known(heard))
    try:
        yield Process(slack, database, vault, workspaces, heard)
    finally:
        await workspaces.close()


def _known(heard: Mapping[str, int]) -> Callable[[str], int]:
    return lambda tenant: heard.get(tenant, 0)
