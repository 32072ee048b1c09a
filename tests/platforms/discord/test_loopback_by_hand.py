"""The loopback Discord run by hand: its own process, and people who are driven over HTTP."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.platforms.discord.bare import by_gateway
from tests.platforms.discord.loopback import loopback
from tests.platforms.discord.loopback.control import Control

Told = dict[str, Any]


class Driver:
    """Drives people with JSON."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self._session, self._base = session, base

    async def post(self, path: str, **told: object) -> Told:
        async with self._session.post(f"{self._base}/{path}", json=told) as answer:
            given: Told = await answer.json()
            return given

    async def do(self, deed: str, **told: object) -> Told:
        return await self.post(f"person/{deed}", **told)

    async def look(self, path: str) -> Any:  # noqa: ANN401  JSON
        async with self._session.get(self._base + path) as answer:
            return await answer.json()


@pytest.fixture
async def driver() -> AsyncIterator[Driver]:
    async with (
        loopback(more=lambda discord: Control(discord).routes()) as discord,
        by_gateway(discord),
        aiohttp.ClientSession() as session,
    ):
        yield Driver(session, discord.world.base)


async def test_a_person_types_presses_and_chooses(driver: Driver) -> None:
    assert (await driver.look("/offered"))["on a message"] == ["Repeat"]
    told = await driver.do("complete", command="hello", option="who", text="al")
    assert told["choices"] == [{"name": "Alan", "value": "alan"}]
    (message,) = (await driver.do("slash", command="hello", options={"who": "Alan"}))["messages"]
    assert (message["words"], message["private"]) == ("Hello Alan", False)
    assert message["controls"] == ["Again", "Who"]
    (message,) = (await driver.do("press", message=message["id"], button="Again"))["messages"]
    assert message["words"] == "You took again"
    (message,) = (await driver.do("choose", menu="Who", values=["Grace"]))["messages"]
    assert message["words"] == "You took grace"
    assert "nothing is called" in (await driver.do("press", button="Never"))["error"]
    assert "no message" in (await driver.do("press", message="1", button="Again"))["error"]
    assert "slash" in (await driver.do("dance"))["error"]
    assert await driver.look("/refused") == []


async def test_a_person_fills_in_a_form_and_uses_a_message(driver: Driver) -> None:
    told = await driver.do("slash", command="form", manages=True)
    assert told["form"]["fields"] == {"who": "Who", "words": "Words"}
    assert "required" in (await driver.do("submit", values={"who": "Ada"}))["error"]
    told = await driver.do("submit", values={"words": "weave it"})
    assert told["messages"][0]["words"] == "ada: weave it"
    assert "no form" in (await driver.do("submit"))["error"]
    said = await driver.do("say", text="weave it", **{"as": "bob"})
    told = await driver.do("menu", message=said["id"], command="Repeat")
    assert told["messages"][0]["words"] == "It says: weave it"
    told = await driver.do("slash", command="hello", options={"who": "you"}, channel="@me")
    assert told["messages"][0]["words"] == "Hello you"
    assert len((await driver.look("/seen"))["messages"]) == 4
    assert len((await driver.look("/seen?as=bob"))["messages"]) == 1


async def test_the_clock_is_moved_and_an_address_is_tried(driver: Driver) -> None:
    before = (await driver.post("clock", seconds=0))["now"]
    assert (await driver.post("clock", seconds=60))["now"] >= before + 60
    assert "could not be verified" in (await driver.post("register", url=f"{driver._base}/refused"))["error"]  # noqa: SLF001


async def test_it_runs_in_a_process_of_its_own() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.platforms.discord.loopback", "--port", "0"), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    told: dict[str, str] = {}
    while "DISCORD_PUBLIC_KEY" not in told:
        name, _, value = (await process.stdout.readline()).decode().strip().partition("=")
        told[name] = value
    headers = {"Authorization": f"Bot {told['DISCORD_TOKEN']}", "User-Agent": "DiscordBot (test, 1)"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.get(f"{told['DISCORD_API_URL']}/applications/@me") as answer,
    ):
        assert (await answer.json())["verify_key"] == told["DISCORD_PUBLIC_KEY"]
    process.terminate()
    await process.communicate()
