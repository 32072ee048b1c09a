"""The composition root: settings to a running bot."""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING, Literal, TypeAlias

from bot.commands import COMMANDS
from bot.desk import Desk
from bot.dispatch import Dispatch
from bot.errors import Unavailable
from bot.limits import Limits
from bot.notices import Notices
from bot.posting import Poster, platform_of
from bot.roles import Role
from bot.schedule.patience import USUAL, Patience
from bot.settings import Settings, is_loopback
from bot.store.database import Database
from bot.store.tables import HEAD
from bot.tenants import Tenants
from briefings.library import Library
from briefings.load import SHIPPED, load

if TYPE_CHECKING:
    from aiohttp.web import AbstractRouteDef, Application, RouteDef

log = logging.getLogger(__name__)
Half: TypeAlias = Literal["web", "worker"]
"""What one process does, when several share the work: hear what is asked, or deliver what is due."""
_PAUSE = 10.0
"""Seconds until a platform that failed begins anew."""


@dataclass(frozen=True, slots=True)
class Bot:
    """Everything that runs in one process."""

    settings: Settings
    dispatch: Dispatch
    tenants: Tenants
    database: Database
    notices: Notices
    posters: dict[str, Poster]
    """Those of the platforms that are on, from when they are."""

    def desk(self, tenant: str, user: str) -> Desk:
        """Give the place of an operator, who may change anything."""
        return Desk(self.tenants, Limits(), _now, tenant, user, Role.ADMIN)

    def refusal(self, *, playground: bool = False) -> str | None:
        """Say why it must not be served as it is set up, with the playground or without; `None` when it may."""
        if (self.settings.slack or self.settings.discord) and not playground:
            return None
        if is_loopback(self.settings.host) or self.settings.playground_password:
            return None
        return (
            f"HOST is {self.settings.host}, which others can reach, and the playground is on. "
            "Set ONRECORD_PLAYGROUND_PASSWORD to let people in by password, or HOST=127.0.0.1 to keep it to yourself."
        )

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Take in what other processes change, and keep no one in vain, for as long as it is served."""
        async with doing(self.tenants.watch(), self.tenants.tidy(_now)):
            yield


@asynccontextmanager
async def doing(*works: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Do some works for as long as something else goes on."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def kept(name: str, keep: Callable[[], Awaitable[None]]) -> None:
    """Keep a platform at work until cancelled; when it fails, the others go on, and it begins anew."""
    while True:
        try:
            await keep()
        except Exception:
            log.exception("platform_failed name=%s", name)
        await asyncio.sleep(_PAUSE)


def folders(settings: Settings) -> tuple[Path, ...]:
    """Give the folders that the record is loaded from."""
    return (SHIPPED, *settings.content)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Bot]:
    """Load the record, open the database and put the bot together.

    Raise `ContentError` with all faults of the content, `Unavailable` when the database cannot be used.
    """
    library = Library(load(folders(settings)))
    gc.freeze()  # The record lives as long as the process; the collector need not look at it again.
    database = Database(settings.database_url)
    tenants = Tenants(library, database, settings.admins)
    try:
        await _fit(settings, database)
        await tenants.open(_now())
        posters: dict[str, Poster] = {}
        dispatch = Dispatch(COMMANDS, tenants, _now, SystemRandom(), posters, Limits(settings.most_subscriptions))
        yield Bot(settings, dispatch, tenants, database, Notices(database, dispatch, _now), posters)
    finally:
        tenants.close()
        await database.close()


async def _fit(settings: Settings, database: Database) -> None:
    """Bring SQLite's tables up to date; PostgreSQL's are an operator's to change, since others may be using them."""
    current = await database.schema()
    if current == HEAD:
        return
    if not database.is_sqlite:
        raise Unavailable(
            "The tables in the database are not those of this version. Look with onrecord db status, "
            "then run onrecord db upgrade."
        )
    from bot.store.schema import NoSuchRevision, upgrade  # noqa: PLC0415  Alembic is slow to import and seldom needed

    try:
        await asyncio.to_thread(upgrade, settings.database_url)
    except NoSuchRevision:
        raise Unavailable(
            f"The tables in the database are at {current}, from a newer version; this one knows them up to {HEAD}. "
            "Update onrecord. Nothing was changed."
        ) from None


