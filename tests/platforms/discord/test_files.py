"""Files that someone attached: fetched from where Discord keeps them alone, and no further than they are read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import aiohttp
import pytest
from aiohttp import web

from bot.command import Upload
from bot.forms import LARGEST_FILE
from bot.platforms.discord import files
from bot.platforms.discord.files import Files
from bot.platforms.discord.raw import Attached
from bot.platforms.discord.refusals import NotSaid
from tests.platforms.answering import answering, hanging_up, nobody, silent
from tests.web.served import served

TOLD = "Discord did not give the file. Try again in a minute."


@asynccontextmanager
async def fetching(api_url: str) -> AsyncIterator[Callable[[str], object]]:
    async with aiohttp.ClientSession() as session:
        yield lambda url: Files(session, api_url).fetch(Attached("rows.csv", url))


async def fetched(url: str, api_url: str = "") -> Upload:
    """Fetch a file, with an API at the same host unless told otherwise."""
    async with aiohttp.ClientSession() as session:
        return await Files(session, api_url or url).fetch(Attached("rows.csv", url))


async def test_a_file_is_given_as_it_is() -> None:
    async with answering("kind,id\n", kind="text/csv") as url:
        assert await fetched(url) == Upload("rows.csv", b"kind,id\n")


async def test_of_a_large_file_one_byte_more_than_is_read_is_taken() -> None:
    async def send(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(b"x" * 100_000)
        except ConnectionError:
            return response

    app = web.Application()
    app.router.add_get("/endless", send)
    async with served(app) as url:
        assert len((await fetched(f"{url}/endless")).data) == LARGEST_FILE + 1


@pytest.mark.parametrize("status", [302, 403, 404, 500])
async def test_what_is_no_file_is_told(status: int) -> None:
    async with answering("x", status, headers={"Location": "http://127.0.0.1/"}) as url:
        with pytest.raises(NotSaid, match=TOLD):
            await fetched(url)


async def test_a_file_that_does_not_come_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "PATIENCE", aiohttp.ClientTimeout(total=0.1))
    async with hanging_up() as dropped:
        with silent() as hung:
            for url in (dropped, hung, nobody()):
                with pytest.raises(NotSaid, match=TOLD):
                    await fetched(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:{port}/api/x",
        "http://127.0.0.1.nip.example:{port}/",
        "http://cdn.discordapp.com@127.0.0.1:{port}/",
        "file:///etc/passwd",
        "http://[::1/",
        "http://169.254.169.254/latest",
        "",
    ],
)
async def test_no_other_host_is_asked(url: str) -> None:
    async with answering("x") as own:
        port = urlsplit(own).port
        with pytest.raises(NotSaid, match=TOLD):
            await fetched(url.format(port=port), "https://discord.com/api/v10")
