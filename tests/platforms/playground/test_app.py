from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from yarl import URL

from bot.commands import COMMANDS
from bot.platforms.playground.app import LARGEST_ASK
from bot.platforms.playground.guard import COOKIE
from bot.roles import Role
from bot.web.application import LARGEST_BODY
from briefings.library import Library
from tests.contracts.asking import OFFER
from tests.contracts.bots import dispatch
from tests.contracts.nasty import NASTY, nasty
from tests.platforms.playground.conftest import Browser, Open
from tests.platforms.playground.page import Page

ASK = "/playground/ask"
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


async def suggested(browser: Browser, **query: str) -> list[dict[str, Any]]:
    async with browser.client.post("/playground/suggest", json=query, headers=await browser.headers()) as response:
        assert response.status == 200
        assert response.content_type == "application/json"
        found: list[dict[str, Any]] = await response.json()
        return found


# -- asking ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[1]",
        b"null",
        b'"/help"',
        b"\xff\xfe",
        b"{}",
        b'{"line": 5}',
        b'{"line": null}',
        b'{"line": ["/help"]}',
        b'{"command": "stance"}',
        b'{"command": 1, "fields": {}}',
        b'{"command": "stance", "fields": ["who"]}',
        b'{"command": "stance", "fields": {"who": 1}}',
        b'{"line": ' + b"9" * 5_000 + b"}",
        b"[" * 60_000,
        b'{"line": ' + b"[" * 30_000 + b"]" * 30_000 + b"}",
    ],
    ids=lambda body: body[:40].decode("latin-1"),
)
async def test_what_is_no_question_is_refused_plainly(browser: Browser, body: bytes) -> None:
    async with browser.client.post(ASK, data=body, headers=await browser.headers()) as response:
        assert response.status == 400
        assert (await response.text()).startswith("400 Send ")


@pytest.mark.parametrize("line", ["", " / "])
async def test_whoever_sends_nothing_is_told_how_to_begin(browser: Browser, line: str) -> None:
    async with browser.client.post(ASK, json={"line": line}, headers=await browser.headers()) as response:
        answer = await response.json()
    assert "Begin with a command, such as /stance" in answer["html"]
    assert answer["private"]


@pytest.mark.parametrize("charset", ["nonsense", "utf-16", "rot13"])
async def test_json_is_read_as_utf_8_whatever_its_type_says(browser: Browser, charset: str) -> None:
    headers = await browser.headers() | {"Content-Type": f"application/json; charset={charset}"}
    async with browser.client.post(ASK, data=b'{"line": "/help"} ', headers=headers) as response:
        assert response.status == 200


async def test_a_body_that_is_too_large_is_refused(browser: Browser) -> None:
    data = json.dumps({"line": "x" * LARGEST_ASK}).encode()
    async with browser.client.post(ASK, data=BytesIO(data), headers=await browser.headers()) as response:
        assert response.status == 413
        assert await response.text() == "413 That is too large. A file may have at most 5 MB\n"


async def test_only_questions_may_be_so_large(browser: Browser) -> None:
    data = json.dumps({"line": "x" * LARGEST_BODY}).encode()
    async with browser.client.post("/playground/suggest", data=data, headers=await browser.headers()) as response:
        assert response.status == 413
    async with browser.client.post(ASK, data=data, headers=await browser.headers()) as response:
        assert response.status == 200


async def test_a_form_is_read_as_the_line_that_it_writes(browser: Browser) -> None:
    headers = await browser.headers()
    fields = {"who": "elon-musk", "question": " ", "as_of": "may 2024"}
    async with browser.client.post(ASK, json={"command": "stance", "fields": fields}, headers=headers) as response:
        sent = await response.json()
    line = '/stance who:elon-musk as_of:"may 2024"'
    async with browser.client.post(ASK, json={"line": line}, headers=headers) as response:
        assert await response.json() == sent


