"""What stops Discord is said once with how to mend it, and Discord begins when it is mended; servers are greeted."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

import pytest

from bot.notices import Notices
from bot.platforms.discord import guilds
from bot.platforms.discord import platform as module
from bot.platforms.discord.gateway import Client, Hearing
from bot.platforms.discord.platform import discord_platform
from bot.settings import Settings
from bot.tenants import Tenants
from tests.platforms.counted import Counted
from tests.platforms.discord.bare import pointed
from tests.platforms.discord.loopback import Discord, Kind, Permission
from tests.platforms.discord.working import Work, at_work, clock_of, settings_for
from tests.waiting import meanwhile, until

SOON = 10.0
LOOKS = 4
"""So often at least it is looked whether it was mended, before it is."""
STARTED = "discord_started way=gateway"


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(module, "CHECKED_AGAIN", 0.02)
    caplog.set_level(logging.INFO)


@asynccontextmanager
async def begun(discord: Discord, tenants: Tenants, settings: Settings) -> AsyncIterator[None]:
    """Let a bot begin that cannot yet."""
    now, database = clock_of(discord), tenants.database
    assert database is not None
    bot = Counted(tenants, now)
    async with (
        pointed(discord),
        discord_platform(settings, bot, database, Notices(database, bot, now), now) as platform,
        meanwhile(platform.keep()),
    ):
        yield


def _other_token(discord: Discord) -> Callable[[], None]:
    right, discord.app.token = discord.app.token, "another" + ".tok" + ".en"
    return lambda: setattr(discord.app, "token", right)


def _address(discord: Discord) -> Callable[[], None]:
    discord.app.interactions_url = "https://bot.example.org/discord/interactions"
    return lambda: setattr(discord.app, "interactions_url", "")


TROUBLES: Mapping[str, Callable[[Discord], Callable[[], None]]] = {
    "Discord refuses DISCORD_TOKEN: it does not take it.": _other_token,
    "The application has an Interactions Endpoint URL, so that nothing comes by the gateway.": _address,
}


@pytest.mark.parametrize("said", TROUBLES)
async def test_what_stops_discord_is_said_once_and_waited_for(
    discord: Discord, tenants: Tenants, caplog: pytest.LogCaptureFixture, said: str
) -> None:
    settings = settings_for(discord, "gateway")
    mend = TROUBLES[said](discord)

    def looked() -> int:
        return discord.invalid + [call.operation for call in discord.world.calls].count("get_my_application")

    async with begun(discord, tenants, settings):
        await until(lambda: said in caplog.text, SOON)
        before = looked()
        await until(lambda: looked() >= before + LOOKS, SOON)
        assert caplog.text.count(said) == 1
        assert STARTED not in caplog.text
        mend()
        await until(lambda: STARTED in caplog.text, SOON)
        # Commands are put there beside everything else.
        await discord.world.changes.until(lambda: "" in discord.app.commands and discord.gateway.ready())
        assert (await discord.join("alice").slash("stance", who="zoe-moreau")).message
    assert not [record for record in caplog.records if record.exc_info]


async def test_what_does_not_stop_discord_is_said_and_it_begins(
    discord: Discord, tenants: Tenants, caplog: pytest.LogCaptureFixture
) -> None:
    discord.guild.roles[discord.guild.id].permissions = Permission(0)
    discord.servers.permit(discord.guild, Permission.VIEW_CHANNEL)
    async with at_work(discord, tenants, "gateway"):
        assert caplog.text.count("it lacks: Send Messages, Send Messages in Threads") == 1
    assert STARTED in caplog.text


async def test_commands_that_discord_does_not_take_do_not_keep_it_from_beginning(
    discord: Discord, tenants: Tenants, caplog: pytest.LogCaptureFixture
) -> None:
    async with at_work(discord, tenants, "gateway"):
        pass
    discord.app.commands[""][0]["description"] = "Another one"
    discord.faults.add("bulk_set_application_commands", Kind.REFUSED, code=50035)
    async with at_work(discord, tenants, "gateway"):
        await until(lambda: "commands_not_put code=50035" in caplog.text, SOON)
        assert (await discord.join("alice").slash("stance", who="zoe-moreau")).message


async def test_commands_are_put_when_they_are_others_and_not_again(discord: Discord, tenants: Tenants) -> None:
    for _ in range(2):
        async with at_work(discord, tenants, "gateway"):
            pass
    assert len(discord.calls("bulk_set_application_commands")) == 1


# -- servers --------------------------------------------------------------------------------------


@pytest.fixture
async def work(discord: Discord, tenants: Tenants, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Work]:
    """Give the bot at work, once the library has seen the servers that it was in before."""
    ready = asyncio.Event()

    class Ready(Client):
        def __init__(self, hearing: Hearing) -> None:
            super().__init__(hearing, guild_ready_timeout=0.05)

        async def on_ready(self) -> None:
            ready.set()

    monkeypatch.setattr(module, "Client", Ready)
    async with at_work(discord, tenants, "gateway") as work, asyncio.timeout(SOON):
        await ready.wait()
        yield work


def told(work: Work) -> list[str]:
    """Give what the one who let the bot in was told by direct message."""
    return [message.words() for message in work.discord.world.direct(work.discord.world.owner).messages]


async def test_whoever_lets_it_in_is_told_how_to_ask(work: Work) -> None:
    work.discord.add_guild("Owls")
    await until(lambda: bool(told(work)), SOON)
    (words,) = told(work)
    assert "On Record is here" in words
    assert "/curators add" in words
    assert not work.discord.refused


async def test_where_they_take_no_messages_the_server_is_told(work: Work, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guilds, "WAIT", 0.5)
    work.discord.world.owner.takes_dms = False
    owls = work.discord.add_guild("Owls")
    await until(lambda: any("On Record is here" in one.words() for one in owls.named("general").messages), SOON)
    assert [refusal.code for refusal in work.discord.refused] == [50007]


async def test_a_server_that_it_was_in_before_is_not_greeted(work: Work) -> None:
    work.discord.servers.outage(work.discord.guild)
    work.discord.servers.recover(work.discord.guild)
    assert (await work.discord.join("alice").slash("stance", who="zoe-moreau")).message
    assert told(work) == []


async def test_a_server_that_lets_it_in_again_has_what_it_had(work: Work) -> None:
    cleo = work.discord.join("cleo", manages=True)
    await cleo.slash("record add person", name="Ola Lind", summary="Keeps bees")
    work.discord.world.uninstall(work.discord.guild)
    work.discord.world.install(work.discord.guild)
    await until(lambda: bool(told(work)), SOON)
    assert "Ola Lind" in (await cleo.slash("people")).message.words()
