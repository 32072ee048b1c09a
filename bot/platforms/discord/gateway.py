"""Discord over the gateway: a connection that begins anew whatever ends it, and interactions as they come."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import aiohttp
import discord

from bot.platforms.discord.asking import watching

log = logging.getLogger(__name__)

LONGEST_PAUSE = 60.0
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
            http_trace=watching(),
            **options,
        )
        self._hearing = hearing
        # The library has no public way to an interaction as it was sent.
        self._connection.parsers["INTERACTION_CREATE"] = hearing.take

    async def on_guild_join(self, guild: discord.Guild) -> None:
        channel = str(guild.system_channel.id) if guild.system_channel else ""
        await self._hearing.joined(str(guild.id), channel)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        self._hearing.left(str(guild.id))

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

    async def keep(self) -> None:
        """Be connected; return only when the token or the application has to be mended first."""
        loop = asyncio.get_running_loop()
        pause = 1.0
        while True:
            began = loop.time()
            try:
                async with self._make() as client:
                    await client.login(self._token)
                    await self._ready(client)
                    await (client.connect() if self._listens else asyncio.Event().wait())
            except discord.LoginFailure:
                log.error("discord_stopped %s", MEND[4004])  # noqa: TRY400  it says all
                return
            except discord.PrivilegedIntentsRequired:
                log.error("discord_stopped %s", MEND[4014])  # noqa: TRY400  it says all
                return
            except discord.ConnectionClosed as error:
                if error.code in MEND:
                    log.error("discord_stopped %s", MEND[error.code])  # noqa: TRY400  it says all
                    return
                log.warning("gateway_closed code=%s", error.code)
            except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
                log.warning("gateway_failed why=%s", type(error).__name__)
            except Exception:
                # A gateway that is down at the first connect ends the library's client with an AttributeError.
                log.exception("gateway_failed")
            pause = 1.0 if loop.time() - began > _SETTLED else min(2 * pause, LONGEST_PAUSE)
            await asyncio.sleep(pause)
