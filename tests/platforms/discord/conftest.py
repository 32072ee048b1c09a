"""A Discord that runs, and in it a bare bot by both ways in."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.tenants import Tenants
from briefings.library import Library
from tests.bot.keeping import kept
from tests.platforms.discord.bare import by_gateway, by_http
from tests.platforms.discord.calling import Api, calling
from tests.platforms.discord.loopback import Discord, Person, loopback
from tests.platforms.discord.opinion import opinions

MOST_INVALID = 100
"""So many requests in ten minutes may be answered with 401, 403 or 429; Discord bans an address for 10,000."""


@pytest.fixture
async def discord() -> AsyncIterator[Discord]:
    """Give a Discord; whatever it took in the test, its own description must take too, and little of it be invalid."""
    async with loopback() as running:
        yield running
        assert opinions(running) == []
        assert running.rates.worst <= MOST_INVALID


@pytest.fixture
def alice(discord: Discord) -> Person:
    return discord.join("alice")


@pytest.fixture(params=["http", "gateway"])
async def bare(discord: Discord, request: pytest.FixtureRequest) -> AsyncIterator[Discord]:
    """Give a Discord with the bare bot in it."""
    way = by_http if request.param == "http" else by_gateway
    async with way(discord):
        yield discord


@pytest.fixture
async def api(discord: Discord) -> AsyncIterator[Api]:
    """Give a way to the API without a library."""
    async with calling(discord) as api:
        yield api


@pytest.fixture
async def tenants(sample_library: Library, sqlite_url: str) -> AsyncIterator[Tenants]:
    """Give tenants that can change the sample dossier."""
    async with kept(sample_library, sqlite_url) as tenants:
        yield tenants
