"""Thousands of requests that are not Slack's, and of Slack's that come again: none is run, none makes us fail."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from itertools import cycle, islice
from random import Random

import aiohttp
import pytest

from briefings.library import Library
from tests.bot.keeping import kept
from tests.platforms.slack.attacks import ATTACKS
from tests.platforms.slack.kinds import every_kind
from tests.platforms.slack.loopback import loopback
from tests.platforms.slack.loopback.signed_http import Raw
from tests.platforms.slack.working import at_work

AT_ONCE = 16
"""So many attack at the same time."""


async def statuses(address: str, raws: Sequence[Raw]) -> Counter[int]:
    """Send requests, several at once, and count what they are answered with."""
    counted: Counter[int] = Counter()
    waiting = iter(raws)

    async def send(client: aiohttp.ClientSession) -> None:
        for raw in waiting:
            async with client.post(address + raw.path, data=raw.body, headers=dict(raw.headers)) as response:
                counted[response.status] += 1

    async with aiohttp.ClientSession() as client:
        await asyncio.gather(*(send(client) for _ in range(AT_ONCE)))
    return counted


async def test_of_thousands_of_requests_that_are_not_slacks_none_is_run(
    sample_library: Library, sqlite_url: str, request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture
) -> None:
    attacks = int(request.config.getoption("--attacks"))
    chance = Random(attacks)  # noqa: S311  how they are made is no secret
    async with (
        kept(sample_library, sqlite_url) as tenants,
        loopback() as slack,
        at_work(slack, tenants, "http") as work,
    ):
        alice = slack.join("alice")
        taken = list((await every_kind(slack, alice)).values())
        caplog.set_level(logging.ERROR)
        caplog.clear()
        seen = alice.messages(), len(slack.calls())
        work.asked.clear()
        made = [attack(chance.choice(taken), chance) for attack in islice(cycle(ATTACKS), attacks)]
        for raws in (made, [*islice(cycle(taken), attacks // 10)]):
            counted = await statuses(work.address, raws)
            assert counted.total() == len(raws)
            assert all(400 <= status < 500 for status in counted), counted
        assert not work.asked
        assert (alice.messages(), len(slack.calls())) == seen
        assert not caplog.records
        assert (await alice.slash("/stance", "zoe-moreau")).message.ephemeral
