"""The whole of Slack's side of the bot at work on a loopback Slack, by either way in, in this process."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from random import Random

from bot.command import Asker, Upload
from bot.commands import COMMANDS
from bot.dispatch import NO_FILES, Answer, Dispatch
from bot.notices import Notices
from bot.platforms.slack.platform import Slack as Platform
from bot.platforms.slack.platform import slack as platform_of
from bot.settings import Settings
from bot.suggest import Surroundings
from bot.tenants import Tenants
from bot.web.application import application
from tests.platforms.slack.loopback import Slack
from tests.platforms.slack.running import Way, clock_of, settings_for
from tests.waiting import meanwhile
from tests.web.served import served


class Counted(Dispatch):
    """A bot that remembers all that it was asked."""

    def __init__(self, tenants: Tenants, now: Callable[[], dt.datetime]) -> None:
        super().__init__(COMMANDS, tenants, now, Random(1))  # noqa: S311  nothing is secret here
        self.asked: list[str] = []
        self.askers: list[Asker] = []

    async def answer(self, line: str, asker: Asker, files: Mapping[str, Upload] = NO_FILES) -> Answer:
        if not files and (answer := self.ready(line, asker)):
            return answer
        self._remember(line, asker)
        return await super().answer(line, asker, files)

    def ready(self, line: str, asker: Asker) -> Answer | None:
        answer = super().ready(line, asker)
        if answer:
            self._remember(line, asker)
        return answer

    async def submit(
        self, command: str, fields: Mapping[str, str], asker: Asker, files: Mapping[str, Upload] = NO_FILES
    ) -> Answer:
        self._remember(f"form of {command}", asker)
        return await super().submit(command, fields, asker, files)

    async def form(self, command: str, given: Mapping[str, str], asker: Asker) -> Answer:
        self._remember(f"opening of {command}", asker)
        return await super().form(command, given, asker)

    async def surroundings(self, asker: Asker) -> Surroundings:
        self._remember("suggestions", asker)
        return await super().surroundings(asker)

    def _remember(self, what: str, asker: Asker) -> None:
        self.asked.append(what)
        self.askers.append(asker)


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
