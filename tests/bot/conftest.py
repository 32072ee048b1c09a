"""Bots over the invented sample dossier and over the shipped record."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.dispatch import Dispatch
from bot.tenants import Tenants
from briefings.library import Library
from tests.bot.asking import Ask, asking, dispatch_over
from tests.bot.keeping import kept


@pytest.fixture
def dispatch(sample_library: Library) -> Dispatch:
    return dispatch_over(sample_library)


@pytest.fixture
def ask(dispatch: Dispatch) -> Ask:
    """Ask a bot that knows the sample dossier."""
    return asking(dispatch)


@pytest.fixture
def ask_shipped(shipped_library: Library) -> Ask:
    """Ask a bot that knows the record that comes with the program."""
    return asking(dispatch_over(shipped_library))


@pytest_asyncio.fixture
async def tenants(sample_library: Library, sqlite_url: str) -> AsyncIterator[Tenants]:
    """Give tenants that can change the sample dossier."""
    async with kept(sample_library, sqlite_url) as tenants:
        yield tenants


@pytest_asyncio.fixture
async def shipped_tenants(shipped_library: Library, sqlite_url: str) -> AsyncIterator[Tenants]:
    """Give tenants that can change the record that comes with the program."""
    async with kept(shipped_library, sqlite_url) as tenants:
        yield tenants
