"""Faults of the loopback Discord, with the real discord.py at the other end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import discord as library
import pytest
from discord.http import Route

from tests.platforms.discord.bare import Bare, by_gateway, pointed
from tests.platforms.discord.loopback import Discord, Kind, Person


@pytest.fixture
async def bot(discord: Discord) -> AsyncIterator[Bare]:
    """Give a bot that has logged in and hears nothing."""
    async with pointed(discord), Bare() as bot:
        await bot.login(discord.token)
        yield bot


async def send(bot: Bare, discord: Discord, **body: object) -> Any:  # noqa: ANN401  JSON
    channel = discord.guild.named("general").id
    return await bot.http.request(Route("POST", "/channels/{channel_id}/messages", channel_id=channel), json=body)


@pytest.mark.parametrize("kind", [Kind.LIMITED_USER, Kind.LIMITED_SHARED, Kind.LIMITED_GLOBAL])
async def test_what_is_too_much_is_sent_again_later(discord: Discord, bot: Bare, kind: Kind) -> None:
    discord.faults.add("create_message", kind, 2, retry_after=0.01)
    assert (await send(bot, discord, content="x"))["content"] == "x"
    assert len(discord.calls("create_message")) == 3
    assert len(discord.guild.named("general").messages) == 1
    assert discord.invalid == (0 if kind is Kind.LIMITED_SHARED else 2)


async def test_what_is_kept_off_before_discord_fails_at_once(discord: Discord, bot: Bare) -> None:
    discord.faults.add("create_message", Kind.CLOUDFLARE)
    with pytest.raises(library.HTTPException) as error:
        await send(bot, discord, content="x")
    assert error.value.status == 429
    assert len(discord.calls("create_message")) == 1


@pytest.mark.parametrize(("kind", "messages"), [(Kind.ERROR_BEFORE, 1), (Kind.ERROR_AFTER, 2)])
async def test_an_error_is_tried_again_by_the_library(discord: Discord, bot: Bare, kind: Kind, messages: int) -> None:
    discord.faults.add("create_message", kind, status=502)
    await send(bot, discord, content="x")
    assert len(discord.guild.named("general").messages) == messages


async def test_a_nonce_makes_one_message_of_two_tries(discord: Discord, bot: Bare) -> None:
    discord.faults.add("create_message", Kind.ERROR_AFTER, status=502)
    await send(bot, discord, content="x", nonce="n", enforce_nonce=True)
    assert len(discord.guild.named("general").messages) == 1


async def test_an_answer_that_got_lost_is_known_when_it_comes_again(discord: Discord, alice: Person) -> None:
    async with by_gateway(discord):
        discord.faults.add("create_interaction_response", Kind.ERROR_AFTER, status=502)
        outcome = await alice.slash("hello", who="you")
        assert outcome.message.words() == "Hello you"
        await discord.world.changes.until(lambda: discord.refused)
    assert [each.code for each in discord.refused] == [40060]


async def test_discord_is_away_for_a_moment(discord: Discord, bot: Bare) -> None:
    discord.faults.add("create_message", Kind.ERROR_BEFORE, status=503)
    with pytest.raises(library.DiscordServerError):
        await send(bot, discord, content="x")
    discord.faults.add("", Kind.ERROR_BEFORE, status=503)
    with pytest.raises(library.DiscordServerError):
        await bot.fetch_channel(int(discord.guild.named("general").id))


@pytest.mark.parametrize("kind", [Kind.DROP_BEFORE, Kind.DROP_AFTER])
async def test_a_connection_breaks(discord: Discord, bot: Bare, kind: Kind) -> None:
    discord.faults.add("create_message", kind)
    with pytest.raises(aiohttp.ClientError):
        await send(bot, discord, content="x")
    assert len(discord.guild.named("general").messages) == (kind is Kind.DROP_AFTER)


@pytest.mark.parametrize("kind", [Kind.HANG, Kind.HANG_AFTER])
async def test_an_answer_does_not_come(discord: Discord, bot: Bare, kind: Kind) -> None:
    discord.faults.add("create_message", kind)
    sending = asyncio.ensure_future(send(bot, discord, content="x"))
    await discord.world.changes.until(lambda: discord.calls("create_message"))
    assert not sending.done()
    discord.trouble.let_go()
    with pytest.raises(aiohttp.ClientError):
        await sending
    assert len(discord.guild.named("general").messages) == (kind is Kind.HANG_AFTER)


async def test_a_refusal_is_asked_for(discord: Discord, bot: Bare) -> None:
    discord.faults.add("create_message", Kind.REFUSED, code=50013)
    with pytest.raises(library.Forbidden, match="Missing Permissions"):
        await send(bot, discord, content="x")
    assert discord.invalid == 1
    discord.faults.add("create_message", Kind.NOT_JSON)
    with pytest.raises(ValueError, match=r"Expecting|unexpected character"):
        await send(bot, discord, content="x")
    discord.faults.add("create_message", Kind.REFUSED, 2, code=50013)
    discord.faults.clear("create_message")
    assert await send(bot, discord, content="x")
