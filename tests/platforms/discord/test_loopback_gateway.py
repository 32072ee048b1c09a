"""The gateway of the loopback Discord, with the real client of discord.py at the other end."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from typing import Any

import aiohttp
import discord as library
import pytest

from tests.platforms.discord.bare import Bare, by_gateway, pointed
from tests.platforms.discord.loopback import Discord, Permission, Person
from tests.platforms.discord.loopback.connection import Connection


async def later(discord: Discord, connection: Connection) -> Connection:
    """Wait for a connection that is newer than this one and has a session, with this one gone."""
    return await discord.world.changes.until(
        lambda: (
            next((each for each in discord.gateway.open if each.number > connection.number and each.session), None)
            if connection not in discord.gateway.open
            else None
        )
    )


async def heard(bot: Bare, event: str, doing: Callable[[], object]) -> object:
    """Do something and wait until the library tells of an event."""
    waiting = bot.wait_for(event, timeout=10)
    doing()
    return await waiting


async def test_a_bot_is_told_of_its_servers(discord: Discord) -> None:
    async with by_gateway(discord) as bot:
        (guild,) = bot.guilds
        assert (guild.name, [channel.name for channel in guild.text_channels]) == ("Acme", ["general"])
        assert guild.me.guild_permissions.send_messages
        frames = [each["op"] for each in discord.gateway.open[0].received]
        assert frames[:2] == [1, 2], "a heartbeat comes before the bot says who it is"
        assert discord.gateway.open[0].heartbeats >= 1
    assert not discord.refused


@pytest.mark.parametrize("code", [1000, 4000, 4008])
async def test_a_connection_that_is_closed_is_resumed(discord: Discord, alice: Person, code: int) -> None:
    async with by_gateway(discord) as bot:
        first = discord.gateway.open[0]
        await heard(bot, "resumed", lambda: first.close(code))
        assert (await later(discord, first)).session is first.session
        assert (await alice.slash("hello", who="again")).message.words() == "Hello again"
    assert not discord.refused


@pytest.mark.parametrize("how", ["drop", "reconnect", "invalidate"])
async def test_a_session_that_may_be_resumed_is_resumed(discord: Discord, alice: Person, how: str) -> None:
    async with by_gateway(discord) as bot:
        first = discord.gateway.open[0]
        ways: dict[str, Callable[[], object]] = {
            "drop": first.drop,
            "reconnect": first.reconnect,
            "invalidate": lambda: first.invalidate(resumable=True),
        }
        await heard(bot, "resumed", ways[how])
        assert (await later(discord, first)).session is first.session
        assert (await alice.slash("hello", who="again")).message.words() == "Hello again"
    assert not discord.refused


async def test_what_happens_meanwhile_is_told_after_the_resume(discord: Discord, alice: Person) -> None:
    async with by_gateway(discord) as bot:
        first = discord.gateway.open[0]
        discord.gateway.is_down = True
        first.drop()
        await discord.world.changes.until(lambda: first not in discord.gateway.open)
        asking = asyncio.ensure_future(alice.slash("hello", who="meanwhile"))
        discord.servers.rename(discord.guild.named("general"), "lobby")
        discord.gateway.is_down = False
        assert (await asking).message.words() == "Hello meanwhile"
        assert [channel.name for channel in bot.guilds[0].text_channels] == ["lobby"]
    assert not discord.refused


async def test_a_session_that_is_gone_begins_anew(discord: Discord, alice: Person) -> None:
    async with by_gateway(discord) as bot:
        first = discord.gateway.open[0]
        await heard(bot, "ready", lambda: first.invalidate(resumable=False))
        assert (await later(discord, first)).session is not first.session
        assert (await alice.slash("hello", who="again")).message.words() == "Hello again"
    assert not discord.refused


async def test_a_session_cannot_be_resumed_for_ever(discord: Discord) -> None:
    async with by_gateway(discord) as bot:
        first = discord.gateway.open[0]
        discord.gateway.end_sessions()
        await heard(bot, "ready", first.drop)
        assert (await later(discord, first)).session is not first.session
    assert not discord.refused


async def test_a_connection_that_is_silent_is_left(discord: Discord) -> None:
    discord.gateway.heartbeat = 0.05
    async with by_gateway(discord, Bare(heartbeat_timeout=0.3)) as bot:
        first = discord.gateway.open[0]
        await discord.world.changes.until(lambda: first.heartbeats > 2)

        def fall_silent() -> None:
            first.silent = True

        await heard(bot, "resumed", fall_silent)
        assert (await later(discord, first)).session is first.session


@pytest.mark.parametrize(
    ("code", "error"), [(4004, library.ConnectionClosed), (4014, library.PrivilegedIntentsRequired)]
)
async def test_a_connection_that_can_never_succeed_ends(discord: Discord, code: int, error: type[Exception]) -> None:
    discord.gateway.closes_with = code
    async with pointed(discord), Bare() as bot:
        await bot.login(discord.token)
        with pytest.raises(error):
            await bot.connect()


async def test_privileged_intents_have_to_be_switched_on(discord: Discord) -> None:
    intents = library.Intents(guilds=True, members=True)
    async with pointed(discord), Bare(intents=intents, chunk_guilds_at_startup=False) as bot:
        await bot.login(discord.token)
        with pytest.raises(library.PrivilegedIntentsRequired):
            await bot.connect()
    assert discord.refused[-1].where == "gateway 4014"
    discord.app.privileged = 1 << 1
    async with by_gateway(discord, Bare(intents=intents, chunk_guilds_at_startup=False)):
        pass


async def test_a_wrong_token_is_refused(discord: Discord) -> None:
    async with pointed(discord), Bare() as bot:
        with pytest.raises(library.LoginFailure):
            await bot.login("wrong-" + "token")


async def test_every_shard_hears_of_its_own_servers(discord: Discord) -> None:
    discord.gateway.shards = 2
    guilds = [discord.guild, *(discord.add_guild(f"Acme {number}") for number in range(3))]
    async with by_gateway(discord) as bot:
        assert len(discord.gateway.open) == 2
        for guild in guilds:
            known = bot.get_guild(int(guild.id))
            assert known is not None
            assert known.shard_id == (int(guild.id) >> 22) % 2
            asking = discord.join(f"in {guild.name}", guild=guild)
            assert (await asking.slash("hello", who=guild.name)).message.words() == f"Hello {guild.name}"
        asking.go_to_dm()
        assert (await asking.slash("hello", who="you")).message.words() == "Hello you"
    assert not discord.refused


async def test_a_bot_is_told_what_becomes_of_servers(discord: Discord) -> None:
    async with by_gateway(discord) as bot:
        await heard(bot, "guild_join", lambda: discord.add_guild("New"))
        new = next(guild for guild in discord.world.guilds.values() if guild.name == "New")
        await heard(bot, "guild_unavailable", lambda: discord.servers.outage(new))
        await heard(bot, "guild_available", lambda: discord.servers.recover(new))
        await heard(bot, "guild_remove", lambda: discord.world.uninstall(new))
        general = discord.guild.named("general")
        await heard(bot, "guild_channel_update", lambda: discord.servers.forbid(general, Permission.SEND_MESSAGES))
        guild = bot.guilds[0]
        assert not guild.text_channels[0].permissions_for(guild.me).send_messages
        await heard(bot, "guild_role_update", lambda: discord.servers.permit(discord.guild, Permission.MANAGE_GUILD))
        assert guild.me.guild_permissions.manage_guild
        await heard(bot, "guild_channel_create", lambda: discord.world.add_channel(discord.guild, "second"))
        await heard(bot, "guild_channel_delete", lambda: discord.servers.remove(general))
        assert [channel.name for channel in guild.text_channels] == ["second"]
    assert not discord.refused


async def test_a_bot_is_told_who_let_it_in(discord: Discord) -> None:
    async with by_gateway(discord) as bot:
        found = await heard(bot, "integration_create", lambda: discord.add_guild("New"))
        assert isinstance(found, library.BotIntegration)
        assert found.user is not None
        assert (found.user.name, found.application.id) == ("owner", bot.application_id)


async def test_messages_are_told_to_whoever_asked_for_them(discord: Discord, alice: Person) -> None:
    bot = Bare(intents=library.Intents(guilds=True, guild_messages=True, dm_messages=True))
    async with by_gateway(discord, bot):
        message = await heard(bot, "message", lambda: alice.say("a secret"))
        assert isinstance(message, library.Message)
        assert message.content == ""
        alice.go_to_dm()
        message = await heard(bot, "message", lambda: alice.say("for the bot"))
        assert isinstance(message, library.Message)
        assert message.content == "for the bot"


async def test_a_gateway_that_is_down_at_first_ends_the_library(discord: Discord) -> None:
    discord.gateway.is_down = True
    async with pointed(discord), Bare(shard_connect_timeout=0.1) as bot:
        await bot.login(discord.token)
        bot.shard_count = 1
        connecting = asyncio.ensure_future(bot.connect())
        await discord.world.changes.until(lambda: discord.gateway.turned_away)
        connecting.cancel()
        await asyncio.wait({connecting})


async def test_an_interaction_that_nobody_hears_is_lost_at_once(discord: Discord, alice: Person) -> None:
    async with by_gateway(discord):
        pass
    outcome = await alice.slash("hello", who="anyone")
    assert outcome.error == "The application did not respond"
    assert outcome.seconds < 1


Frames = list[dict[str, Any]]


def with_token(frame: dict[str, Any], token: str) -> dict[str, Any]:
    """Put the bot's token where none stands."""
    inside = frame.get("d") or {}
    return {**frame, "d": {**inside, "token": token}} if inside.get("token") == "" else frame