async def test_the_same_question_is_answered_with_the_same_bytes(browser: Browser) -> None:
    headers = await browser.headers()
    bodies = []
    for _ in range(2):
        async with browser.client.post(ASK, json={"line": "/stance musk"}, headers=headers) as response:
            assert response.content_type == "application/json"
            bodies.append(await response.read())
    assert bodies[0] == bodies[1]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/help", {"kind": "card", "private": False, "failed": False, "ours": False}),
        ("/compare", {"kind": "form", "private": True, "failed": False, "ours": False}),
        ("/nonsense", {"kind": "card", "private": True, "failed": True, "ours": False}),
    ],
)
async def test_an_answer_says_what_it_is(browser: Browser, line: str, expected: dict[str, object]) -> None:
    async with browser.client.post(ASK, json={"line": line}, headers=await browser.headers()) as response:
        answer = await response.json()
    assert answer.pop("html")
    assert answer == expected


# -- suggestions ----------------------------------------------------------------------------------


async def test_what_may_follow_a_line_is_suggested(browser: Browser) -> None:
    musk, *_ = await suggested(browser, line="/stance mus")
    assert musk["line"] == "/stance elon-musk "
    assert musk["label"] == "Elon Musk"
    assert musk["hint"]


async def test_commands_are_suggested_for_a_slash(browser: Browser) -> None:
    ways = await suggested(browser, line="/")
    everyones = [f"/{command.name}" for command in (*COMMANDS, OFFER) if command.role is Role.EVERYONE]
    assert [way["line"].strip() for way in ways] == everyones


async def test_values_are_suggested_for_a_field_of_a_form(browser: Browser) -> None:
    found = await suggested(browser, command="stance", field="who", text="mus")
    assert found[0]["value"] == "Elon Musk"
    assert found[0]["hint"]


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("Sam Altman, zuck", ["Sam Altman, Mark Zuckerberg"]),
        ("Mark Zuckerberg,zuck", []),
        ("a, b,  zuck", ["a, b, Mark Zuckerberg"]),
        ("Elon Musk, zzzzzz", []),
    ],
)
async def test_the_last_name_of_a_list_is_completed(browser: Browser, text: str, offered: list[str]) -> None:
    found = await suggested(browser, command="stance", field="who", text=text)
    assert [value["value"] for value in found] == offered


@pytest.mark.parametrize(
    "query",
    [
        {"command": "nonsense", "field": "who", "text": "mus"},
        {"command": "stance", "field": "nonsense", "text": "mus"},
        {"line": "/nonsense mus"},
        {"line": "/stance " + "x" * 3_000},
        {"command": "stance", "field": "who", "text": "x" * 3_000},
    ],
    ids=lambda query: str(query)[:40],
)
async def test_nothing_is_suggested_where_nothing_fits(browser: Browser, query: dict[str, str]) -> None:
    assert await suggested(browser, **query) == []


@pytest.mark.parametrize("line", ["/stance \ud800", "/search \x00", '/timeline from:"', "\u202e/stance"], ids=ascii)
async def test_odd_lines_get_suggestions_without_a_fault(browser: Browser, line: str) -> None:
    assert isinstance(await suggested(browser, line=line), list)


@pytest.mark.parametrize("body", [{"command": "stance"}, {}, {"line": 1}], ids=str)
async def test_what_asks_for_no_suggestion_is_refused_plainly(browser: Browser, body: dict[str, object]) -> None:
    async with browser.client.post("/playground/suggest", json=body, headers=await browser.headers()) as response:
        assert response.status == 400


# -- the page and its files -----------------------------------------------------------------------


async def test_the_page_is_never_kept_by_caches(browser: Browser) -> None:
    async with browser.client.get("/") as response:
        assert response.headers["Cache-Control"] == "no-store"
        assert response.content_type == "text/html"


async def test_the_page_holds_no_script_style_or_address_of_another_place(browser: Browser) -> None:
    async with browser.client.get("/") as response:
        page = Page(await response.text())
    assert [script["src"] for script in page.all("script")] == ["/static/playground.js", "/static/forms.js"]
    assert not page.all("style")
    for _, attributes in page.elements:
        assert not {name for name in attributes if name == "style" or name.startswith("on")}
        assert all(attributes[name].startswith(("/static/", "#")) for name in ("src", "href") if name in attributes)
    assert "(1)" not in page.text  # No script stands between its tags either.


