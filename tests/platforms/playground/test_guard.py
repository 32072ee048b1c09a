from __future__ import annotations

from base64 import b64encode

import aiohttp
import pytest
from pydantic import SecretStr
from yarl import URL

from bot.platforms.playground.guard import COOKIE, MOST_FAILURES, TOKEN_HEADER, WITHIN, Guard
from tests.platforms.playground.conftest import Browser, Open
from tests.platforms.playground.surface import token_of

ASK = "/playground/ask"
READS = ("/", "/static/playground.css")


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def secret(password: str, clock: Clock | None = None) -> Guard:
    return Guard(SecretStr(password), loopback=False, clock=clock or Clock())


def basic(password: str, encoding: str = "utf-8") -> dict[str, str]:
    return {"Authorization": f"Basic {b64encode(f'anyone:{password}'.encode(encoding)).decode()}"}


async def status_of(browser: Browser, path: str, headers: dict[str, str]) -> int:
    async with browser.client.get(path, headers=headers) as response:
        return response.status


# -- host -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1:{}", "localhost:{}", "[::1]:{}", "LocalHost:{}", "127.0.0.1"])
@pytest.mark.parametrize("path", READS)
async def test_this_machine_may_read_by_any_of_its_names(browser: Browser, host: str, path: str) -> None:
    assert await status_of(browser, path, {"Host": host.format(browser.port)}) == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{}",
        "127.0.0.1.evil.example:{}",
        "localhost.evil.example",
        "127.0.0.1@evil.example",
        "127.0.0.1:80@evil.example",
        "localhost.",
        "0.0.0.0:{}",
        "127.1:{}",
        "[::]:{}",
        "[::ffff:127.0.0.1]:{}",
        "[fe80::1]:{}",
        "::1",
        "",
    ],
)
@pytest.mark.parametrize("path", READS)
async def test_another_name_that_points_here_is_refused(browser: Browser, host: str, path: str) -> None:
    assert await status_of(browser, path, {"Host": host.format(browser.port)}) == 403


@pytest.mark.parametrize("host", ["[::1", "[::1:{}", "[zz]:{}", "127.0.0.1]"])
async def test_a_malformed_name_is_refused_as_such(browser: Browser, host: str) -> None:
    assert await status_of(browser, "/", {"Host": host.format(browser.port)}) in {400, 403}


async def test_a_call_under_another_name_is_refused_even_when_all_else_is_right(browser: Browser) -> None:
    headers = await browser.headers() | {"Host": "evil.example", "Origin": "http://evil.example"}
    async with browser.client.post(ASK, json={"line": "/help"}, headers=headers) as response:
        assert response.status == 403


async def test_elsewhere_than_on_loopback_any_name_will_do(opened: Open) -> None:
    async with opened(secret("pass")) as browser:
        assert await status_of(browser, "/", {"Host": "record.example", **basic("pass")}) == 200


# -- origin and token -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        (None, 403),
        ("null", 403),
        ("http://evil.example", 403),
        ("http://127.0.0.1", 403),
        ("http://127.0.0.1:1", 403),
        ("http://localhost:{}", 403),
        ("http://127.0.0.1:{}.evil.example", 403),
        ("http://evil.example/http://127.0.0.1:{}", 403),
        ("http://[", 400),
        ("http://127.0.0.1:{}", 200),
    ],
)
async def test_only_the_page_itself_may_ask(browser: Browser, origin: str | None, status: int) -> None:
    headers = await browser.headers()
    del headers["Origin"]
    if origin is not None:
        headers["Origin"] = origin.format(browser.port)
    async with browser.client.post(ASK, json={"line": "/help"}, headers=headers) as response:
        assert response.status == status


@pytest.mark.parametrize("token", [None, "", "0" * 64, "nonsense", "é"], ids=ascii)
async def test_a_missing_or_wrong_token_is_refused_with_what_to_do(browser: Browser, token: str | None) -> None:
    headers = await browser.headers()
    del headers[TOKEN_HEADER]
    if token is not None:
        headers[TOKEN_HEADER] = token
    async with browser.client.post(ASK, json={"line": "/help"}, headers=headers) as response:
        assert response.status == 403
        assert "Load it again" in await response.text()


