"""Channels in which the bot has something to say and may not: an admin of the server is told, once for each loss."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from bot.card import Card, Span, State, Text, spans
from bot.errors import Unavailable
from bot.platforms.discord.components import render
from bot.platforms.discord.posting import Posting
from bot.platforms.discord.refusals import MISSING_ACCESS, MISSING_PERMISSIONS, UNKNOWN_CHANNEL, NotSaid
from bot.platforms.discord.rest import Rest
from bot.roles import Role
from bot.store.database import Database
from bot.tenants import Clock

log = logging.getLogger(__name__)

CLOSED = frozenset({MISSING_ACCESS, MISSING_PERMISSIONS, UNKNOWN_CHANNEL})
"""What says of a channel that nothing can be posted there until somebody mends that."""
_WHAT = {
    MISSING_ACCESS: ("On Record cannot see ", ", where it has something to say."),
    MISSING_PERMISSIONS: ("On Record may not write in ", ", where it has something to say."),
    UNKNOWN_CHANNEL: ("On Record has something to say in ", ", which is gone."),
}
_MEND = "Allow it View Channel and Send Messages there: Edit Channel, Permissions."


class Losses:
    """Remembers in the database which channels are lost, so that nobody is told twice by the next process."""

    def __init__(self, rest: Rest, posting: Posting, database: Database, now: Clock) -> None:
        self._rest = rest
        self._posting = posting
        self._database = database
        self._now = now
        self._whole: set[tuple[str, str]] = set()

    async def lost(self, guild: str, channel: str, code: int) -> None:
        """Tell an admin that a channel is closed to the bot, by Discord's number for why; once until `mended`."""
        tenant = f"discord:{guild}"
        self._whole.discard((guild, channel))
        try:
            async with self._database.beside(tenant) as beside:
                if not await beside.losses.add(channel, self._now()):
                    return
            log.warning("channel_lost tenant=%s channel=%s code=%s", tenant, channel, code)
            if not await self._told(guild, channel, code):
                await self._forget(tenant, channel)
        except Unavailable as error:
            log.warning("loss_not_kept tenant=%s why=%r", tenant, error.text)

    async def mended(self, guild: str, channel: str) -> None:
        """Note that a channel takes what the bot says; if it is lost again, that is told anew."""
        if (guild, channel) in self._whole:
            return
        try:
            await self._forget(f"discord:{guild}", channel)
        except Unavailable as error:
            log.warning("loss_not_kept tenant=discord:%s why=%r", guild, error.text)
        else:
            self._whole.add((guild, channel))

    async def _forget(self, tenant: str, channel: str) -> None:
        async with self._database.beside(tenant) as beside:
            await beside.losses.remove(channel)

    async def _told(self, guild: str, channel: str, code: int) -> bool:
        """Tell the first admin who takes messages; false when it is to be tried another time."""
        try:
            server = await self._rest.call("GET", "/guilds/{guild_id}", None, (), guild_id=guild)
        except NotSaid as error:
            log.warning("loss_not_told tenant=discord:%s code=%s", guild, error.code)
            return bool(error.code)
        (message,) = render(_card(guild, channel, str(server["name"]), code)).messages
        for admin in dict.fromkeys([str(server["owner_id"]), *await self._admins(guild)]):
            try:
                await self._posting.post(await self._posting.direct(admin), message, about=channel)
            except NotSaid as error:
                if error.unclear or error.again:
                    return error.unclear  # It may have arrived.
            else:
                return True
        log.warning("loss_not_told tenant=discord:%s channel=%s why=%r", guild, channel, "no admin takes messages")
        return True

    async def _admins(self, guild: str) -> Sequence[str]:
        async with self._database.reading(f"discord:{guild}") as transaction:
            listed = await transaction.curators.all()
        return [one.user for one in listed if one.role == Role.ADMIN.word]


def _card(guild: str, channel: str, server: str, code: int) -> Card:
    before, after = _WHAT[code]
    where = Span(f"a channel of {server}", url=f"https://discord.com/channels/{guild}/{channel}")
    mend = () if code == UNKNOWN_CHANNEL else (Text(spans(_MEND)),)
    return Card("A channel is closed to the bot", (Text(spans(before, where, after)), *mend), state=State.ERROR)
