"""A Slack that runs, and in it a bare bot by both ways in, or the whole bot."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.tenants import Tenants
from briefings.library import Library
from tests.bot.keeping import kept
from tests.platforms.slack.bare import bare_bot, by_http, by_socket
from tests.platforms.slack.loopback import Person, Slack, loopback
from tests.platforms.slack.running import Running, running, slack_for


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
async def bot(sample_library: Library, sqlite_url: str) -> AsyncIterator[Running]:
    """Give the whole bot over HTTP, with the sample dossier; Slack must have had nothing to refuse at the end."""
    async with slack_for("http") as slack:
        async with running(slack, sqlite_url, sample_library) as bot:
            yield bot
        assert not slack.refused


@pytest.fixture(params=["http", "socket"])
async def either(sample_library: Library, sqlite_url: str, request: pytest.FixtureRequest) -> AsyncIterator[Running]:
    """Give the whole bot as `bot` does, by one way in and then by the other."""
    way = request.param
    async with slack_for(way) as slack:
        async with running(slack, sqlite_url, sample_library, way) as bot:
            yield bot
        assert not slack.refused


@pytest.fixture
async def installs(sample_library: Library, sqlite_url: str) -> AsyncIterator[Running]:
    """Give the whole bot as any workspace may install it; none has."""
    async with slack_for("installs") as slack, running(slack, sqlite_url, sample_library, "installs") as bot:
        yield bot
        assert not slack.refused


@pytest.fixture
def mia(bot: Running) -> Person:
    """Give a member of the workspace."""
    return bot.slack.join("mia")


@pytest.fixture
def cleo(bot: Running) -> Person:
    """Give someone who runs the workspace, and may change the record therefore."""
    return bot.slack.join("cleo", is_admin=True)


@pytest.fixture
async def tenants(sample_library: Library, sqlite_url: str) -> AsyncIterator[Tenants]:
    """Give tenants that can change the sample dossier."""
    async with kept(sample_library, sqlite_url) as tenants:
        yield tenants
