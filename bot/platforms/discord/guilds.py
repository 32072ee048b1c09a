"""Servers that the bot comes into and goes out of: whoever let it in is told how to ask; nothing is lost."""

from __future__ import annotations

import asyncio
import logging

from bot.card import Button, Card, Choices, Text, spans
from bot.platforms.discord.components import render
from bot.platforms.discord.replies import said
from bot.platforms.discord.refusals import NotSaid
from bot.platforms.discord.rest import Rest

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

    def __init__(self, rest: Rest) -> None:
        self._rest = rest
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
        body = said(render(card).messages[0], private=False)
        for where in filter(None, (await self._direct(installer), channel)):
            try:
                await self._rest.call("POST", "/channels/{channel_id}/messages", body, channel_id=where)
            except NotSaid as error:
                log.info("not_greeted tenant=discord:%s code=%s", guild, error.code)
            else:
                return

    def _installer(self, guild: str) -> asyncio.Future[str]:
        return self._installers.setdefault(guild, asyncio.get_running_loop().create_future())

    async def _direct(self, user: str) -> str:
        if not user:
            return ""
        try:
            opened = await self._rest.call("POST", "/users/@me/channels", {"recipient_id": user})
        except NotSaid:
            return ""
        return str(opened["id"])

    def left(self, guild: str) -> None:
        """Note that the bot is in a server no more; all that it has there is kept."""
        self._installers.pop(guild, None)
        log.info("left tenant=discord:%s", guild)
