"""Thousands of requests that a platform did not send, or that come again: none is run, and none makes us fail."""

from __future__ import annotations

import logging
from itertools import cycle, islice
from random import Random

import pytest

from briefings.library import Library
from tests.bot.keeping import kept
from tests.platforms.attacking import Thrown, statuses
from tests.platforms.discord import kinds as discord_kinds
from tests.platforms.discord import tampering as discord_attacks
from tests.platforms.discord.loopback import loopback as loopback_discord
from tests.platforms.discord.working import at_work as on_discord
from tests.platforms.slack.attacks import ATTACKS
from tests.platforms.slack.kinds import every_kind
from tests.platforms.slack.loopback import loopback
from tests.platforms.slack.working import at_work


@pytest.fixture
def attacks(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> int:
    """Give how many there are to be; what is written of faults is kept."""
    caplog.set_level(logging.ERROR)
    return int(request.config.getoption("--attacks"))


async def check_refused(made: list[Thrown], again: list[Thrown]) -> None:
    """Hold that every request is refused as the sender's fault."""
    for thrown in (made, again):
        counted = await statuses(thrown)
        assert counted.total() == len(thrown)
        assert all(400 <= status < 500 for status in counted), counted


async def test_of_thousands_of_requests_that_are_not_slacks_none_is_run(
    sample_library: Library, sqlite_url: str, attacks: int, caplog: pytest.LogCaptureFixture
) -> None:
    chance = Random(attacks)  # noqa: S311  how they are made is no secret
    async with (
        kept(sample_library, sqlite_url) as tenants,
        loopback() as slack,
        at_work(slack, tenants, "http") as work,
    ):
        alice = slack.join("alice")
        taken = list((await every_kind(slack, alice)).values())
        caplog.clear()
        seen = alice.messages(), len(slack.calls())
        work.asked.clear()
        made = [attack(chance.choice(taken), chance) for attack in islice(cycle(ATTACKS), attacks)]
        again = islice(cycle(taken), attacks // 10)
        await check_refused(
            [Thrown(work.address + raw.path, raw.body, raw.headers) for raw in made],
            [Thrown(work.address + raw.path, raw.body, raw.headers) for raw in again],
        )
        assert not work.asked
        assert (alice.messages(), len(slack.calls())) == seen
        assert not caplog.records
        assert (await alice.slash("/stance", "zoe-moreau")).message.ephemeral


async def test_of_thousands_of_requests_that_are_not_discords_none_is_run(
    sample_library: Library, sqlite_url: str, attacks: int, caplog: pytest.LogCaptureFixture
) -> None:
    chance = Random(attacks)  # noqa: S311  how they are made is no secret
    async with (
        kept(sample_library, sqlite_url) as tenants,
        loopback_discord() as discord,
        on_discord(discord, tenants, "http") as work,
    ):
        mia = discord.join("mia", manages=True)
        taken = list((await discord_kinds.every_kind(discord, mia)).values())
        await work.settled()
        caplog.clear()
        seen = mia.messages(), len(discord.calls())
        work.asked.clear()
        made = [attack(chance.choice(taken), chance) for attack in islice(cycle(discord_attacks.ATTACKS), attacks)]
        again = islice(cycle(taken), attacks // 10)
        await check_refused(
            [Thrown(work.url, raw.body, raw.headers) for raw in made],
            [Thrown(work.url, raw.body, raw.headers) for raw in again],
        )
        assert not work.asked
        assert (mia.messages(), len(discord.calls())) == seen
        assert not caplog.records
        assert await discord.http.probe()
        assert (await mia.slash("stance", who="zoe-moreau")).message
