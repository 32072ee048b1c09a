"""The whole of Slack's side of the bot at work on a loopback Slack, by either way in, in this process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bot.notices import Notices
from bot.platforms.slack.platform import Slack as Platform
from bot.platforms.slack.platform import slack as platform_of
from bot.settings import Settings
from bot.tenants import Tenants
from bot.web.application import application
from tests.platforms.counted import Counted
from tests.platforms.slack.loopback import Slack
from tests.platforms.slack.running import Way, clock_of, settings_for
from tests.waiting import meanwhile
from tests.web.served import served


@dataclass(frozen=True, slots=True)
class Work:
    """One process's side of Slack, at work."""

    slack: Slack
    platform: Platform
    bot: Counted
    address: str

    async def settled(self) -> None:
        """Wait until all that was begun has come to its end."""
        await self.platform.close()

    @property
    def asked(self) -> list[str]:
        """Give all that the bot was asked so far."""
        return self.bot.asked


@asynccontextmanager
async def at_work(slack: Slack, tenants: Tenants, way: Way, *, settings: Settings | None = None) -> AsyncIterator[Work]:
    """Let the bot work until the end; over HTTP Slack sends to the one that was begun last."""
    now = clock_of(slack)
    bot = Counted(tenants, now)
    database = tenants.database
    assert database is not None
    async with AsyncExitStack() as stack:
        platform = await stack.enter_async_context(
            platform_of(settings or settings_for(slack, way), bot, database, Notices(database, bot, now), now)
        )
        address = await stack.enter_async_context(served(application(platform.routes)))
        await stack.enter_async_context(meanwhile(platform.keep()))
        if way == "socket":
            await slack.world.changes.until(slack.sockets.ready)
        else:
            slack.http.address = address
        yield Work(slack, platform, bot, address)
