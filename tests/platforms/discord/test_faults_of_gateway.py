"""The gateway in trouble: it is begun anew, nothing is missed or answered twice, and what has to be mended is told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from functools import partial

import pytest
from discord.gateway import DiscordWebSocket

from bot.command import Command
from bot.platforms.discord import door, gateway, platform
from bot.tenants import Tenants
from tests.platforms.discord.loopback import Discord, Kind, Person
from tests.platforms.discord.loopback.connection import Connection
from tests.platforms.discord.saying import SAYS, WORDS, Slow, there
from tests.platforms.discord.working import Work, at_work
from tests.waiting import until

SOON = 10.0
SELDOM = 3
"""So many requests at most are refused before it is noticed that the token is another."""
AWAY = [Kind.ERROR_BEFORE, Kind.CLOUDFLARE]


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """Let nothing wait for long that waits for Discord's sake."""
    monkeypatch.setattr(gateway, "IDENTIFY_PAUSE", 0.01)
    monkeypatch.setattr(gateway, "SHORTEST_PAUSE", 0.02)
    monkeypatch.setattr(gateway, "LONGEST_PAUSE", 0.1)
    monkeypatch.setattr(platform, "STOPPED", 0.05)
    caplog.set_level(logging.INFO)


@pytest.fixture
async def bot(discord: Discord, tenants: Tenants) -> AsyncIterator[Work]:
    slow = Command("linger", "Say something late", Slow(discord).run, (WORDS,), lasting=False)
    async with at_work(discord, tenants, "gateway", SAYS, slow) as work:
        yield work


def first(discord: Discord) -> Connection:
    return discord.gateway.open[0]


async def later(discord: Discord, before: Connection) -> Connection:
    """Wait until there is a newer connection with a session, and the one before is gone."""

    def look() -> Connection | None:
        newer = (one for one in discord.gateway.open if one.number > before.number and one.session)
        return None if before in discord.gateway.open else next(newer, None)

    return await discord.world.changes.until(look)


async def answers(person: Person) -> None:
    """Hold that the person is answered, once."""
    before = len(there(person))
    assert "Said now" in (await person.slash("say", words="now")).message.words()
    assert len(there(person)) == before + 1


WAYS: dict[str, Callable[[Connection], None]] = {
    "dropped": lambda one: one.drop(),
    "op 7": lambda one: one.reconnect(),
    "op 9, to be resumed": lambda one: one.invalidate(resumable=True),
    "code 4000": lambda one: one.close(4000),
    "code 4008": lambda one: one.close(4008),
    "code 1000": lambda one: one.close(1000),
}


@pytest.mark.parametrize("way", WAYS)
async def test_a_session_is_resumed_and_what_was_missed_is_answered_once(
    bot: Work, alice: Person, caplog: pytest.LogCaptureFixture, way: str
) -> None:
    discord, before = bot.discord, first(bot.discord)
    await answers(alice)
    WAYS[way](before)
    await discord.world.changes.until(lambda: before not in discord.gateway.open)
    await answers(alice)
    assert (await later(discord, before)).session is before.session
    await answers(alice)
    assert bot.asked == ["/say words:now"] * 3
    assert "discord_started" not in caplog.text, "it was not begun anew"
    assert not discord.refused


async def test_what_is_told_again_is_not_answered_again(bot: Work, alice: Person) -> None:
    discord, before = bot.discord, first(bot.discord)
    await answers(alice)
    session = before.session
    assert session is not None
    session.repeat(0)
    await answers(alice)
    assert bot.asked == ["/say words:now"] * 2
    assert not discord.refused


async def test_a_session_that_is_gone_is_begun_anew(bot: Work, alice: Person) -> None:
    discord, before = bot.discord, first(bot.discord)
    before.invalidate(resumable=False)
    assert (await later(discord, before)).session is not before.session
    await answers(alice)
    assert not discord.refused