@pytest.mark.parametrize(
    ("frames", "code"),
    [
        ([{"op": 99, "d": None}], 4003),
        ([{"op": 2, "d": {"token": "wrong", "intents": 0}}], 4004),
        ([{"op": 2, "d": {"token": "", "intents": 1 << 30}}], 4013),
        ([{"op": 2, "d": {"token": "", "intents": 1 << 15}}], 4014),
        ([{"op": 2, "d": {"token": "", "intents": 1, "shard": [2, 2]}}], 4010),
        ([{"op": 2, "d": {"token": "", "intents": 1}}, {"op": 2, "d": {}}], 4005),
        ([{"op": 2, "d": {"token": "", "intents": 1}}, {"op": 99, "d": {}}], 4001),
        ([{"no": "op"}], 4002),
        ([{"op": 1, "d": None}] * 121, 4008),
    ],
)
async def test_what_is_not_spoken_there_closes_the_connection(discord: Discord, frames: Frames, code: int) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{discord.gateway_url}?v=10") as ws:
        assert (await ws.receive_json())["op"] == 10
        for frame in frames:
            await ws.send_json(with_token(frame, discord.token))
        while (message := await ws.receive()).type is aiohttp.WSMsgType.TEXT:
            pass
        assert ws.close_code == code, message
    assert discord.refused[-1].where == f"gateway {code}"


