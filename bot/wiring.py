"""The composition root: settings to a running bot."""

from __future__ import annotations

import datetime as dt
import gc
from dataclasses import dataclass
from random import SystemRandom
from typing import TYPE_CHECKING

from bot.commands import COMMANDS
from bot.dispatch import Dispatch
from bot.settings import Settings, is_loopback
from briefings.library import Library
from briefings.load import SHIPPED, load

if TYPE_CHECKING:
    from aiohttp.web import Application


@dataclass(frozen=True, slots=True)
class Bot:
    """Everything that runs in one process."""

    settings: Settings
    dispatch: Dispatch

    def refusal(self) -> str | None:
        """Say why it must not be served as it is set up; `None` when it may."""
        if is_loopback(self.settings.host) or self.settings.playground_password:
            return None
        return (
            f"HOST is {self.settings.host}, which others can reach, and no platform is set up but the playground. "
            "Set ONRECORD_PLAYGROUND_PASSWORD to let people in by password, or HOST=127.0.0.1 to keep it to yourself."
        )


def build(settings: Settings) -> Bot:
    """Load the record and put the bot together; raise `ContentError` with all faults of the content."""
    library = Library(load((SHIPPED, *settings.content)))
    gc.freeze()  # The record lives as long as the process; the collector need not look at it again.
    return Bot(settings, Dispatch(COMMANDS, lambda _tenant: library, _today, SystemRandom()))


def web_application(bot: Bot) -> Application:
    """Make the web application with the endpoints of every platform that is on."""
    # Platforms and their libraries are imported only when they are on: `onrecord ask` needs none.
    from bot.platforms.playground.app import Playground  # noqa: PLC0415
    from bot.platforms.playground.guard import Guard  # noqa: PLC0415
    from bot.web.application import application  # noqa: PLC0415

    guard = Guard(bot.settings.playground_password, loopback=is_loopback(bot.settings.host))
    return application(Playground(bot.dispatch, guard).routes())


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()
