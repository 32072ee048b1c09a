"""The whole bot beside the loopback Slack: the real wiring of the platform, over HTTP, Socket Mode or installs."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from random import Random
from typing import Literal

from pydantic import SecretBytes, SecretStr

from bot.command import Command
from bot.commands import COMMANDS
from bot.dispatch import Dispatch
from bot.notices import Notices
from bot.platforms.slack.manifest import manifest
from bot.platforms.slack.platform import Slack as Platform
from bot.platforms.slack.platform import slack as slack_platform
from bot.settings import Settings
from bot.store.database import Database
from bot.tenants import Tenants
from bot.web.application import application
from briefings.library import Library
from tests.platforms.slack.loopback import App, Channel, Message, Slack, loopback
from tests.waiting import meanwhile
from tests.web.served import served

Way = Literal["http", "socket", "installs"]
KEY = bytes([7]) * 32
APP_URL = "https://onrecord.example"


@dataclass(frozen=True, slots=True)
class Running:
    """A bot that runs in a Slack."""

    slack: Slack
    dispatch: Dispatch
    tenants: Tenants
    database: Database
    platform: Platform

    @property
    def tenant(self) -> str:
        """Give the tenant of the first workspace."""
        return f"slack:{self.slack.workspace.id}"


def app_for(way: Way, commands: Sequence[Command] = COMMANDS) -> App:
    """Give the app as it is once its manifest was pasted into Slack's page."""
    app = App()
    app.register(manifest(commands, url=None if way == "socket" else APP_URL, installs=way == "installs"))
    return app


@asynccontextmanager
async def slack_for(way: Way) -> AsyncIterator[Slack]:
    """Run a Slack in which the app has what its manifest asks for."""
    async with loopback(app_for(way)) as slack:
        yield slack


@asynccontextmanager
async def running(
    slack: Slack, url: str, library: Library, way: Way = "http", more: Sequence[Command] = ()
) -> AsyncIterator[Running]:
    """Run the bot, with further commands of a test's own; a second one on the same database is it after a restart."""
    database = Database(url)
    tenants = Tenants(library.unshared(), database)
    now = clock_of(slack)
    dispatch = Dispatch((*COMMANDS, *more), tenants, now, Random(1))  # noqa: S311  nothing is secret here
    async with AsyncExitStack() as stack:
        stack.push_async_callback(database.close)
        stack.callback(tenants.close)
        await tenants.open(now())
        platform = await stack.enter_async_context(serving(slack, dispatch, database, way))
        yield Running(slack, dispatch, tenants, database, platform)


@asynccontextmanager
async def serving(slack: Slack, dispatch: Dispatch, database: Database, way: Way) -> AsyncIterator[Platform]:
    """Let a bot answer in a Slack."""
    now = clock_of(slack)
    async with (
        slack_platform(settings_for(slack, way), dispatch, database, Notices(database, dispatch, now), now) as platform,
        meanwhile(platform.keep()),
    ):
        if way == "socket":
            await slack.world.changes.until(slack.sockets.ready)
            yield platform
            return
        async with served(application(platform.routes)) as address:
            slack.http.address = address
            try:
                yield platform
            finally:
                slack.http.address = ""


def settings_for(slack: Slack, way: Way) -> Settings:
    """Give the settings of a bot that is to run in a Slack."""
    app, token = slack.app, SecretStr(slack.bot_token)
    ways: dict[Way, dict[str, object]] = {
        "socket": {"slack_bot_token": token, "slack_app_token": SecretStr(app.app_token)},
        "http": {"slack_bot_token": token, "slack_signing_secret": SecretStr(app.signing_secret)},
        "installs": {
            "slack_client_id": app.client_id,
            "slack_client_secret": SecretStr(app.client_secret),
            "slack_signing_secret": SecretStr(app.signing_secret),
            "secret_keys": (SecretBytes(KEY),),
        },
    }
    # Nothing that is set by whoever runs the tests has a part in it.
    return Settings.model_construct().model_copy(update={**ways[way], "slack_api_url": slack.api_url})


def clock_of(slack: Slack) -> Callable[[], dt.datetime]:
    """Give the time as this Slack has it."""
    return lambda: dt.datetime.fromtimestamp(slack.clock.now(), dt.UTC)


def _unreachable(slack: Slack) -> None:
    slack.http.address = ""


async def shown_in(channel: Channel, words: str, bot: Running) -> Message:
    """Wait until everyone in a channel sees a message of the app with these words."""

    def look() -> Message | None:
        every = (one for one in reversed(channel.messages) if one.bot and not one.ephemeral)
        return next((one for one in every if words in one.words()), None)

    return await bot.slack.world.changes.until(look)


def refused_with(bot: Running) -> list[str]:
    """Give the codes with which Slack refused what a test let it refuse, and forget them."""
    codes = [refusal.code for refusal in bot.slack.refused]
    bot.slack.refused.clear()
    return codes