async def test_the_token_of_another_session_is_refused(browser: Browser) -> None:
    headers = await browser.headers()
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(browser.url, cookie_jar=jar) as other:
        headers[TOKEN_HEADER] = await token_of(other)
    async with browser.client.post(ASK, json={"line": "/help"}, headers=headers) as response:
        assert response.status == 403


async def test_a_token_without_its_cookie_is_refused(browser: Browser) -> None:
    headers = await browser.headers()
    browser.client.cookie_jar.clear()
    async with browser.client.post(ASK, json={"line": "/help"}, headers=headers) as response:
        assert response.status == 403


async def test_a_page_still_works_when_it_was_opened_in_a_second_tab(browser: Browser) -> None:
    first, second = await browser.headers(), await browser.headers()
    assert first == second
    async with browser.client.post(ASK, json={"line": "/help"}, headers=first) as response:
        assert response.status == 200


async def test_a_page_from_before_a_restart_is_refused_until_it_is_loaded_again(opened: Open) -> None:
    async with opened() as before:
        headers = await before.headers()
        session = next(cookie.value for cookie in before.client.cookie_jar if cookie.key == COOKIE)
    async with opened() as after:
        after.client.cookie_jar.update_cookies({COOKIE: session}, URL(after.url))
        headers["Origin"] = after.url
        async with after.client.post(ASK, json={"line": "/help"}, headers=headers) as response:
            assert response.status == 403
        async with after.client.post(ASK, json={"line": "/help"}, headers=await after.headers()) as response:
            assert response.status == 200


@pytest.mark.parametrize("path", READS)
async def test_reading_needs_no_token(browser: Browser, path: str) -> None:
    assert await status_of(browser, path, {}) == 200


# -- password -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", READS)
async def test_without_the_password_a_browser_is_told_to_ask_for_it(opened: Open, path: str) -> None:
    async with opened(secret("pass")) as browser, browser.client.get(path) as response:
        assert response.status == 401
        assert response.headers["WWW-Authenticate"] == 'Basic realm="On Record", charset="UTF-8"'


async def test_a_call_needs_the_password_too(opened: Open) -> None:
    async with opened(secret("pass")) as browser:
        headers = {"Origin": browser.url, TOKEN_HEADER: await token_of(browser.client, headers=basic("pass"))}
        async with browser.client.post(ASK, json={"line": "/help"}, headers=headers) as response:
            assert response.status == 401
        async with browser.client.post(ASK, json={"line": "/help"}, headers=headers | basic("pass")) as response:
            assert response.status == 200


@pytest.mark.parametrize("password", ["pass", "with:colons:", "Grüße, 世界 🔑", " spaces "])
async def test_the_right_password_opens_in_any_script(opened: Open, password: str) -> None:
    async with opened(secret(password)) as browser:
        assert await status_of(browser, "/", basic(password)) == 200


@pytest.mark.parametrize(
    "header",
    [
        basic("wrong")["Authorization"],
        basic("")["Authorization"],
        basic("Grüße ")["Authorization"],
        basic("Grüße", "latin-1")["Authorization"],
        "Basic",
        "Basic !!!",
        "Basic é",
        f"Bearer {b64encode('anyone:Grüße'.encode()).decode()}",
        f"Basic {b64encode('Grüße'.encode()).decode()}",
    ],
    ids=ascii,
)
async def test_anything_but_the_password_is_refused(opened: Open, header: str) -> None:
    async with opened(secret("Grüße")) as browser:
        assert await status_of(browser, "/", {"Authorization": header}) == 401


async def test_after_ten_wrong_passwords_everyone_waits_a_minute(opened: Open) -> None:
    clock = Clock()
    async with opened(secret("pass", clock)) as browser:
        for _ in range(MOST_FAILURES):
            assert await status_of(browser, "/", basic("wrong")) == 401
            clock.now += 1
        assert await status_of(browser, "/", basic("wrong")) == 429
        assert await status_of(browser, "/", basic("pass")) == 429
        clock.now += WITHIN - MOST_FAILURES - 0.5
        assert await status_of(browser, "/", basic("pass")) == 429
        clock.now += 0.5
        assert await status_of(browser, "/", basic("pass")) == 200


async def test_asking_without_a_password_is_not_a_wrong_one(opened: Open) -> None:
    async with opened(secret("pass")) as browser:
        for _ in range(MOST_FAILURES + 1):
            assert await status_of(browser, "/", {}) == 401
        assert await status_of(browser, "/", basic("pass")) == 200
