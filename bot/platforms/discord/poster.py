"""Posting by itself on Discord: each message once, by a nonce and by a number that can be found in history."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from bot.card import Card
from bot.errors import Unavailable
from bot.platforms.discord.asking import Asking, Denied
from bot.platforms.discord.components import Message, render
from bot.platforms.discord.history import find
from bot.platforms.discord.marks import Mark, mark
from bot.platforms.discord.places import Places, guild_of
from bot.platforms.discord.replies import said
from bot.posting import Later, NotPosted, Place, Posted, Unclear, Unseen, in_time
from bot.store.database import Database
from bot.store.deliveries import Key
from bot.tenants import Clock

PATIENCE = 15.0
"""Seconds after which no message of a card is begun again."""
PAUSES = (1.0, 3.0, 5.0)
"""Seconds before a message is posted again of which nobody knows whether it stands there; it is the same one then."""
_SHORT = 5.0
"""Seconds for which it is waited here when a channel is to be left alone."""
_KNOWN = dt.timedelta(seconds=90)
"""As long at least Discord knows a nonce; it says some minutes."""
_SKEW = dt.timedelta(minutes=5)
"""By so much at most the clock of this machine is ahead of Discord's."""
_MESSAGES = "/channels/{channel_id}/messages"
_DATABASE_AGAIN = 30.0
_UNREADABLE = (
    "Whether it stands there already cannot be seen: the bot may not read that channel’s history. "
    "Allow it Read Message History there, so that it can look the next time."
)


class Poster:
    """Posts into channels of servers."""

    def __init__(self, asking: Asking, places: Places, database: Database, now: Clock) -> None:
        self._asking = asking
        self._places = places
        self._database = database
        self._now = now

    async def check(self, place: Place) -> str:
        """Give what a channel is called there; raise `NotPosted` when a card could not be posted into it."""
        return await self._places.check(place)

    async def post(self, place: Place, card: Card, key: str, *, again: bool) -> Posted:
        """Post a card, as `bot.posting.Poster` says; `key` is written as `bot.store.deliveries.Key` is."""
        latest = asyncio.get_running_loop().time() + PATIENCE
        there: dict[int, str] = {}
        try:
            rendered = render(card)
            marks = [mark(key, place) for place, _ in enumerate(rendered.messages)]
            if again:
                there |= await self._there(place, key, marks)
            await self._keep(place.tenant, rendered.calls)
            for one, message in zip(marks, rendered.messages, strict=True):
                if one.number not in there:
                    there[one.number] = await self._send(place.channel, message, one, latest)
        except NotPosted as error:
            failed = error
        except Denied as error:
            failed = await self._why(place, error)
        else:
            return _posted(place, [there[one.number] for one in marks])
        # Where a part stands there, nothing may be said of the whole.
        raise Unclear(failed.text) if isinstance(failed, Later) and there else failed

    async def _there(self, place: Place, key: str, marks: Sequence[Mark]) -> dict[int, str]:
        """Give what of a delivery stands in a channel already, by its numbers."""
        slot = Key.read(key).slot
        if (await self._places.look(place)).is_readable:
            own = await self._places.own()
            return await find(self._asking, place.channel, own, slot - _SKEW, [one.number for one in marks])
        if self._now() - slot > _KNOWN:
            raise Unseen(_UNREADABLE)
        return {}  # What was posted so short a time ago Discord knows itself.

    async def _keep(self, tenant: str, calls: Mapping[str, str]) -> None:
        """Keep the lines that have no room in their buttons."""
        if not calls:
            return
        try:
            async with self._database.beside(tenant) as beside:
                await beside.calls.keep(calls, self._now())
        except Unavailable as error:
            raise Later(error.text, _DATABASE_AGAIN) from None

    async def _send(self, channel: str, message: Message, one: Mark, latest: float) -> str:
        """Post a message, and again where the answer was lost; give its id."""
        body = _body(message, one)
        pauses = iter(PAUSES)
        lost: Unclear | None = None
        while True:
            failed: NotPosted
            wait: float | None
            in_time()
            try:
                return await self._asking.post(_MESSAGES, body, message.files, channel_id=channel)
            except Unclear as error:
                failed = lost = error
                wait = next(pauses, None)
            except Later as error:
                failed = lost or error
                wait = None if error.whole or error.seconds > _SHORT else error.seconds
            if wait is None or asyncio.get_running_loop().time() + wait > latest:
                raise failed
            await asyncio.sleep(wait)

    async def _why(self, place: Place, error: Denied) -> NotPosted:
        try:
            return await self._places.why(place, error)
        except NotPosted as other:
            return other


def _body(message: Message, one: Mark) -> Mapping[str, Any]:
    first, *others = message.components
    numbered = [{**first, "id": one.number}, *others]
    return {**said(message, private=False), "components": numbered, "nonce": one.nonce, "enforce_nonce": True}


def _posted(place: Place, messages: Sequence[str]) -> Posted:
    address = f"https://discord.com/channels/{guild_of(place)}/{place.channel}/{messages[0]}"
    return Posted(tuple(messages), address)
