"""Servers that the bot comes into and goes out of: whoever let it in is told how to ask; nothing is lost."""

from __future__ import annotations

import asyncio
import logging

from bot.card import Button, Card, Choices, Text, spans
from bot.platforms.discord.components import Message, render
from bot.platforms.discord.losses import CLOSED, Losses
from bot.platforms.discord.posting import Posting
from bot.platforms.discord.refusals import NotSaid

log = logging.getLogger(__name__)

WAIT = 5.0
"""Seconds until it is not waited any more for Discord to tell who let the bot in."""
_HOW = (
    "Ask with slash commands, such as /stance, /timeline or /ask. Whoever may manage the server is an admin here: "
    "/settings has the debate that is meant and the time zone, /curators add names those who may change the record."
)
_WAYS = (Button("What can be asked", "/help"), Button("Questions and debates", "/debates"))


class Guilds:
    """Greets, and forgets: what a server has on record stays, and is there when the bot comes back."""

    def __init__(self, posting: Posting, losses: Losses) -> None:
        self._posting = posting
        self._losses = losses
        self._installers: dict[str, asyncio.Future[str]] = {}

    def let_in(self, guild: str, user: str) -> None:
        """Note who let the bot into a server."""
        installer = self._installer(guild)
        if not installer.done():
            installer.set_result(user)

    async def joined(self, guild: str, channel: str) -> None:
        """Tell whoever let the bot in how to ask, or, when nobody is known or they take no messages, the server."""
        done, _ = await asyncio.wait({self._installer(guild)}, timeout=WAIT)
        installer = self._installers.pop(guild).result() if done else ""
        log.info("joined tenant=discord:%s installer=%s", guild, installer or "-")
        card = Card("On Record is here", (Text(spans(_HOW)), Choices(_WAYS)))
        (message,) = render(card).messages
        if not await self._directly(guild, installer, message) and channel:
            await self._openly(guild, channel, message)

    async def _directly(self, guild: str, user: str, message: Message) -> bool:
        if not user:
            return False
        try:
            await self._posting.post(await self._posting.direct(user), message, about=guild)
        except NotSaid as error:
            log.info("not_greeted tenant=discord:%s user=%s code=%s", guild, user, error.code)
            return error.unclear  # It may have arrived.
        return True

    async def _openly(self, guild: str, channel: str, message: Message) -> None:
        try:
            await self._posting.post(channel, message, about=guild)
        except NotSaid as error:
            log.info("not_greeted tenant=discord:%s channel=%s code=%s", guild, channel, error.code)
            if error.code in CLOSED:
                await self._losses.lost(guild, channel, error.code)
        else:
            await self._losses.mended(guild, channel)

    def _installer(self, guild: str) -> asyncio.Future[str]:
        return self._installers.setdefault(guild, asyncio.get_running_loop().create_future())

    def left(self, guild: str) -> None:
        """Note that the bot is in a server no more; all that it has there is kept."""
        self._installers.pop(guild, None)
        log.info("left tenant=discord:%s", guild)