async def test_the_page_offers_every_example_for_everyone_and_names_every_debate(browser: Browser) -> None:
    async with browser.client.get("/") as response:
        page = Page(await response.text())
    examples = [command.example for command in COMMANDS if command.example and command.role is Role.EVERYONE]
    assert [line for _, line in page.buttons] == [*examples, "/help"]
    assert "The open-source AI debate" in page.text


async def test_a_nasty_title_stands_on_the_page_as_it_is_written(opened: Open) -> None:
    async with opened(bot=dispatch(nasty())) as browser, browser.client.get("/") as response:
        page = Page(await response.text())
    assert NASTY in page.text
    assert len(page.all("script")) == 2
    assert [image["src"] for image in page.all("img")] == ["/static/icon.svg"]


async def test_the_policy_allows_nothing_inline(browser: Browser) -> None:
    async with browser.client.get("/") as response:
        policy = response.headers["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert {rules[name] for name in ("script-src", "style-src", "connect-src")} == {"'self'"}
    assert {rules[name] for name in ("form-action", "base-uri", "frame-ancestors")} == {"'none'"}
    assert "unsafe" not in policy
    assert "http" not in policy


async def test_the_cookie_is_kept_from_scripts_and_other_sites(browser: Browser) -> None:
    async with browser.client.get("/") as response:
        cookie = response.cookies[COOKIE]
    assert len(cookie.value) == 43
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert cookie["path"] == "/"
    assert not cookie["domain"]


async def test_a_session_is_kept_and_a_forged_one_is_replaced(browser: Browser) -> None:
    values = []
    given: dict[str, str]
    for given in ({}, {}, {COOKIE: "short"}, {COOKIE: "x" * 44}):
        async with browser.client.get("/", cookies=given) as response:
            values.append(response.cookies[COOKIE].value)
    assert values[0] == values[1]
    assert len(set(values[1:])) == 3
    assert all(len(value) == 43 for value in values)


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("playground.js", "text/javascript"),
        ("forms.js", "text/javascript"),
        ("playground.css", "text/css"),
        ("icon.svg", "image/svg+xml"),
    ],
)
async def test_a_file_is_served_as_what_it_is(browser: Browser, name: str, content_type: str) -> None:
    async with browser.client.get(f"/static/{name}") as response:
        assert response.status == 200
        assert response.content_type == content_type
        assert await response.read()


@pytest.mark.parametrize(
    "path",
    [
        "/static/unknown.js",
        "/static/",
        "/static/..%2Fapp.py",
        "/static/%2e%2e/app.py",
        "/static//etc/passwd",
        "/static/page.html",
        "/nowhere",
    ],
)
async def test_there_are_no_other_files(browser: Browser, path: str) -> None:
    async with browser.client.get(URL(f"{browser.url}{path}", encoded=True)) as response:
        assert response.status == 404
        assert await response.text() == "404 Not Found\n"


# -- every answer ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/", {}, 200),
        ("HEAD", "/", {}, 200),
        ("GET", "/static/playground.js", {}, 200),
        ("GET", "/playground/suggest", {}, 405),
        ("GET", "/healthz", {}, 200),
        ("GET", "/", {"Host": "evil.example"}, 403),
        ("POST", ASK, {}, 403),
        ("GET", "/nowhere", {}, 404),
        ("GET", ASK, {}, 405),
        ("POST", "/", {}, 405),
    ],
)
async def test_every_answer_has_safe_headers(
    browser: Browser, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    async with browser.client.request(method, path, headers=headers) as response:
        assert response.status == status
        assert HEADERS.items() <= dict(response.headers).items()
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]


async def test_a_fault_of_ours_has_safe_headers_and_tells_nothing(
    opened: Open, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(_tenant: str) -> Library:
        raise RuntimeError("the inside")

    bot = dispatch()
    bot.library = broken  # type: ignore[method-assign, assignment]  # a fault inside
    async with opened(bot=bot) as browser, browser.client.get("/") as response:
        assert response.status == 500
        assert await response.text() == "500 Something went wrong on our side.\n"
        assert HEADERS.items() <= dict(response.headers).items()
    assert "the inside" in caplog.text
