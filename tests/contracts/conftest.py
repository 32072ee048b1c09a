"""Every platform that has to keep the contract."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.contracts.bots import dispatch
from tests.contracts.surface import Platform, Surface
from tests.platforms.playground.surface import playground

PLATFORMS: dict[str, Platform] = {"playground": playground}


@pytest.fixture(params=PLATFORMS)
def platform(request: pytest.FixtureRequest) -> Platform:
    return PLATFORMS[request.param]


@pytest.fixture
async def surface(platform: Platform) -> AsyncIterator[Surface]:
    """Give a platform that answers from the shipped record."""
    async with platform(dispatch()) as surface:
        yield surface
