"""Posting by itself into a loopback Discord, with the real library and nothing else of the bot."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from bot.card import Button, Card, Choices, Text, spans
from bot.platforms.discord.asking import Asking
from bot.platforms.discord.gateway import Client
from bot.platforms.discord.places import Places
from bot.platforms.discord.poster import Poster
from bot.platforms.discord.rest import Rest
from bot.posting import Place, Posted
from bot.store.database import Database
from bot.store.deliveries import Key
from tests.platforms.discord.bare import pointed
from tests.platforms.discord.loopback import Channel, Discord, Message
from tests.platforms.discord.working import clock_of

SHORT = Card("Lamps", (Text(spans("Turn them off.")),))
LONG = Card("Lamps", tuple(Text(spans(f"{number}. " + "lamp " * 190)) for number in range(10)))
"""A card of four messages."""
MESSAGES = 4
LINE = "/check " + "every lamp is a choice " * 8
ASKS = Card("Lamps", (Text(spans("Was that said?")), Choices((Button("Look", LINE),))))


class Deaf:
    """Hears nothing of what happens on Discord."""

    def take(self, raw: dict[str, Any]) -> None:
        """Hear what someone did."""

    async def joined(self, guild: str, channel: str) -> None:
        """Hear that the bot came into a server."""

    def let_in(self, guild: str, user: str) -> None:
        """Hear who let it in."""

    def left(self, guild: str) -> None:
        """Hear that it is there no more."""


@dataclass(frozen=True, slots=True)
class Office:
    """A poster, and the channel that it posts into for one slot, which has just come when this was made."""

    discord: Discord
    asking: Asking
    places: Places
    poster: Poster
    channel: Channel
    slot: dt.datetime

    @property
    def place(self) -> Place:
        return Place(f"discord:{self.channel.guild}", self.channel.id)

    @property
    def key(self) -> str:
        return str(Key(self.place.tenant, 7, self.slot))

    @property
    def there(self) -> list[Message]:
        """Give what stands in the channel that the bot said."""
        return [each for each in self.channel.messages if each.author is self.discord.app.bot]

    def over(self, channel: Channel, slot: dt.datetime | None = None) -> Office:
        """Give the same for another channel, or another slot."""
        return replace(self, channel=channel, slot=slot or self.slot)

    async def post(self, card: Card = SHORT, *, again: bool = False) -> Posted:
        return await self.poster.post(self.place, card, self.key, again=again)


@asynccontextmanager
async def office(discord: Discord, database: Database) -> AsyncIterator[Office]:
    """Let a bot be logged in, without a gateway."""
    now, rest = clock_of(discord), Rest()
    asking = Asking(rest)
    places = Places(asking)
    async with pointed(discord), Client(Deaf()) as client:
        await client.login(discord.token)
        client.http.max_ratelimit_timeout = 60.0
        rest.use(client.http)
        yield Office(
            discord, asking, places, Poster(asking, places, database, now), discord.guild.named("general"), now()
        )
