"""Every platform that has to keep the contract."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import count
from pathlib import Path

import pytest
import pytest_asyncio

from bot.dispatch import Dispatch
from bot.store.database import Database
from bot.tenants import Tenants
from tests.bot.keeping import kept
from tests.contracts.bots import TODAY, dispatch, shipped
from tests.contracts.surface import Platform, Surface
from tests.platforms.discord.surface import discord_by_gateway, discord_by_http
from tests.platforms.playground.surface import playground
from tests.platforms.slack.surface import slack_by_http, slack_by_socket

PLATFORMS: dict[str, Callable[[Dispatch, Database], AbstractAsyncContextManager[Surface]]] = {
    "playground": playground,
    "slack-http": slack_by_http,
    "slack-socket": slack_by_socket,
    "discord-http": discord_by_http,
    "discord-gateway": discord_by_gateway,
}


@pytest.fixture(autouse=True)
def faultless(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Hold that nothing failed for a fault of ours, whether anyone was told or not."""
    yield
    assert not [record.getMessage() for record in caplog.get_records("call") if record.exc_info]


@pytest.fixture(params=PLATFORMS)
def platform(request: pytest.FixtureRequest, migrated: Path, tmp_path: Path) -> Platform:
    """Give a platform; what it keeps of its own is where its bot keeps the record, or else in an empty database."""
    way, files = PLATFORMS[request.param], (tmp_path / f"beside-{number}.db" for number in count())

    @asynccontextmanager
    async def opened(dispatch: Dispatch) -> AsyncIterator[Surface]:
        if dispatch.tenants.database:
            async with way(dispatch, dispatch.tenants.database) as surface:
                yield surface
            return
        file = shutil.copy(migrated, next(files))
        beside = Database(f"sqlite:///{file}")
        try:
            async with way(dispatch, beside) as surface:
                yield surface
        finally:
            await beside.close()

    return opened


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def recorded(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an SQLite file in which the shipped record is recorded, to be copied."""
    file = tmp_path_factory.mktemp("recorded") / "shipped.db"
    shutil.copy(migrated, file)
    async with kept(shipped(), f"sqlite:///{file}", TODAY):
        return file


@pytest.fixture
async def tenants(recorded: Path, tmp_path: Path) -> AsyncIterator[Tenants]:
    """Give tenants that can change the shipped record."""
    shutil.copy(recorded, tmp_path / "kept.db")
    async with kept(shipped(), f"sqlite:///{tmp_path}/kept.db", TODAY) as tenants:
        yield tenants


@pytest.fixture
async def surface(platform: Platform, tenants: Tenants) -> AsyncIterator[Surface]:
    """Give a platform that answers from the shipped record, to someone who may only read."""
    async with platform(dispatch(tenants)) as surface:
        yield surface