async def test_sessions_that_do_not_last_are_begun_less_and_less_often(
    bot: Work, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "IDENTIFY_PAUSE", 0.02)
    discord = bot.discord
    remaining = discord.gateway.pace.remaining
    began = asyncio.get_running_loop().time()
    for _ in range(6):
        before = first(discord)
        before.invalidate(resumable=False)
        await later(discord, before)
    assert asyncio.get_running_loop().time() - began >= 0.02 + 0.04 + 0.08 + 3 * 0.1
    assert remaining - discord.gateway.pace.remaining == 6
    await answers(alice)


async def test_an_answer_that_is_late_comes_though_the_connection_was_lost(
    bot: Work, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "IN_TIME", 0.05)
    before = first(bot.discord)
    asking = asyncio.ensure_future(alice.slash("linger", words="late"))
    await bot.discord.world.changes.until(lambda: bot.discord.calls("create_interaction_response"))
    before.close(4004)
    await asking
    assert there(alice) == [await alice.sees("Said late")]
    await later(bot.discord, before)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (4004, "The token is wrong: DISCORD_TOKEN is that of your application’s page, under Bot."),
        (4014, "An intent is not allowed for this bot"),
        (4013, "An intent is not known: update onrecord."),
    ],
)
async def test_what_has_to_be_mended_is_said_once_and_looked_at_again(
    bot: Work, alice: Person, caplog: pytest.LogCaptureFixture, code: int, says: str
) -> None:
    discord, before = bot.discord, first(bot.discord)
    spoken = len(discord.gateway.spoken)
    discord.gateway.closes_with = code
    before.close(code)
    await until(lambda: says in caplog.text, SOON)
    await until(lambda: len(discord.gateway.spoken) >= spoken + 3, SOON)
    assert caplog.text.count(f"discord_stopped code={code}") == 1
    discord.gateway.closes_with = 0
    await later(discord, before)
    await answers(alice)
    assert not [record for record in caplog.records if record.exc_info]


async def test_a_token_that_is_reset_is_asked_about_seldom_and_taken_when_it_is_back(
    bot: Work, alice: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(platform, "CHECKED_AGAIN", 0.2)
    discord, before = bot.discord, first(bot.discord)
    right, discord.app.token = discord.app.token, "another" + ".tok" + ".en"
    before.close(4004)
    await until(lambda: "Discord refuses DISCORD_TOKEN" in caplog.text, SOON)
    invalid = discord.invalid
    discord.app.token = right
    await later(discord, before)
    await answers(alice)
    assert invalid <= SELDOM


async def test_a_gateway_that_is_away_at_the_start_is_waited_for(
    discord: Discord, tenants: Tenants, alice: Person
) -> None:
    discord.gateway.is_down = True

    async def back() -> None:
        await discord.world.changes.until(lambda: discord.gateway.turned_away)
        discord.gateway.is_down = False

    returning = asyncio.ensure_future(back())
    async with at_work(discord, tenants, "gateway", SAYS):
        await returning
        await answers(alice)


async def test_what_is_told_uncompressed_is_heard_too(
    discord: Discord, tenants: Tenants, alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = partial(DiscordWebSocket.from_client, compress=False)
    monkeypatch.setattr(DiscordWebSocket, "from_client", plain)
    async with at_work(discord, tenants, "gateway", SAYS):
        assert discord.gateway.spoken == [""]
        await answers(alice)


async def test_the_quicker_of_two_compressions_is_asked_for(bot: Work, alice: Person) -> None:
    pytest.importorskip("zstandard", reason="zstandard is not installed here: make installs it")
    assert bot.discord.gateway.spoken == ["zstd-stream"]
    await answers(alice)


@pytest.mark.parametrize("operation", ["get_my_user", "get_bot_gateway", "get_my_application"])
@pytest.mark.parametrize("fault", AWAY)
async def test_an_api_that_is_away_at_the_start_is_waited_for(
    discord: Discord, tenants: Tenants, alice: Person, operation: str, fault: Kind
) -> None:
    discord.faults.add(operation, fault, 2, status=503)
    async with at_work(discord, tenants, "gateway", SAYS):
        await answers(alice)
