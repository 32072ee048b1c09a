"""The playground on a free port, with whatever guard a test wants."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass

import aiohttp
import pytest

from bot.card import Card
from bot.dispatch import Dispatch
from bot.platforms.playground.app import Playground
from bot.platforms.playground.guard import TOKEN_HEADER, Guard
from bot.platforms.playground.posts import Posts
from bot.web.application import application
from tests.contracts.bots import dispatch
from tests.platforms.playground.posting import utc
from tests.platforms.playground.surface import token_of
from tests.web.served import served


@dataclass(frozen=True, slots=True)
class Browser:
    """A client of a running playground; `url` has its port."""

    client: aiohttp.ClientSession
    url: str

    @property
    def port(self) -> str:
        return self.url.rpartition(":")[2]

    async def headers(self) -> dict[str, str]:
        """Load the page and give the headers that it sends along."""
        return {"Origin": self.url, TOKEN_HEADER: await token_of(self.client)}


Open = Callable[..., AbstractAsyncContextManager[Browser]]


@asynccontextmanager
async def opened(
    guard: Guard | None = None,
    bot: Dispatch | None = None,
    notices: Callable[[], Awaitable[Sequence[Card]]] | None = None,
    posts: Posts | None = None,
) -> AsyncIterator[Browser]:
    routes = Playground(bot or dispatch(), guard or Guard(None, loopback=True), posts or Posts(utc), notices).routes()
    jar = aiohttp.CookieJar(unsafe=True)
    async with served(application(routes)) as url, aiohttp.ClientSession(url, cookie_jar=jar) as client:
        yield Browser(client, url)


@pytest.fixture(name="opened")
def _opened() -> Open:
    """Give what opens a playground with a guard and a bot of one's own."""
    return opened


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Give a client of a playground as it is served by default."""
    async with opened() as browser:
        yield browser
