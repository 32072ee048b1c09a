"""Discord over the gateway: a connection that begins anew whatever ends it, and interactions as they come."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, Protocol, TypeAlias

import aiohttp
import discord

from bot.platforms.discord.asking import watching
from bot.platforms.discord.rest import WAIT

log = logging.getLogger(__name__)
Parser: TypeAlias = Callable[[dict[str, Any]], None]

SHORTEST_PAUSE, LONGEST_PAUSE = 1.0, 120.0
"""Seconds between two connections; Discord lets a bot begin a thousand times a day, and takes its token for more."""
IDENTIFY_PAUSE = 5.0
"""Seconds between two beginnings on one connection, as Discord asks; they double as long as none of them lasts."""
_SETTLED = 60.0
"""After so many seconds of being connected the next pause is a short one again."""


class Hearing(Protocol):
    """What is told what happens on Discord; ids are Discord's own."""

    def take(self, raw: dict[str, Any]) -> None:
        """Hear what someone did: an interaction, as Discord sent it."""

    async def joined(self, guild: str, channel: str) -> None:
        """Hear that the bot came into a server; `channel` is where its news stand, if there is one."""

    def let_in(self, guild: str, user: str) -> None:
        """Hear who let the bot into a server; before or after it came in."""

    def left(self, guild: str) -> None:
        """Hear that the bot is in a server no more."""


MEND = {
    4004: "The token is wrong: DISCORD_TOKEN is that of your application’s page, under Bot.",
    4013: "An intent is not known: update onrecord.",
    4014: "An intent is not allowed for this bot, though none that needs leave is asked for: look under Bot.",
}
"""What mends a connection that Discord closed for good, by its code."""
# It warns of voice, which nothing here needs, and of an address for interactions, which `doctor` looks at.
logging.getLogger("discord.client").setLevel(logging.ERROR)


class Client(discord.AutoShardedClient):
    """The library's client, which hands on interactions as Discord wrote them.

    What is shown and pressed is ours in Discord's own JSON, the same as over HTTP; the library would make an object of
    each part and look for a listener in its memory, which is empty after a restart.
    """

    def __init__(self, hearing: Hearing, **options: Any) -> None:  # noqa: ANN401  the library's own
        super().__init__(
            intents=discord.Intents(guilds=True, integrations=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            max_ratelimit_timeout=WAIT,
            http_trace=watching(),
            **options,
        )
        self._hearing = hearing
        self._servers: set[str] = set()
        self._begun: dict[int, tuple[float, int]] = {}
        # The library has no public way to an interaction as it was sent, nor to what sets a server that lets the bot
        # in apart from one that it was in before: in the first seconds it takes both for the same.
        parsers = self._connection.parsers
        parsers["INTERACTION_CREATE"] = hearing.take
        for name, ours in (("READY", self._ready_with), ("GUILD_CREATE", self._came), ("GUILD_DELETE", self._went)):
            parsers[name] = partial(self._both, ours, parsers[name])

    @staticmethod
    def _both(ours: Parser, theirs: Parser, raw: dict[str, Any]) -> None:
        ours(raw)
        theirs(raw)

    def _ready_with(self, raw: dict[str, Any]) -> None:
        """Note the servers that the bot is in as a session of one shard begins: those that come later let it in."""
        shard, shards = raw.get("shard") or (0, 1)
        others = {server for server in self._servers if (int(server) >> 22) % shards != shard}
        self._servers = others | {str(server["id"]) for server in raw["guilds"]}

    def _came(self, raw: dict[str, Any]) -> None:
        server = str(raw["id"])
        if server not in self._servers:
            self._servers.add(server)
            self.dispatch("server_joined", server, str(raw.get("system_channel_id") or ""))

    def _went(self, raw: dict[str, Any]) -> None:
        if not raw.get("unavailable"):  # Otherwise it is Discord that is in trouble.
            self._servers.discard(str(raw["id"]))
            self._hearing.left(str(raw["id"]))

    async def on_server_joined(self, server: str, channel: str) -> None:
        await self._hearing.joined(server, channel)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait before a session is begun, longer each time that the one before did not last."""
        shard, now = shard_id or 0, asyncio.get_running_loop().time()
        before, times = self._begun.get(shard, (now, 0))
        times = times + 1 if now - before < _SETTLED + LONGEST_PAUSE else 1
        if not initial:
            await asyncio.sleep(min(IDENTIFY_PAUSE * 2 ** max(times - 2, 0), LONGEST_PAUSE))
        self._begun[shard] = (asyncio.get_running_loop().time(), times)

    async def on_integration_create(self, integration: discord.Integration) -> None:
        own = isinstance(integration, discord.BotIntegration) and integration.application.id == self.application_id
        if own and integration.user:
            self._hearing.let_in(str(integration.guild.id), str(integration.user.id))

    async def on_error(self, event_method: str, /, *_args: object, **_kwargs: object) -> None:
        log.exception("failed event=%s", event_method)  # noqa: LOG004  it is called inside of one


class Gateway:
    """One process's connection, which is kept up until it is cancelled or can never succeed."""

    def __init__(
        self, token: str, make: Callable[[], Client], ready: Callable[[Client], Awaitable[None]], *, listens: bool
    ) -> None:
        """`make` gives a client that was never used, `ready` is called with each that has logged in.

        Without `listens` nothing comes through it, and calls can be made all the same.
        """
        self._token = token
        self._make = make
        self._ready = ready
        self._listens = listens
        self._said = ""

    async def keep(self) -> None:
        """Be connected; return only when the token or the application has to be mended first."""
        loop = asyncio.get_running_loop()
        pause = SHORTEST_PAUSE
        while True:
            began = loop.time()
            try:
                async with self._make() as client:
                    await client.login(self._token)
                    await self._ready(client)
                    await (client.connect() if self._listens else asyncio.Event().wait())
            except discord.LoginFailure:
                self._stopped(4004)
                return
            except discord.PrivilegedIntentsRequired:
                self._stopped(4014)
                return
            except discord.ConnectionClosed as error:
                if error.code in MEND:
                    self._stopped(error.code)
                    return
                log.warning("gateway_closed code=%s", error.code)
            except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
                log.warning("gateway_failed why=%s", type(error).__name__)
            except Exception:
                # A gateway that is down at the first connect ends the library's client with an AttributeError.
                log.exception("gateway_failed")
            if loop.time() - began > _SETTLED:
                pause, self._said = SHORTEST_PAUSE, ""
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _stopped(self, code: int) -> None:
        """Say what has to be mended, once for as long as it is not."""
        if self._said != MEND[code]:
            self._said = MEND[code]
            log.error("discord_stopped code=%s %s It is tried again every few minutes.", code, self._said)
