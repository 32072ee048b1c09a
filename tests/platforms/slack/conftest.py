"""A Slack that runs, and a bare bot that is in it by both ways in."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.platforms.slack.bare import bare_bot, by_http, by_socket
from tests.platforms.slack.loopback import Person, Slack, loopback


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with loopback() as running:
        yield running


@pytest.fixture
def alice(slack: Slack) -> Person:
    return slack.join("alice")


@pytest.fixture(params=["http", "socket"])
async def bare(slack: Slack, request: pytest.FixtureRequest) -> AsyncIterator[Slack]:
    """Give a Slack with the bare bot in it."""
    way = by_http if request.param == "http" else by_socket
    async with way(slack, bare_bot(slack)):
        yield slack
