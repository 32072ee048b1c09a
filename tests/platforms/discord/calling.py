"""Calls of the loopback Discord's API without a library, for what the library would not send or would hide."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import aiohttp

from tests.platforms.discord.loopback import Discord

AGENT = "DiscordBot (https://onrecord.example, 1)"


@dataclass(frozen=True, slots=True)
class Told:
    """One answer."""

    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def code(self) -> int:
        """Give Discord's own number for what is wrong; 0 for nothing."""
        return int(self.body.get("code", 0)) if isinstance(self.body, dict) else 0

    def errors(self) -> list[str]:
        """Give the places at which something is wrong in the body, parted by dots."""
        return sorted(places(self.body["errors"]))


def places(tree: Mapping[str, Any], top: str = "") -> list[str]:
    found = [top.strip(".")] if "_errors" in tree else []
    for name, inside in tree.items():
        if name != "_errors":
            found += places(inside, f"{top}.{name}")
    return found


class Api:
    """Calls with the bot's token, or another one."""

    def __init__(self, session: aiohttp.ClientSession, discord: Discord) -> None:
        self._session, self._discord = session, discord

    async def call(self, method: str, path: str, body: object = None, **more: Any) -> Told:  # noqa: ANN401  aiohttp's own
        """Call a path; `more` are further arguments of a request."""
        headers = {"Authorization": f"Bot {self._discord.token}", "User-Agent": AGENT, **more.pop("headers", {})}
        if body is not None:
            more["json"] = body
        url = f"{self._discord.api_url}{path}"
        async with self._session.request(method, url, headers=headers, **more) as answer:
            told = await answer.json() if answer.content_type == "application/json" else await answer.text()
            return Told(answer.status, told, dict(answer.headers))

    async def fetch(self, url: str) -> tuple[int, bytes]:
        """Give what is at an address."""
        async with self._session.get(url) as answer:
            return answer.status, await answer.read()

    async def say(self, channel: str, **body: object) -> Told:
        """Post a message."""
        return await self.call("POST", f"/channels/{channel}/messages", body)


def files(payload: str, *named: tuple[str, bytes]) -> aiohttp.FormData:
    """Give a body of several parts."""
    form = aiohttp.FormData(quote_fields=False)
    form.add_field("payload_json", payload, content_type="application/json")
    for place, (name, content) in enumerate(named):
        form.add_field(f"files[{place}]", BytesIO(content), filename=name, content_type="text/plain")
    return form


@asynccontextmanager
async def calling(discord: Discord) -> AsyncIterator[Api]:
    async with aiohttp.ClientSession() as session:
        yield Api(session, discord)
