"""A playground with curators' commands, served by the test itself, which holds its answers back or changes its mind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.card import Card, File, Text, spans
from bot.command import Call, Command, Kind, Param
from bot.platforms.playground.app import Playground
from bot.platforms.playground.guard import Guard
from bot.platforms.playground.posts import Posts
from bot.roles import Role
from bot.web.application import application
from tests.bot.curating import CURATING
from tests.contracts.bots import dispatch
from tests.platforms.playground.posting import utc
from tests.web.served import served


@dataclass(slots=True)
class Curating:
    """What a test may do to the bot behind the page."""

    address: str = ""
    may_answer: asyncio.Event = field(default_factory=asyncio.Event)
    """`/slow` waits for it."""
    began: int = 0
    """How often `/slow` was begun."""
    news: list[Card] = field(default_factory=list)
    """What the page's user has not been told yet."""
    posts: Posts = field(default_factory=lambda: Posts(utc))
    """What was posted by itself."""
    given: list[File] = field(default_factory=list)
    """What `/export` gives."""
    broken: bool = False
    """Whether `/slow` fails."""

    async def slow(self, call: Call) -> Card:
        words = call.needed("words")
        self.began += 1
        await self.may_answer.wait()
        if self.broken:
            raise OSError("no space left on device")
        return Card("Done", (Text(spans(words)),))

    async def export(self, _call: Call) -> Card:
        return Card("Here it is", tuple(self.given))

    async def notices(self) -> list[Card]:
        told, self.news = self.news, []
        return told


@asynccontextmanager
async def curating() -> AsyncIterator[Curating]:
    """Serve it on a free port."""
    behind = Curating()
    words = (Param("words", "What it is about", Kind.TEXT, required=True, limit=4_000, hint="In your own words"),)
    more = (
        Command("slow", "Take long", behind.slow, words, lasting=False),
        Command("export", "Give a file", behind.export, role=Role.CURATOR, lasting=False),
    )
    page = Playground(dispatch(None, *CURATING, *more), Guard(None, loopback=True), behind.posts, behind.notices)
    async with served(application(page.routes())) as behind.address:
        yield behind
