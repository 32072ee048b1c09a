"""A server's life with the bot: it is greeted once whenever it comes, keeps what it had, and hears what is closed."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator

import pytest

from bot.platforms.discord import gateway, guilds, posting
from bot.platforms.discord.losses import Losses
from bot.platforms.discord.posting import Posting
from bot.platforms.discord.rest import Rest
from bot.roles import Role
from bot.tenants import Tenants
from tests.platforms.discord.bare import Bare, pointed
from tests.platforms.discord.loopback import Channel, Discord, Guild, Kind, Permission, User
from tests.platforms.discord.working import Work, at_work, clock_of
from tests.waiting import until

SOON = 10.0
GREETING = "On Record is here"
CLOSED = "A channel is closed to the bot"


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(guilds, "WAIT", 0.3)
    monkeypatch.setattr(posting, "PAUSES", (0.01, 0.01, 0.01))
    monkeypatch.setattr(gateway, "IDENTIFY_PAUSE", 0.01)
    caplog.set_level(logging.INFO)


@pytest.fixture
async def work(discord: Discord, tenants: Tenants) -> AsyncIterator[Work]:
    """Give the bot at work, whose session has just begun."""
    async with at_work(discord, tenants, "gateway") as work:
        yield work


def told(discord: Discord, user: User | None = None) -> list[str]:
    """Give what somebody was told directly; the owner when nobody is named."""
    return [message.words() for message in discord.world.direct(user or discord.world.owner).messages]


async def greeted(discord: Discord, times: int = 1) -> None:
    await until(lambda: sum(GREETING in words for words in told(discord)) >= times, SOON)
    assert sum(GREETING in words for words in told(discord)) == times


# -- coming and going -----------------------------------------------------------------------------


async def test_a_server_that_comes_in_the_first_moment_is_greeted(work: Work) -> None:
    work.discord.add_guild("Owls")
    await greeted(work.discord)


async def test_servers_that_were_there_before_are_not_greeted(work: Work, caplog: pytest.LogCaptureFixture) -> None:
    discord = work.discord
    before = discord.gateway.open[0]
    before.invalidate(resumable=False)
    await discord.world.changes.until(lambda: any(one.session for one in discord.gateway.open if one is not before))
    discord.servers.outage(discord.guild)
    discord.servers.recover(discord.guild)
    discord.add_guild("Owls")
    await greeted(discord)
    assert caplog.text.count("joined tenant=") == 1


async def test_a_server_that_comes_back_is_greeted_again_and_has_what_it_had(work: Work) -> None:
    discord = work.discord
    owls = discord.add_guild("Owls")
    await greeted(discord)
    cleo = discord.join("cleo", guild=owls, manages=True)
    await cleo.slash("record add person", name="Ola Lind", summary="Keeps bees")
    discord.world.uninstall(owls)
    discord.world.install(owls)
    # Discord knows the words of the first one still, and gives that one back.
    await until(lambda: len(discord.calls("create_message")) == 2, SOON)
    assert "Ola Lind" in (await cleo.slash("people")).message.words()


async def test_every_shard_tells_a_join_from_a_start(discord: Discord, tenants: Tenants) -> None:
    discord.gateway.shards = 2
    for number in range(3):
        discord.add_guild(f"Before {number}")
    async with at_work(discord, tenants, "gateway"):
        await discord.world.changes.until(lambda: len(discord.gateway.sessions) == 2)
        discord.add_guild("Owls")
        discord.add_guild("Crows")
        await greeted(discord, 2)


@pytest.mark.parametrize("kind", [Kind.ERROR_BEFORE, Kind.ERROR_AFTER, Kind.DROP_AFTER, Kind.LIMITED_GLOBAL])
async def test_whoever_lets_it_in_is_greeted_once_whatever_fails(work: Work, kind: Kind) -> None:
    work.discord.faults.add("create_message", kind, status=503, retry_after=0.05)
    work.discord.add_guild("Owls")
    await greeted(work.discord)


# -- channels that are closed ---------------------------------------------------------------------


class Wanting:
    """Something that has to be said in a channel now and then."""

    def __init__(self, discord: Discord, tenants: Tenants, rest: Rest) -> None:
        database = tenants.database
        assert database is not None
        self._discord = discord
        self._losses = Losses(rest, Posting(rest), database, clock_of(discord))

    async def fails(self, channel: Channel, code: int) -> None:
        await self._losses.lost(channel.guild, channel.id, code)

    async def succeeds(self, channel: Channel) -> None:
        await self._losses.mended(channel.guild, channel.id)


@pytest.fixture
async def rest(discord: Discord) -> AsyncIterator[Rest]:
    async with pointed(discord), Bare() as client:
        await client.login(discord.token)
        rest = Rest()
        rest.use(client.http)
        yield rest


@pytest.fixture
def wanting(discord: Discord, tenants: Tenants, rest: Rest) -> Wanting:
    return Wanting(discord, tenants, rest)


@pytest.fixture
def general(discord: Discord) -> Channel:
    return discord.guild.named("general")


@pytest.mark.parametrize(
    ("code", "says"), [(50001, "cannot see"), (50013, "may not write in"), (10003, "which is gone")]
)
async def test_an_admin_is_told_what_is_closed_and_how_to_mend_it(
    discord: Discord, wanting: Wanting, general: Channel, code: int, says: str
) -> None:
    await wanting.fails(general, code)
    (words,) = told(discord)
    assert CLOSED in words
    assert says in words
    assert "Acme" in words
    assert ("Edit Channel, Permissions" in words) is (code != 10003)
    assert not discord.refused


async def test_it_is_told_once_by_all_processes_and_anew_when_it_was_mended(
    discord: Discord, tenants: Tenants, rest: Rest, wanting: Wanting, general: Channel
) -> None:
    for one in (wanting, wanting, Wanting(discord, tenants, rest)):
        await one.fails(general, 50013)
    assert len(told(discord)) == 1
    discord.world.nonces.seconds = 0
    await wanting.succeeds(general)
    await wanting.fails(general, 50013)
    assert len(told(discord)) == 2


async def test_each_channel_is_told_of(discord: Discord, wanting: Wanting, general: Channel) -> None:
    await wanting.fails(general, 50013)
    await wanting.fails(discord.world.add_channel(discord.guild, "lamps"), 50013)
    assert len(told(discord)) == 2


async def test_where_the_owner_takes_no_messages_another_admin_is_told(
    discord: Discord, tenants: Tenants, wanting: Wanting, general: Channel
) -> None:
    discord.world.owner.takes_dms = False
    noa, mia = discord.join("noa"), discord.join("mia")
    database = tenants.database
    assert database is not None
    async with database.writing(f"discord:{discord.guild.id}") as transaction:
        await transaction.curators.put(noa.id, Role.CURATOR.word, "1", clock_of(discord)())
        await transaction.curators.put(mia.id, Role.ADMIN.word, "1", clock_of(discord)())
    await wanting.fails(general, 50013)
    assert (len(told(discord, noa.user)), len(told(discord, mia.user))) == (0, 1)


async def test_where_nobody_takes_messages_the_log_says_it_once(
    discord: Discord, wanting: Wanting, general: Channel, caplog: pytest.LogCaptureFixture
) -> None:
    discord.world.owner.takes_dms = False
    for _ in range(3):
        await wanting.fails(general, 50013)
    assert caplog.text.count("loss_not_told") == 1
    assert [refusal.code for refusal in discord.refused] == [50007]


async def test_what_could_not_be_told_is_told_the_next_time(
    discord: Discord, wanting: Wanting, general: Channel
) -> None:
    discord.faults.add("get_guild", Kind.ERROR_BEFORE, status=503)
    await wanting.fails(general, 50013)
    assert told(discord) == []
    await wanting.fails(general, 50013)
    assert len(told(discord)) == 1


async def test_a_greeting_that_is_not_let_in_tells_of_the_channel(work: Work) -> None:
    discord = work.discord
    mia = discord.join("mia")
    owls = closed(discord, "Owls", owner=mia.user)
    discord.world.owner.takes_dms = False
    discord.world.install(owls)
    await until(lambda: bool(told(discord, mia.user)), SOON)
    (words,) = told(discord, mia.user)
    assert "may not write in" in words
    assert {refusal.code for refusal in discord.refused} == {50007, 50013}


def closed(discord: Discord, name: str, *, owner: User) -> Guild:
    """Found a server in which nobody but its owner may write."""
    guild = discord.add_guild(name, installed=False)
    guild.owner = owner.id
    discord.world.add_member(guild, owner)
    guild.roles[guild.id].permissions = Permission.VIEW_CHANNEL
    discord.servers.forbid(guild.named("general"), Permission.SEND_MESSAGES)
    return guild
