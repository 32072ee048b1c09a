"""A Slack that runs, a bare bot that is in it by both ways in, and the whole bot's record."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.tenants import Tenants
from briefings.library import Library
from tests.bot.keeping import kept
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


@pytest.fixture
async def tenants(sample_library: Library, sqlite_url: str) -> AsyncIterator[Tenants]:
    """Give tenants that can change the sample dossier."""
    async with kept(sample_library, sqlite_url) as tenants:
        yield tenants