async def test_a_connection_without_heartbeats_is_closed(discord: Discord) -> None:
    discord.gateway.patience = 0.05
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{discord.gateway_url}?v=10") as ws:
        assert (await ws.receive_json())["op"] == 10
        await ws.receive()
        assert ws.close_code == 4009


@pytest.mark.parametrize("query", ["v=9", "v=10&encoding=etf", "v=10&compress=none-stream"])
async def test_another_way_of_speaking_is_refused(discord: Discord, query: str) -> None:
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{discord.gateway_url}?{query}") as ws:
        await ws.receive()
        assert ws.close_code == 4012


async def test_whoever_identifies_too_often_has_to_wait(discord: Discord) -> None:
    discord.gateway.pace.strict = True
    identify = {"op": 2, "d": {"token": discord.token, "intents": 0}}
    told = []
    async with aiohttp.ClientSession() as session:
        for _ in range(2):
            async with session.ws_connect(f"{discord.gateway_url}?v=10") as ws:
                await ws.receive_json()
                await ws.send_json(identify)
                answer = await ws.receive_json()
                told.append((answer["op"], answer["t"]))
    assert told == [(0, "READY"), (9, None)]
    assert discord.gateway.pace.remaining == 999


@pytest.mark.parametrize("compress", ["zlib-stream", "zstd-stream"])
async def test_the_library_reads_both_streams(discord: Discord, compress: str) -> None:
    if compress == "zstd-stream":
        pytest.importorskip("zstandard", reason="zstandard is not installed here: make installs it")
    discord.world.add_channel(discord.guild, "ö" * 90)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.platforms.discord.child"),
        *(compress, discord.api_url, discord.gateway_url, discord.token),
    )
    assert await process.wait() == 0
    assert discord.gateway.spoken == [compress]
    assert not discord.refused
