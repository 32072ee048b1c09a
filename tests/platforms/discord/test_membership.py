"""What a server's channels subscribed to rests while the bot is not in it, and goes on from the next time."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator

import pytest

from bot.platforms.discord import membership, platform
from bot.platforms.discord.gateway import Client, Hearing
from bot.platforms.discord.membership import Membership
from bot.store.database import Database
from bot.store.subscriptions import TENANT_GONE, Subscription, Wish
from bot.tenants import Tenants
from tests.platforms.discord.loopback import Discord, Kind
from tests.platforms.discord.posting import Office, office
from tests.platforms.discord.working import Way, at_work, clock_of
from tests.waiting import meanwhile, until

SOON = 10.0
A_DAY = dt.timedelta(days=1)


@pytest.fixture
async def database(tenants: Tenants) -> Database:
    assert tenants.database is not None
    return tenants.database


@pytest.fixture
async def work(discord: Discord, database: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Office]:
    """Give a bot that is logged in and hears nothing."""
    monkeypatch.setattr(membership, "SOON", 0.01)
    async with office(discord, database) as work:
        yield work


async def subscribe(database: Database, discord: Discord, until: str = "") -> None:
    """Let two channels of the server have something; one of them paused its own."""
    now = clock_of(discord)()
    wish = Wish(channel="1", kind="quote", about="", every="0 9 * * *", zone="UTC", until=until)
    async with database.writing(f"discord:{discord.guild.id}") as transaction:
        for _ in range(2):
            number = await transaction.subscriptions.add(wish, now + A_DAY, "1", now)
        await transaction.subscriptions.pause(number)


async def kept(database: Database, discord: Discord) -> list[Subscription]:
    async with database.reading(f"discord:{discord.guild.id}") as transaction:
        return await transaction.subscriptions.all()


async def stands(database: Database, discord: Discord, *said: tuple[str, str]) -> bool:
    """Tell whether the subscriptions are in these states, for these reasons."""
    return [(one.status, one.why) for one in await kept(database, discord)] == list(said)


async def test_a_server_that_lets_the_bot_go_and_in_again_goes_on(
    discord: Discord, tenants: Tenants, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = asyncio.Event()

    class Ready(Client):
        """Tells when the library has seen the servers that it was in before, of which it keeps quiet."""

        def __init__(self, hearing: Hearing) -> None:
            super().__init__(hearing, guild_ready_timeout=0.05)

        async def on_ready(self) -> None:
            ready.set()

    monkeypatch.setattr(platform, "Client", Ready)
    await subscribe(database, discord)
    async with at_work(discord, tenants, "gateway"), asyncio.timeout(SOON):
        await ready.wait()
        discord.servers.outage(discord.guild)
        discord.servers.recover(discord.guild)
        discord.world.uninstall(discord.guild)
        await until(lambda: stands(database, discord, ("paused", TENANT_GONE), ("paused", "")), SOON)
        discord.world.install(discord.guild)
        await until(lambda: stands(database, discord, ("active", ""), ("paused", "")), SOON)
    (first, _) = await kept(database, discord)
    assert first.next_at is not None
    assert first.next_at.hour == 9
    assert clock_of(discord)() < first.next_at <= clock_of(discord)() + A_DAY


async def test_an_outage_of_a_server_pauses_nothing(discord: Discord, tenants: Tenants, database: Database) -> None:
    await subscribe(database, discord)
    async with at_work(discord, tenants, "gateway") as work:
        discord.servers.outage(discord.guild)
        discord.servers.recover(discord.guild)
        assert (await discord.join("alice").slash("stance", who="zoe-moreau")).message
        await work.settled()
    assert await stands(database, discord, ("active", ""), ("paused", ""))


@pytest.mark.parametrize("way", ["http", "gateway"])
async def test_a_bot_that_was_let_in_while_nobody_heard_it_finds_out(
    discord: Discord, tenants: Tenants, database: Database, way: Way
) -> None:
    await subscribe(database, discord)
    async with database.writing(f"discord:{discord.guild.id}") as transaction:
        await transaction.subscriptions.stop(TENANT_GONE)
    async with at_work(discord, tenants, way):
        await until(lambda: stands(database, discord, ("active", ""), ("paused", "")), SOON)


async def test_where_it_is_still_not_let_in_they_go_on_resting(work: Office, database: Database) -> None:
    await subscribe(database, work.discord)
    async with database.writing(f"discord:{work.discord.guild.id}") as transaction:
        await transaction.subscriptions.stop(TENANT_GONE)
    work.discord.world.uninstall(work.discord.guild)
    work.discord.faults.add("get_guild", Kind.REFUSED, code=50013)
    work.discord.faults.add("get_guild", Kind.ERROR_BEFORE)
    async with meanwhile(Membership(work.places, database, clock_of(work.discord)).keep()):
        await work.discord.world.changes.until(lambda: len(work.discord.calls("get_guild")) >= 3)
    assert await stands(database, work.discord, ("paused", TENANT_GONE), ("paused", ""))


async def test_what_has_come_to_its_end_meanwhile_is_over(work: Office, database: Database) -> None:
    await subscribe(database, work.discord, until="2026-01-01")
    async with database.writing(f"discord:{work.discord.guild.id}") as transaction:
        await transaction.subscriptions.stop(TENANT_GONE)
    await Membership(work.places, database, clock_of(work.discord)).joined(work.discord.guild.id)
    assert await stands(database, work.discord, ("ended", ""), ("paused", ""))


async def test_a_database_that_is_away_stops_nothing(
    work: Office, caplog: pytest.LogCaptureFixture, tmp_path: object
) -> None:
    broken = Database(f"sqlite:///{tmp_path}/no/such/folder/x.db")
    membership = Membership(work.places, broken, clock_of(work.discord))
    await membership.close()
    membership.left("1")
    await membership.joined("1")
    await membership.close()
    assert "not_resumed tenant=discord:1" in caplog.text
    assert "not_paused tenant=discord:1" in caplog.text
    await broken.close()
