"""Discord, put together from the settings: its route, its connection, and what it does by itself."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import yarl
from aiohttp import web
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.dispatch import Dispatch
from bot.findings import Finding
from bot.notices import Notices
from bot.once import Once
from bot.platforms.discord.answering import Answering
from bot.platforms.discord.app import App
from bot.platforms.discord.asking import Asking
from bot.platforms.discord.commands import tree
from bot.platforms.discord.doctor import check
from bot.platforms.discord.door import Door
from bot.platforms.discord.files import Files
from bot.platforms.discord.gateway import Client, Gateway
from bot.platforms.discord.guilds import Guilds
from bot.platforms.discord.http import Endpoint
from bot.platforms.discord.losses import Losses
from bot.platforms.discord.membership import Membership
from bot.platforms.discord.places import Places
from bot.platforms.discord.poster import Poster
from bot.platforms.discord.posting import Posting
from bot.platforms.discord.reaching import reaching
from bot.platforms.discord.rest import Rest
from bot.platforms.discord.sync import Syncing
from bot.settings import Settings
from bot.store.database import Database
from bot.telling import Telling
from bot.tenants import Clock

log = logging.getLogger(__name__)

SCHEME = "discord:"
CHECKED_AGAIN = 60.0
"""Seconds until it is looked again whether what stops Discord was mended."""
STOPPED = 120.0
"""Seconds until a connection that Discord closed for good is tried again: that is, too, often enough in a day."""


class Discord:
    """One process's side of Discord: hears what happens there, and answers."""

    def __init__(  # noqa: PLR0913, PLR0917  all that it is made of
        self,
        settings: Settings,
        door: Door,
        telling: Telling,
        gateway: Gateway,
        membership: Membership,
        poster: Poster,
        routes: list[web.RouteDef],
    ) -> None:
        self.routes = routes
        self.poster = poster
        self._settings = settings
        self._door = door
        self._telling = telling
        self.tell = telling.soon
        self._gateway = gateway
        self._membership = membership

    async def keep(self) -> None:
        """Work until cancelled. What stops Discord is said, with how to mend it, and looked at again every minute."""
        await self._ready()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._telling.keep())
            tasks.create_task(self._membership.keep())
            while True:
                await self._gateway.keep()
                await asyncio.sleep(STOPPED)
                await self._ready()

    async def _ready(self) -> None:
        """Wait until nothing stops Discord."""
        said: list[Finding] = []
        while True:
            wrong = [finding for finding in await check(self._settings) if not finding.ok]
            for finding in wrong:
                if finding not in said:
                    log.error("discord %s %s", finding.what, finding.how)
            said = wrong
            if not any(finding.stops for finding in wrong):
                return
            await asyncio.sleep(CHECKED_AGAIN)

    async def close(self) -> None:
        """Let what was begun come to its end."""
        await self._door.close()
        await self._telling.close()
        await self._membership.close()


class _Ears:
    """Hands on what is heard: interactions to the door, servers to what greets them and what they subscribed to."""

    def __init__(self, door: Door, guilds: Guilds, membership: Membership) -> None:
        self.take = door.take
        self.let_in = guilds.let_in
        self._guilds = guilds
        self._membership = membership

    async def joined(self, guild: str, channel: str) -> None:
        await self._membership.joined(guild)
        await self._membership.finish(self._guilds.joined(guild, channel))

    def left(self, guild: str) -> None:
        self._guilds.left(guild)
        self._membership.left(guild)


@asynccontextmanager
async def discord_platform(  # noqa: PLR0913  all that it is put together from
    settings: Settings, dispatch: Dispatch, database: Database, notices: Notices, now: Clock, *, hears: bool = True
) -> AsyncIterator[Discord]:
    """Put Discord together for as long as it is needed; one that does not hear what is asked posts all the same."""
    token = settings.discord_token
    assert token is not None  # noqa: S101  whoever calls this looked
    point_to(settings)
    # As many answers as there are go out at once; each has seconds.
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        rest, once = Rest(), Once(database, now)
        posting, syncing = Posting(rest), Syncing(rest, tree(dispatch.commands))
        telling = Telling(notices, database, SCHEME, reaching(posting))
        app = App(dispatch, database, Files(session, settings.discord_api_url), once, now, telling.soon)
        door, guilds = (
            Door(app, Answering(session, settings.discord_api_url), once),
            Guilds(posting, Losses(rest, posting, database, now)),
        )
        asking = Asking(rest)
        places = Places(asking)
        membership = Membership(places, database, now)

        async def ready(client: Client) -> None:
            rest.use(client.http)
            syncing.begin(str(client.application_id))
            if settings.discord_gateway_url:
                # With a number of shards the library takes the default address, which is the one that is set.
                client.shard_count, _, _ = await client.http.get_bot_gateway()
            log.info("discord_started way=%s application=%s", settings.discord, client.application_id)

        listens = hears and settings.discord == "gateway"
        gateway = Gateway(
            token.get_secret_value(), lambda: Client(_Ears(door, guilds, membership)), ready, listens=listens
        )
        key = settings.discord_public_key
        routes = Endpoint(key, door.answer, once, now).routes() if key and hears else []
        poster = Poster(asking, places, database, now)
        platform = Discord(settings, door, telling, gateway, membership, poster, routes)
        async with once.lasting():
            try:
                yield platform
            finally:
                syncing.end()
                await platform.close()


def point_to(settings: Settings) -> None:
    """Let the library call the addresses that are set; it has one of each for the whole process."""
    Route.BASE = settings.discord_api_url
    if settings.discord_gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(settings.discord_gateway_url)
