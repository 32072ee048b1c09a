"""The bot's poster alone beside the loopback Slack: what it posts, and into where."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp

from bot.card import Button, Card, Choices, File, Text, spans
from bot.platforms.slack.access import Access
from bot.platforms.slack.answers import Answers
from bot.platforms.slack.belonging import Belonging
from bot.platforms.slack.one_workspace import OneWorkspace
from bot.platforms.slack.pace import Pace
from bot.platforms.slack.poster import SlackPoster
from bot.platforms.slack.wire import Wire
from bot.posting import Place, Posted, Poster
from bot.store.database import Database
from bot.store.deliveries import Key
from tests.platforms.slack.loopback import Channel, Message, Slack
from tests.platforms.slack.running import clock_of

SHORT = Card("Lamps of the week", (Text(spans("Nothing was said of lamps.")),))
LONG = Card("Lamps of the year", tuple(Text(spans(f"Lamp {n}. " * 250)) for n in range(12)))
"""A card for which three messages are needed."""
WITH_FILE = Card("Lamps counted", (Text(spans("All of them.")), File("lamps.csv", "text/csv", b"1")))
WORDS = "Nobody should have to cross this square in the dark. "
ASKING = Card("Lamps asked for", (Text(spans("To be pressed.")), Choices((Button("Check", f"/check {WORDS * 40}"),))))
"""A card with a button whose line has to be kept."""
UNHURRIED = 0.0


@dataclass(frozen=True, slots=True)
class Post:
    """A poster at work in a Slack; it posts into #general unless told otherwise."""

    slack: Slack
    poster: Poster
    key: str

    @property
    def channel(self) -> Channel:
        return self.slack.workspace.named("general")

    def place(self, channel: Channel | None = None) -> Place:
        return Place(f"slack:{self.slack.workspace.id}", (channel or self.channel).id)

    async def __call__(self, card: Card = SHORT, *, again: bool = False, channel: Channel | None = None) -> Posted:
        return await self.poster.post(self.place(channel), card, self.key, again=again)

    def stands(self, channel: Channel | None = None) -> list[Message]:
        """Give what the bot posted into a channel, threads and all."""
        return [message for message in (channel or self.channel).messages if message.bot]


@asynccontextmanager
async def posting(slack: Slack, database: Database, *, patience: float = 5.0, url: str = "") -> AsyncIterator[Post]:
    """Let the bot post; it waits for so many seconds for an answer, and asks at another address if there is one."""
    timeout = aiohttp.ClientTimeout(total=patience)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        installs = OneWorkspace(Access(slack.api_url, session=session), slack.bot_token)
        wire = Wire(url or slack.api_url, session, patient=False)
        answers = Answers(database, clock_of(slack))
        poster = SlackPoster(Belonging(installs, database, clock_of(slack)), installs, wire, answers, Pace(UNHURRIED))
        key = Key(f"slack:{slack.workspace.id}", 7, clock_of(slack)().replace(microsecond=0))
        yield Post(slack, poster, str(key))
