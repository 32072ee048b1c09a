"""The whole of Discord's side of the bot at work on a loopback Discord, by either way in, in this process."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Literal

from pydantic import SecretStr

from bot.command import Command
from bot.dispatch import Dispatch
from bot.notices import Notices
from bot.platforms.discord.http import PATH
from bot.platforms.discord.platform import Discord as Platform
from bot.platforms.discord.platform import discord_platform
from bot.settings import Settings
from bot.store.database import Database
from bot.tenants import Tenants
from bot.web.application import application
from tests.platforms.counted import Counted
from tests.platforms.discord.bare import pointed
from tests.platforms.discord.loopback import Discord
from tests.waiting import meanwhile
from tests.web.served import served

Way = Literal["gateway", "http"]


@dataclass(frozen=True, slots=True)
class Work:
    """One process's side of Discord, at work."""

    discord: Discord
    platform: Platform
    bot: Counted
    address: str

    async def settled(self) -> None:
        """Wait until all that was begun has come to its end."""
        await self.platform.close()

    @property
    def url(self) -> str:
        """Give where Discord sends what people do."""
        return self.address + PATH

    @property
    def asked(self) -> list[str]:
        """Give all that the bot was asked so far."""
        return self.bot.asked


def clock_of(discord: Discord) -> Callable[[], dt.datetime]:
    """Give the time as this Discord has it."""
    return lambda: dt.datetime.fromtimestamp(discord.clock.now(), dt.UTC)


def settings_for(discord: Discord, way: Way) -> Settings:
    """Give the settings of a bot that is to run in a Discord; nothing that is set by whoever runs the tests."""
    given = {
        "discord_token": SecretStr(discord.token),
        "discord_public_key": discord.app.public_key if way == "http" else None,
        "discord_api_url": discord.api_url,
        "discord_gateway_url": discord.gateway_url,
    }
    return Settings.model_construct().model_copy(update=given)


@asynccontextmanager
async def serving(discord: Discord, bot: Dispatch, database: Database, way: Way) -> AsyncIterator[tuple[Platform, str]]:
    """Let a bot answer in a Discord, and give where it is reached; it can be asked when this begins."""
    now = clock_of(discord)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(pointed(discord))
        platform = await stack.enter_async_context(
            discord_platform(settings_for(discord, way), bot, database, Notices(database, bot, now), now)
        )
        address = await stack.enter_async_context(served(application(platform.routes)))
        if way == "http":
            await discord.http.register(address + PATH)
        await stack.enter_async_context(meanwhile(platform.keep()))
        reached = discord.http.ready if way == "http" else discord.gateway.ready
        await discord.world.changes.until(lambda: "" in discord.app.commands and reached())
        yield platform, address


@asynccontextmanager
async def at_work(
    discord: Discord, tenants: Tenants, way: Way, *more: Command, kind: type[Counted] = Counted
) -> AsyncIterator[Work]:
    """Let the bot work until the end, with commands of a test's own."""
    bot = kind(tenants, clock_of(discord), more)
    assert tenants.database is not None
    async with serving(discord, bot, tenants.database, way) as (platform, address):
        yield Work(discord, platform, bot, address)
