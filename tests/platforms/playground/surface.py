"""The playground as a person uses it: the page is loaded, then lines, presses and forms go to the real server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from bot.dispatch import Dispatch
from bot.platforms.playground.app import Playground
from bot.platforms.playground.guard import TOKEN_HEADER, Guard
from bot.platforms.playground.posts import Posts
from bot.roles import Role
from bot.store.database import Database
from bot.web.application import application
from tests.contracts.surface import Shown
from tests.platforms.playground.page import Page
from tests.platforms.playground.posting import utc
from tests.web.served import served


class PlaygroundSurface:
    """One browser's page."""

    def __init__(self, client: aiohttp.ClientSession, headers: Mapping[str, str]) -> None:
        self._client = client
        self._headers = headers
        self._role = Role.EVERYONE
        self.other = "U2"

    async def become(self, role: Role) -> None:
        self._role = role

    async def can_type(self, line: str) -> bool:  # noqa: ARG002  whatever it is
        return True

    async def ask(self, line: str) -> Shown:
        return await self._send({"line": line})

    async def press(self, shown: Shown, label: str) -> Shown:
        return await self._send({"line": shown.sends[label]})

    async def submit(self, form: Shown, values: Mapping[str, str]) -> Shown:
        unseen = dict(form.sends)
        return await self._send({"command": unseen.pop("data-command"), "fields": {**unseen, **form.values, **values}})

    async def _send(self, body: Mapping[str, object]) -> Shown:
        body = {**body, "role": self._role.name.lower()}
        async with self._client.post("/playground/ask", json=body, headers=self._headers) as response:
            assert response.status == 200, await response.text()
            return seen(await response.json())


def seen(answer: Mapping[str, Any]) -> Shown:
    """Read an answer of the server as the page shows it."""
    page = Page(answer["html"])
    form = page.all("form")
    assert bool(form) == (answer["kind"] == "form")
    sends = {"data-command": form[0]["data-command"], **page.unseen} if form else dict(reversed(page.buttons))
    return Shown(
        text=page.text,
        buttons=tuple(label for label, _ in page.buttons),
        is_form=bool(form),
        fields=tuple(page.fields),
        private=answer["private"],
        links=tuple(page.links),
        effects=tuple(page.effects),
        values=page.values,
        errors=page.errors,
        turns=frozenset(page.turning),
        sends=sends,
    )


@asynccontextmanager
async def playground(dispatch: Dispatch, _database: Database) -> AsyncIterator[PlaygroundSurface]:
    """Serve the playground and load its page; it keeps nothing of its own."""
    app = application(Playground(dispatch, Guard(None, loopback=True), Posts(utc)).routes())
    jar = aiohttp.CookieJar(unsafe=True)  # It keeps cookies of addresses that are numbers.
    async with served(app) as url, aiohttp.ClientSession(url, cookie_jar=jar) as client:
        yield PlaygroundSurface(client, {"Origin": url, TOKEN_HEADER: await token_of(client)})


async def token_of(client: aiohttp.ClientSession, **options: Any) -> str:  # noqa: ANN401  aiohttp's own
    """Load the page, which sets the cookie, and read its token."""
    async with client.get("/", **options) as response:
        assert response.status == 200
        page = Page(await response.text())
    return next(meta["content"] for meta in page.all("meta") if meta.get("name") == "csrf-token")
