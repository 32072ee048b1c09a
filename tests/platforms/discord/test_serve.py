"""`onrecord serve` beside the loopback Discord, as a process of its own: what it answers, what it says, how it ends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.platforms.discord.http import PATH
from tests.bot.shell.processes import ROOT
from tests.platforms.discord.loopback import Discord, Person
from tests.platforms.discord.working import Way
from tests.platforms.serving import LONG, Served, serving

USUAL = (" INFO ", "no Interactions Endpoint URL", "request_refused why=")
"""What is said of what is as it should be: Discord tries an address with bad signatures before it takes it."""
pytestmark = pytest.mark.usefixtures("unset")


@asynccontextmanager
async def served(discord: Discord, way: Way, *arguments: str, **environment: str) -> AsyncIterator[Served]:
    """Serve until the end, or until the process was ended before."""
    told = {
        "DISCORD_API_URL": discord.api_url,
        "DISCORD_GATEWAY_URL": discord.gateway_url,
        "DISCORD_TOKEN": discord.token,
        **({"DISCORD_PUBLIC_KEY": discord.app.public_key} if way == "http" else {}),
        **environment,
    }
    async with serving(*arguments, **told) as running:
        if way == "http":
            await discord.http.register(running.address + PATH)
        try:
            yield running
        finally:
            discord.app.interactions_url = ""


async def begun(discord: Discord, way: Way) -> None:
    """Wait until the bot can be asked."""
    reached = discord.http.ready if way == "http" else discord.gateway.ready
    await discord.world.changes.until(lambda: "" in discord.app.commands and reached(), LONG)


async def is_up(address: str) -> bool:
    async with aiohttp.ClientSession() as client, client.get(f"{address}/") as response:
        return response.status == 200


@pytest.mark.parametrize("way", ["http", "gateway"])
async def test_it_answers_by_either_way_in_and_warns_of_nothing(discord: Discord, alice: Person, way: Way) -> None:
    async with served(discord, way, "--playground") as running:
        await begun(discord, way)
        assert "Elon Musk" in (await alice.slash("stance", who="musk")).message.words()
        await running.end()
    assert [line for line in running.lines if not any(usual in line for usual in USUAL)] == []
    assert not discord.refused


@pytest.mark.parametrize("way", ["http", "gateway"])
async def test_a_channel_gets_what_it_subscribed_to(discord: Discord, way: Way) -> None:
    chief = discord.join("chief", manages=True)
    async with served(discord, way) as running:
        await begun(discord, way)
        wanted = {"what": "quote", "every": "mon 09:00", "zone": "Europe/London"}
        saved = (await chief.slash("subscribe", **wanted)).message
        assert "every Monday at" in saved.words()
        await chief.press(saved, "Send one now")
        posted = await chief.sees("Comes every Monday at", LONG)
        assert "quote of the day" in posted.words()
        await running.says("delivered key=")
        assert "posted" in (await chief.slash("deliveries")).message.words()
        await running.end()
    assert len([one for one in chief.messages() if "Comes every Monday at" in one.words()]) == 1
    assert not discord.refused


async def test_without_the_library_for_one_compression_it_takes_the_other(
    discord: Discord, alice: Person, tmp_path: Path
) -> None:
    (tmp_path / "zstandard.py").write_text("raise ImportError('it is not installed')\n", encoding="utf-8")
    async with served(discord, "gateway", PYTHONPATH=f"{tmp_path}:{ROOT}") as running:
        await begun(discord, "gateway")
        assert discord.gateway.spoken == ["zlib-stream"]
        assert "Elon Musk" in (await alice.slash("stance", who="musk")).message.words()
        await running.end()
    assert not discord.refused


async def test_what_discord_never_takes_is_said_and_everything_else_goes_on(discord: Discord) -> None:
    discord.gateway.closes_with = 4014
    async with served(discord, "gateway", "--playground") as running:
        await running.says("discord_stopped code=4014 An intent is not allowed for this bot")
        assert await is_up(running.address)
        await running.end()
    assert running.log.count("discord_stopped") == 1
    assert "Traceback" not in running.log, running.log
    # A connection that is cut off before its code was read is tried again.
    assert len(discord.gateway.spoken) <= 5, "it is not tried in a loop"
