"""Channels to post into: what they are called, whether the bot may, and what it means that it may not."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from bot.platforms.discord.asking import Asking, Denied
from bot.platforms.discord.permissions import ATTACH, READ_HISTORY, SEND, SEND_IN_THREADS, VIEW, granted, missing
from bot.posting import ChannelClosed, Later, NotPosted, Place, Refused, TenantClosed

log = logging.getLogger(__name__)

THREADS = frozenset({10, 11, 12})
_FORUMS = frozenset({15, 16})
_WITH_MESSAGES = frozenset({0, 2, 5, 13, *THREADS})
"""Kinds of channels that messages stand in: for text, voice, news and stages, and threads."""
_UNKNOWN_CHANNEL, _UNKNOWN_GUILD, _NO_ACCESS, _NOT_ALLOWED = 10003, 10004, 50001, 50013
_AGAIN = 60.0
_WRONG_TOKEN_AGAIN = 300.0
_GONE = "That channel is gone. Choose another one with /subscriptions."
_UNSEEN = "The bot cannot see that channel. Allow it View Channel there; in a private thread, mention it."
_ELSEWHERE = "That channel is not one of this server. Choose one of this server’s."
_FORUM = "A forum has posts, not messages. Choose a channel, or one of its posts."
_NO_MESSAGES = "No messages stand in a channel of that kind. Choose a text channel."
_LOCKED = "That thread is closed. Open it again, or choose another place."
_LEFT = "The bot is not in this server any more. Let it in again, and it goes on from the next time."
_NO_TOKEN = "Discord does not take the bot’s token. Tell whoever runs the bot."  # noqa: S105  a sentence
_DISTURBED = "Something before Discord refused the bot. It is tried again by itself."
_CLOSED: Mapping[int, str] = {
    _UNKNOWN_CHANNEL: _GONE,
    _UNKNOWN_GUILD: _GONE,
    _NO_ACCESS: _UNSEEN,
    _NOT_ALLOWED: "The bot may not write in that channel. Allow it Send Messages there.",
    50008: _NO_MESSAGES,
    50024: _NO_MESSAGES,
    50083: _LOCKED,
    160005: _LOCKED,
}
"""What closes a channel to the bot, by Discord's number for why."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A channel as Discord describes it, and what the bot lacks of what it asks for, by its names there."""

    channel: Mapping[str, Any]
    lacks: frozenset[str]

    @property
    def is_thread(self) -> bool:
        return self.channel.get("type") in THREADS

    @property
    def is_readable(self) -> bool:
        """Whether what was said there can be seen; where it cannot, Discord gives an empty history."""
        return not self.lacks & {VIEW, READ_HISTORY}


class Places:
    """Looks at channels. Raises what a poster raises."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._own = ""

    async def own(self) -> str:
        """Give the bot's own id."""
        if not self._own:
            self._own = str((await self._asking.read(dict, "/users/@me"))["id"])
        return self._own

    async def check(self, place: Place) -> str:
        """Give what a channel is called, or raise what keeps the bot from posting there."""
        try:
            standing = await self.look(place)
        except Denied as error:
            raise await self.why(place, error) from None
        if wrong := _wrong(standing):
            raise ChannelClosed(wrong)
        return f"#{standing.channel['name']}"

    async def look(self, place: Place) -> Standing:
        """Look at a channel; raise `Denied` besides."""
        guild = guild_of(place)
        if not (guild.isdigit() and place.channel.isdigit()):
            raise ChannelClosed(_ELSEWHERE)
        channel = await self._channel(place.channel)
        if str(channel.get("guild_id")) != guild:
            raise ChannelClosed(_ELSEWHERE)
        own = await self.own()
        read = self._asking.read
        around = channel if channel.get("type") not in THREADS else await self._channel(str(channel["parent_id"]))
        server, member = await asyncio.gather(
            read(dict, "/guilds/{guild_id}", guild_id=guild),
            read(dict, "/guilds/{guild_id}/members/{user_id}", guild_id=guild, user_id=own),
        )
        return Standing(channel, frozenset(missing(granted(server, member, around))))

    async def is_in(self, guild: str) -> bool:
        """Tell whether the bot is in a server; raise `Denied` besides."""
        try:
            await self._asking.read(dict, "/guilds/{guild_id}", guild_id=guild)
        except Denied as error:
            if error.code not in {_UNKNOWN_GUILD, _NO_ACCESS}:
                raise
            return False
        return True

    async def why(self, place: Place, denied: Denied) -> NotPosted:
        """Say what it means that something was refused in a channel."""
        if denied.status == HTTPStatus.UNAUTHORIZED:
            log.error("token_refused status=%s", denied.status)
            return Later(_NO_TOKEN, _WRONG_TOKEN_AGAIN, whole=True)
        if denied.code in {_UNKNOWN_GUILD, _UNKNOWN_CHANNEL, _NO_ACCESS} and await self._has_left(place):
            return TenantClosed(_LEFT)
        if denied.code == _NOT_ALLOWED:
            return ChannelClosed(await self._lacking(place) or _CLOSED[_NOT_ALLOWED])
        if denied.code in _CLOSED:
            return ChannelClosed(_CLOSED[denied.code])
        if denied.code in {0, 40333}:  # Not Discord itself says so.
            return Later(_DISTURBED, _AGAIN, whole=True)
        return Refused(f"Discord does not take this message (its number for why is {denied.code}).")

    async def _channel(self, channel: str) -> Mapping[str, Any]:
        return await self._asking.read(dict, "/channels/{channel_id}", channel_id=channel)

    async def _has_left(self, place: Place) -> bool:
        try:
            return not await self.is_in(guild_of(place))
        except Denied:
            return False

    async def _lacking(self, place: Place) -> str:
        try:
            return _wrong(await self.look(place))
        except Denied:
            return ""


def guild_of(place: Place) -> str:
    return place.tenant.partition(":")[2]


def _wrong(standing: Standing) -> str:
    """Say what keeps the bot from posting into a channel; nothing when it may."""
    kind, of_thread = standing.channel.get("type"), standing.channel.get("thread_metadata") or {}
    if kind not in _WITH_MESSAGES:
        return _FORUM if kind in _FORUMS else _NO_MESSAGES
    # A message opens a thread that is only archived.
    if of_thread.get("archived") and of_thread.get("locked"):
        return _LOCKED
    needed = (VIEW, SEND_IN_THREADS if standing.is_thread else SEND, ATTACH)
    lacks = [name for name in needed if name in standing.lacks]
    return f"The bot may not post in that channel. Allow it {' and '.join(lacks)} there." if lacks else ""
