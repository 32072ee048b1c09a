"""What a workspace subscribed to waits while the bot is out of it, and goes on when it is back."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.posting import Place, TenantClosed
from bot.store.database import Database
from bot.store.subscriptions import Subscription, Wish
from briefings.library import Library
from tests.platforms.slack.adding import install
from tests.platforms.slack.posting import SHORT
from tests.platforms.slack.running import Running, clock_of, refused_with, running, slack_for
from tests.waiting import until

DAILY = Wish(channel="C1", kind="new", about="", every="0 9 * * *", zone="Europe/Berlin")
OVER = Wish(channel="C1", kind="new", about="", every="0 9 * * *", zone="Europe/Berlin", until="2020-01-01")


async def subscribed(database: Database, tenant: str, *wishes: Wish) -> None:
    """Let a workspace have subscribed to something long ago, and have paused one more by itself."""
    at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    async with database.writing(tenant) as transaction:
        for wish in wishes or (DAILY,):
            await transaction.subscriptions.add(wish, at, "U1", at)
        own = await transaction.subscriptions.add(DAILY, at, "U1", at)
        await transaction.subscriptions.pause(own)


async def kept(database: Database, tenant: str) -> list[Subscription]:
    async with database.reading(tenant) as transaction:
        return await transaction.subscriptions.all()


async def states(bot: Running) -> list[tuple[str, str]]:
    return [(one.status, one.why) for one in await kept(bot.database, bot.tenant)]


@pytest.mark.parametrize("way", ["uninstall", "revoke", "refused"])
async def test_subscriptions_wait_until_it_is_installed_again(installs: Running, way: str) -> None:
    slack = installs.slack
    await install(slack)
    await subscribed(installs.database, installs.tenant, DAILY, OVER)
    place = Place(installs.tenant, slack.workspace.named("general").id)
    match way:
        case "uninstall":
            await slack.uninstall()
        case "revoke":
            await slack.revoke()
        case _:
            slack.install.token.revoked = "token_revoked"
            with pytest.raises(TenantClosed):
                await installs.platform.poster.post(place, SHORT, "k", again=False)
            assert refused_with(installs) == ["token_revoked"]
    assert await states(installs) == [("paused", "tenant"), ("paused", "tenant"), ("paused", "")]
    with pytest.raises(TenantClosed):
        await installs.platform.poster.check(place)
    await install(slack, name="una")
    assert await states(installs) == [("active", ""), ("ended", ""), ("paused", "")]
    first, _, _ = await kept(installs.database, installs.tenant)
    assert first.next_at is not None
    assert dt.timedelta() < first.next_at - clock_of(slack)() <= dt.timedelta(days=1)
    assert await installs.platform.poster.check(place) == "#general"
    assert not slack.refused


async def test_with_a_new_token_for_the_one_workspace_they_go_on(sample_library: Library, sqlite_url: str) -> None:
    async with slack_for("http") as slack:
        tenant = f"slack:{slack.workspace.id}"
        async with running(slack, sqlite_url, sample_library) as bot:
            await subscribed(bot.database, tenant)
            async with bot.database.writing(tenant) as transaction:
                await transaction.subscriptions.stop("tenant")
        async with running(slack, sqlite_url, sample_library) as bot:

            async def goes_on() -> bool:
                return await states(bot) == [("active", ""), ("paused", "")]

            await until(goes_on)


async def test_a_workspace_of_an_organisation_is_posted_into_before_anybody_asks_anything(
    sample_library: Library, sqlite_url: str
) -> None:
    async with slack_for("installs") as slack:
        slack.workspace.enterprise = "E0ORG"
        async with running(slack, sqlite_url, sample_library, "installs") as bot:
            ida = await install(slack)
            await ida.slash("/stance", "ana moreau")
            await subscribed(bot.database, bot.tenant)
        async with running(slack, sqlite_url, sample_library, "installs") as bot:
            place = Place(bot.tenant, slack.workspace.named("general").id)
            await bot.platform.poster.post(place, SHORT, "k", again=False)
            await slack.revoke()
            with pytest.raises(TenantClosed):
                await bot.platform.poster.post(place, SHORT, "k", again=False)
            assert await states(bot) == [("paused", "tenant"), ("paused", "")]
            await install(slack, name="una")
            assert await states(bot) == [("active", ""), ("paused", "")]
            await bot.platform.poster.post(place, SHORT, "k", again=False)
        assert not slack.refused
