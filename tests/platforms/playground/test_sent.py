"""What goes along with what the page asks: its role, files; and what it is told unasked."""

from __future__ import annotations

import json
from base64 import b64encode
from io import BytesIO
from typing import Any

import pytest

from bot.card import Card
from bot.forms import LARGEST_FILE
from bot.platforms.playground.guard import TOKEN_HEADER
from bot.roles import Role
from tests.bot.curating import CURATING
from tests.contracts.bots import dispatch
from tests.contracts.nasty import NASTY
from tests.platforms.playground.conftest import Browser, Open
from tests.platforms.playground.page import Page

ASK = "/playground/ask"


async def suggested(browser: Browser, **query: str) -> list[dict[str, Any]]:
    async with browser.client.post("/playground/suggest", json=query, headers=await browser.headers()) as response:
        found: list[dict[str, Any]] = await response.json()
        return found


async def asked(browser: Browser, **body: object) -> dict[str, Any]:
    data = BytesIO(json.dumps(body).encode())
    async with browser.client.post(ASK, data=data, headers=await browser.headers()) as response:
        assert response.status == 200, await response.text()
        answer: dict[str, Any] = await response.json()
        return answer


@pytest.mark.parametrize("role", [None, *Role])
async def test_the_page_acts_in_the_role_that_it_names(opened: Open, role: Role | None) -> None:
    named = {} if role is None else {"role": role.name.lower()}
    async with opened(bot=dispatch(None, *CURATING)) as browser:
        answer = await asked(browser, line="/record undo", **named)
        assert answer["failed"] is (role in {None, Role.EVERYONE})
        ways = await suggested(browser, line="/", **named)
        assert ("/record " in [way["line"] for way in ways]) is (role not in {None, Role.EVERYONE})
        field = await suggested(browser, command="record add quote", field="speaker", text="mus", **named)
        assert bool(field) is (role not in {None, Role.EVERYONE})


@pytest.mark.parametrize("path", [ASK, "/playground/suggest"])
@pytest.mark.parametrize("role", ["", "owner", "Admin", None, 2, ["admin"]])
async def test_an_unknown_role_is_refused(browser: Browser, path: str, role: object) -> None:
    body = {"line": "/help", "role": role}
    async with browser.client.post(path, json=body, headers=await browser.headers()) as response:
        assert response.status == 400
        assert await response.text() == "400 Send a role: everyone, curator, admin\n"


async def test_a_file_arrives_as_it_is(opened: Open) -> None:
    data = bytes(range(256))
    files = {"file": {"name": "rows.csv", "data": b64encode(data).decode()}}
    async with opened(bot=dispatch(None, *CURATING)) as browser:
        answer = await asked(browser, command="import", fields={"rows": ""}, files=files, role="curator")
    assert f"file=rows.csv:{data!r}" in Page(answer["html"]).text


async def test_a_file_that_is_too_large_is_refused_in_its_form(opened: Open) -> None:
    files = {"file": {"name": "rows.csv", "data": b64encode(bytes(LARGEST_FILE + 1)).decode()}}
    async with opened(bot=dispatch(None, *CURATING)) as browser:
        answer = await asked(browser, command="import", fields={"rows": "kept"}, files=files, role="curator")
    page = Page(answer["html"])
    assert answer["kind"] == "form"
    assert "at most 5 MB can be read" in page.errors["file"]
    assert page.values["rows"] == "kept"


@pytest.mark.parametrize(
    "files",
    [
        None,
        [],
        "x",
        {"file": None},
        {"file": {"name": "x"}},
        *({"file": {"name": "x", "data": data}} for data in ("é", 1, "a")),
    ],
    ids=str,
)
async def test_files_that_cannot_be_read_are_refused_plainly(browser: Browser, files: object) -> None:
    body = {"command": "stance", "fields": {}, "files": files}
    async with browser.client.post(ASK, json=body, headers=await browser.headers()) as response:
        assert response.status == 400
        assert await response.text() == "400 Send files with a name and data in base64\n"


async def test_a_form_whose_command_is_gone_is_answered_with_a_card(browser: Browser) -> None:
    answer = await asked(browser, command="gone", fields={})
    assert "no command “/gone”" in answer["html"]
    assert answer["failed"]


async def told(browser: Browser, **headers: str) -> list[str]:
    async with browser.client.post(
        "/playground/notices", json={}, headers={**await browser.headers(), **headers}
    ) as response:
        assert response.status == 200
        notices: list[str] = (await response.json())["notices"]
        return notices


async def test_notices_are_told_as_cards(opened: Open) -> None:
    waiting = [[Card(f"One {NASTY}"), Card("Two")], []]

    async def notices() -> list[Card]:
        return waiting.pop(0)

    async with opened(notices=notices) as browser:
        first, second = await told(browser)
        assert NASTY in Page(first).text
        assert Page(second).all("article")
        assert await told(browser) == []


async def test_without_anything_to_tell_there_are_no_notices(browser: Browser) -> None:
    assert await told(browser) == []


async def test_a_fault_of_notices_is_logged_once_until_they_work_again(
    opened: Open, caplog: pytest.LogCaptureFixture
) -> None:
    outcomes = [False, False, True, False]

    async def notices() -> list[Card]:
        if outcomes.pop(0):
            return [Card("News")]
        raise OSError("the disk")

    async with opened(notices=notices) as browser:
        counts = [len(await told(browser)) for _ in range(4)]
    assert counts == [0, 0, 1, 0]
    assert [record.getMessage() for record in caplog.records] == ["failed notices"] * 2


@pytest.mark.parametrize("lost", ["Origin", TOKEN_HEADER])
async def test_notices_are_told_to_the_page_alone(browser: Browser, lost: str) -> None:
    headers = await browser.headers()
    del headers[lost]
    async with browser.client.post("/playground/notices", json={}, headers=headers) as response:
        assert response.status == 403