@asynccontextmanager
async def served(
    bot: Bot, *, playground: bool = False, half: Half | None = None, patience: Patience = USUAL
) -> AsyncIterator[Application]:
    """Give the web application with the endpoints of every platform that is on, and keep those platforms at work.

    The playground is on when no other platform is, or when it is asked for. One `half` alone hears what is asked, or
    delivers what is due.
    """
    # Platforms and their libraries are imported only when they are on: `onrecord ask` needs none.
    from bot.web.application import application  # noqa: PLC0415

    routes: list[AbstractRouteDef] = []
    works = []
    told: dict[str, Callable[[str], None]] = {}
    hears = half != "worker"
    async with AsyncExitStack() as stack:
        if bot.settings.slack:
            from bot.platforms.slack.platform import slack  # noqa: PLC0415

            platform = await stack.enter_async_context(
                slack(bot.settings, bot.dispatch, bot.database, bot.notices, _now, hears=hears)
            )
            routes += platform.routes
            works.append(kept("slack", platform.keep))
            bot.posters["slack"], told["slack"] = platform.poster, platform.tell
        if bot.settings.discord:
            from bot.platforms.discord.platform import discord_platform  # noqa: PLC0415

            discord = await stack.enter_async_context(
                discord_platform(bot.settings, bot.dispatch, bot.database, bot.notices, _now, hears=hears)
            )
            routes += discord.routes
            works.append(kept("discord", discord.keep))
            bot.posters["discord"], told["discord"] = discord.poster, discord.tell
        if playground or not works:
            routes += _playground(bot)
        if half != "web":
            # They end first: what is being posted needs its platform until then.
            works.insert(0, kept("deliveries", partial(_deliver, bot, told, patience)))
        routes.append(_metrics(bot))
        await stack.enter_async_context(doing(*works))
        yield application(routes)


async def _deliver(bot: Bot, told: Mapping[str, Callable[[str], None]], patience: Patience) -> None:
    from bot.schedule.courier import Courier  # noqa: PLC0415  the same
    from bot.schedule.running import deliver  # noqa: PLC0415  its engine is slow to import, and only this needs it

    rates = {"slack": bot.settings.slack_rate, "discord": bot.settings.discord_rate}

    def tell(tenant: str) -> None:
        if soon := told.get(platform_of(tenant)):
            soon(tenant)

    courier = Courier(bot.tenants, bot.database, bot.posters, _now, SystemRandom(), tell, patience)
    await deliver(courier, bot.database, rates, _now, patience)


def _metrics(bot: Bot) -> AbstractRouteDef:
    from aiohttp import web  # noqa: PLC0415  only what serves needs it

    async def show(_request: web.Request) -> web.Response:
        from bot.web.metrics import CONTENT_TYPE, figures  # noqa: PLC0415  its library is seldom needed

        try:
            body = await figures(bot.database, _now())
        except Unavailable as error:
            raise web.HTTPServiceUnavailable(reason="The database cannot be read just now") from error
        return web.Response(body=body, headers={"Content-Type": CONTENT_TYPE})

    return web.get("/metrics", show)


def _playground(bot: Bot) -> list[RouteDef]:
    from bot.platforms.playground.app import TENANT, USER, Playground  # noqa: PLC0415
    from bot.platforms.playground.guard import Guard  # noqa: PLC0415
    from bot.platforms.playground.poster import Poster as PlaygroundPoster  # noqa: PLC0415
    from bot.platforms.playground.posts import Posts  # noqa: PLC0415

    guard = Guard(bot.settings.playground_password, loopback=is_loopback(bot.settings.host))
    posts = Posts(_now)
    bot.posters["playground"] = PlaygroundPoster(posts)
    return Playground(bot.dispatch, guard, posts, lambda: bot.notices.tell(TENANT, USER)).routes()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
