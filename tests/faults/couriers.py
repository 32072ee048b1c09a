"""A process that delivers, as `serve --worker` does, forked off from one that has imported everything already."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import signal
from contextlib import AsyncExitStack
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.context import ForkServerProcess
from random import SystemRandom

import bot.platforms.discord.platform
import bot.platforms.slack.platform
import bot.schedule.running
import bot.web.application  # noqa: F401  what is imported here need not be in each process
from bot.commands import COMMANDS
from bot.dispatch import Dispatch
from bot.notices import Notices
from bot.schedule.patience import Patience
from bot.settings import Settings
from bot.store.database import Database
from bot.tenants import Tenants
from bot.wiring import Bot, served
from briefings.library import Library
from briefings.load import load
from tests.bot.asking import SAMPLE

HURRIED = Patience(
    attempt=2.0,
    lease=dt.timedelta(seconds=3.5),
    unclear=0.5,
    longest=5.0,
    lapse=dt.timedelta(seconds=2),
    poll=0.1,
)
"""So that a run takes seconds for what takes minutes otherwise."""


@dataclass(frozen=True, slots=True)
class Station:
    """Where deliveries are kept, and which platforms they go to."""

    url: str
    settings: Settings
    patience: Patience = HURRIED

    def begin(self) -> ForkServerProcess:
        """Begin a process that delivers."""
        context = get_context("forkserver")
        context.set_forkserver_preload([__name__, "pytest"])
        process = context.Process(target=_work, args=(self,))
        process.start()
        return process


def _work(station: Station) -> None:
    """Deliver until told to end, or until whoever began this is gone."""
    logging.basicConfig(level=logging.ERROR)
    asyncio.run(_deliver(station))


async def _deliver(station: Station) -> None:
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    parent = parent_process()
    assert parent is not None
    loop.add_reader(parent.sentinel, ended.set)
    database = Database(station.url)
    tenants = Tenants(Library(load([SAMPLE])), database)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(database.close)
        stack.callback(tenants.close)
        await tenants.open(_now())
        dispatch = Dispatch(COMMANDS, tenants, _now, SystemRandom())
        bot = Bot(station.settings, dispatch, tenants, database, Notices(database, dispatch, _now), {})
        await stack.enter_async_context(served(bot, half="worker", patience=station.patience))
        await ended.wait()
    loop.remove_reader(parent.sentinel)


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
