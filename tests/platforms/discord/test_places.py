"""A channel is looked at before anything is posted into it, and what is in the way is said."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping

import pytest

from bot.platforms.discord.history import snowflake
from bot.platforms.discord.marks import mark
from bot.posting import ChannelClosed, Later, Place, TenantClosed
from bot.store.database import Database
from tests.platforms.discord.loopback import Channel, Discord, Kind, Permission
from tests.platforms.discord.loopback.guild import CATEGORY, FORUM, PRIVATE_THREAD, PUBLIC_THREAD, VOICE
from tests.platforms.discord.loopback.permissions import Overwrite
from tests.platforms.discord.posting import Office, office
from tests.platforms.discord.working import clock_of

Make = Callable[[Discord], Channel]


@pytest.fixture
async def work(discord: Discord, sqlite_url: str) -> AsyncIterator[Office]:
    database = Database(sqlite_url)
    async with office(discord, database) as work:
        yield work
    await database.close()


def general(discord: Discord) -> Channel:
    return discord.guild.named("general")


def forbidden(*permissions: Permission) -> Make:
    def make(discord: Discord) -> Channel:
        discord.servers.forbid(general(discord), *permissions)
        return general(discord)

    return make


def made(kind: int, parent: bool = False) -> Make:  # noqa: FBT001, FBT002  whether it has one
    return lambda discord: discord.world.add_channel(discord.guild, "lamps", kind, general(discord) if parent else None)


def elsewhere(discord: Discord) -> Channel:
    return discord.add_guild("Owls").named("general")


def removed(discord: Discord) -> Channel:
    channel = made(0)(discord)
    discord.servers.remove(channel)
    return channel


def thread(*, archived: bool, locked: bool) -> Make:
    def make(discord: Discord) -> Channel:
        channel = made(PUBLIC_THREAD, parent=True)(discord)
        channel.archived, channel.locked = archived, locked
        return channel

    return make


def thread_forbidden(permission: Permission) -> Make:
    def make(discord: Discord) -> Channel:
        forbidden(permission)(discord)
        return made(PRIVATE_THREAD, parent=True)(discord)

    return make


def denied_to_a_role_of_its(discord: Discord) -> Channel:
    role = next(each for each in discord.guild.roles.values() if each.managed_by)
    general(discord).overwrites[role.id] = Overwrite(role.id, is_member=False, deny=Permission.SEND_MESSAGES)
    return general(discord)


def denied_to_everyone(discord: Discord) -> Channel:
    everyone = discord.guild.id
    general(discord).overwrites[everyone] = Overwrite(everyone, is_member=False, deny=Permission.SEND_MESSAGES)
    return general(discord)


CLOSED: Mapping[str, tuple[Make, str]] = {
    "unseen": (forbidden(Permission.VIEW_CHANNEL), "cannot see that channel. Allow it View Channel there"),
    "mute": (forbidden(Permission.SEND_MESSAGES), "may not post in that channel. Allow it Send Messages there"),
    "no files": (forbidden(Permission.ATTACH_FILES), "Allow it Attach Files there"),
    "both": (
        forbidden(Permission.SEND_MESSAGES, Permission.ATTACH_FILES),
        "Allow it Send Messages and Attach Files there",
    ),
    "role": (denied_to_a_role_of_its, "Allow it Send Messages there"),
    "everyone": (denied_to_everyone, "Allow it Send Messages there"),
    "elsewhere": (elsewhere, "not one of this server"),
    "removed": (removed, "That channel is gone"),
    "forum": (made(FORUM), "A forum has posts, not messages"),
    "category": (made(CATEGORY), "Choose a text channel"),
    "locked": (thread(archived=True, locked=True), "That thread is closed"),
    "mute thread": (thread_forbidden(Permission.SEND_MESSAGES_IN_THREADS), "Allow it Send Messages in Threads there"),
}
OPEN: Mapping[str, tuple[Make, str]] = {
    "channel": (general, "general"),
    "voice": (made(VOICE), "lamps"),
    "thread": (made(PUBLIC_THREAD, parent=True), "lamps"),
    "archived": (thread(archived=True, locked=False), "lamps"),
    "mute but for threads": (thread_forbidden(Permission.SEND_MESSAGES), "lamps"),
    "without its history": (forbidden(Permission.READ_MESSAGE_HISTORY), "general"),
}


@pytest.mark.parametrize("what", CLOSED)
async def test_a_channel_that_is_closed_to_the_bot_is_said_to_be(work: Office, what: str) -> None:
    make, said = CLOSED[what]
    channel = make(work.discord)
    with pytest.raises(ChannelClosed, match=said):
        await work.poster.check(Place(work.place.tenant, channel.id))


@pytest.mark.parametrize("what", OPEN)
async def test_a_channel_that_is_open_is_named_and_posted_into(work: Office, what: str) -> None:
    make, name = OPEN[what]
    desk = work.over(make(work.discord))
    assert await work.poster.check(desk.place) == f"#{name}"
    await desk.post()
    assert len(desk.there) == 1
    assert not work.discord.refused


async def test_whoever_administers_may_everything(work: Office) -> None:
    forbidden(Permission.SEND_MESSAGES)(work.discord)
    work.discord.servers.permit(work.discord.guild, Permission.ADMINISTRATOR)
    assert await work.poster.check(work.place) == "#general"


@pytest.mark.parametrize("channel", ["", "general", "<#1>", "1/../2", "99"])
@pytest.mark.parametrize("tenant", ["discord:@me", "discord:1"])
async def test_what_is_no_channel_of_a_server_is_refused(work: Office, channel: str, tenant: str) -> None:
    with pytest.raises((ChannelClosed, TenantClosed)):
        await work.poster.check(Place(tenant, channel))


async def test_a_server_that_the_bot_is_not_in_is_told_apart_from_a_channel_that_it_does_not_see(work: Office) -> None:
    work.discord.world.uninstall(work.discord.guild)
    with pytest.raises(TenantClosed, match="not in this server any more"):
        await work.poster.check(work.place)


@pytest.mark.parametrize("kind", [Kind.ERROR_BEFORE, Kind.DROP_BEFORE, Kind.NOT_JSON, Kind.LIMITED_GLOBAL])
async def test_a_look_that_fails_may_be_taken_later(work: Office, kind: Kind) -> None:
    work.discord.faults.add("get_channel", kind, 2)  # What breaks off a read is read again by the web library.
    with pytest.raises(Later):
        await work.poster.check(work.place)
    work.discord.faults.clear("get_channel")
    assert await work.poster.check(work.place) == "#general"


def test_a_mark_is_the_same_always_and_another_for_each_message() -> None:
    assert mark("discord:1#7#2026-11-24T09:00:00+00:00", 0) == mark("discord:1#7#2026-11-24T09:00:00+00:00", 0)
    marks = [mark(f"discord:1#{number}#2026-11-24T09:00:00+00:00", place) for number in range(50) for place in range(4)]
    assert len({one.nonce for one in marks}) == len({one.number for one in marks}) == len(marks)
    assert all(0 < one.number < 1 << 31 for one in marks)


async def test_an_id_is_made_from_a_moment_as_discord_makes_it(work: Office) -> None:
    before = snowflake(clock_of(work.discord)())
    await work.post()
    assert before <= int(work.there[0].id) < snowflake(clock_of(work.discord)()) + (1 << 30)
