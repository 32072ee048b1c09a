"""The loopback Slack run by hand: its own process, and people who are driven over HTTP."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack.bare import bare_bot, by_http
from tests.platforms.slack.loopback import loopback
from tests.platforms.slack.loopback.control import Control

Told = dict[str, Any]


class Driver:
    """Drives people with JSON."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self._session, self._base = session, base

    async def do(self, deed: str, **told: Any) -> Told:  # noqa: ANN401  goes into JSON
        async with self._session.post(f"{self._base}/person/{deed}", json=told) as answer:
            given: Told = await answer.json()
            return given

    async def look(self, path: str) -> Any:  # noqa: ANN401  JSON
        async with self._session.get(self._base + path) as answer:
            return await answer.json()


@pytest.fixture
async def driver() -> AsyncIterator[Driver]:
    async with (
        loopback(more=lambda slack: Control(slack).routes()) as slack,
        by_http(slack, bare_bot(slack)),
        aiohttp.ClientSession() as session,
    ):
        yield Driver(session, slack.world.base)


async def test_a_person_is_driven_through_a_form(driver: Driver) -> None:
    told = await driver.do("slash", command="/form")
    assert told["view"]["fields"] == {"who": "external_select", "words": "plain_text_input"}
    assert (await driver.do("suggest", menu="who"))["options"] == ["Ada", "Alan", "Grace"]
    await driver.do("submit", values={"who": "ada"})
    seen = await driver.look("/seen?as=alice")
    assert seen["view"]["errors"] == {"words": "Say something"}
    told = await driver.do("submit", values={"words": "Weave it"})
    assert told["view"] is None
    assert told["messages"][0]["words"] == "ada: Weave it"
    assert await driver.look("/refused") == []


async def test_a_person_presses_a_button_of_a_message(driver: Driver) -> None:
    message = (await driver.do("slash", command="/hello", text="world"))["messages"][0]
    assert message["private"]
    told = await driver.do("press", ts=message["ts"], button="Again")
    assert told["messages"][0]["words"] == "Hello again"
    assert "nothing is called" in (await driver.do("press", ts=message["ts"], button="Never"))["error"]
    assert "no message" in (await driver.do("press", ts="1.0", button="Again"))["error"]
    assert "slash" in (await driver.do("dance"))["error"]
    assert (await driver.do("say", text="hi"))["messages"][0]["words"] == "hi"


async def test_it_runs_in_a_process_of_its_own() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.platforms.slack.loopback", "--port", "0", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    told: dict[str, str] = {}
    while "SLACK_SIGNING_SECRET" not in told:
        name, _, value = (await process.stdout.readline()).decode().strip().partition("=")
        told[name] = value
    client = AsyncWebClient(told["SLACK_BOT_TOKEN"], base_url=told["SLACK_API_URL"])
    assert (await client.auth_test())["ok"]
    process.terminate()
    await process.communicate()
