from __future__ import annotations

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from bot.web.application import LARGEST_BODY, application
from tests.web.served import served


async def _broken(_request: web.Request) -> web.Response:
    raise RuntimeError("the inside")


async def _moved(_request: web.Request) -> web.Response:
    raise web.HTTPSeeOther("/healthz")


async def _locked(_request: web.Request) -> web.Response:
    raise web.HTTPUnauthorized(reason="Say who", headers={"WWW-Authenticate": "Basic", "X-Inside": "1"})


async def _framed(_request: web.Request) -> web.Response:
    return web.Response(text="own", headers={"Referrer-Policy": "origin"})


async def _counted(request: web.Request) -> web.Response:
    return web.Response(text=str(len(await request.read())))


@pytest.fixture
async def client() -> AsyncIterator[aiohttp.ClientSession]:
    routes = (
        web.get("/broken", _broken),
        web.get("/moved", _moved),
        web.get("/locked", _locked),
        web.get("/framed", _framed),
        web.post("/counted", _counted),
    )
    async with served(application(routes)) as url, aiohttp.ClientSession(url) as client:
        yield client


async def test_health_is_told_in_a_word(client: aiohttp.ClientSession) -> None:
    async with client.get("/healthz") as response:
        assert response.status == 200
        assert await response.text() == "ok\n"


@pytest.mark.parametrize(
    ("method", "path", "status", "text"),
    [
        ("GET", "/nowhere", 404, "404 Not Found\n"),
        ("POST", "/healthz", 405, "405 Method Not Allowed\n"),
        ("GET", "/moved", 303, "303 See Other\n"),
        ("GET", "/locked", 401, "401 Say who\n"),
        ("GET", "/broken", 500, "500 Something went wrong on our side.\n"),
    ],
)
async def test_an_error_is_one_plain_line_with_safe_headers(
    client: aiohttp.ClientSession, method: str, path: str, status: int, text: str
) -> None:
    async with client.request(method, path, allow_redirects=False) as response:
        assert response.status == status
        assert await response.text() == text
        assert response.content_type == "text/plain"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize(
    ("method", "path", "name", "value"),
    [
        ("POST", "/healthz", "Allow", "GET,HEAD"),
        ("GET", "/moved", "Location", "/healthz"),
        ("GET", "/locked", "WWW-Authenticate", "Basic"),
    ],
)
async def test_an_error_keeps_the_header_that_says_what_to_do(
    client: aiohttp.ClientSession, method: str, path: str, name: str, value: str
) -> None:
    async with client.request(method, path, allow_redirects=False) as response:
        assert response.headers[name] == value
        assert "X-Inside" not in response.headers


async def test_a_handler_that_fails_is_logged_with_its_path_and_shows_no_trace(
    client: aiohttp.ClientSession, caplog: pytest.LogCaptureFixture
) -> None:
    async with client.get("/broken?secret=1") as response:
        assert "inside" not in await response.text()
    (record,) = (record for record in caplog.records if record.name == "bot.web.application")
    assert record.getMessage() == "failed path=/broken"
    assert record.exc_info


async def test_a_handler_may_set_a_header_of_its_own(client: aiohttp.ClientSession) -> None:
    async with client.get("/framed") as response:
        assert response.headers["Referrer-Policy"] == "origin"
        assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("size", "status"), [(LARGEST_BODY, 200), (LARGEST_BODY + 1, 413)])
async def test_a_body_may_be_so_large_and_no_larger(client: aiohttp.ClientSession, size: int, status: int) -> None:
    async with client.post("/counted", data=b"x" * size) as response:
        assert response.status == status
