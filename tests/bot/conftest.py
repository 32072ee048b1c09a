"""Bots over the invented sample dossier and over the shipped record."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.dispatch import Dispatch
from bot.roles import Role
from bot.tenants import Tenants
from briefings.library import Library
from tests.bot.asking import Ask, asking, dispatch_over
from tests.bot.keeping import kept
from tests.bot.someone import Someone


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


@pytest.fixture
def kept_bot(tenants: Tenants) -> Dispatch:
    """Give a bot that keeps what is changed in the sample dossier."""
    return dispatch_over(tenants)


@pytest.fixture
def member(kept_bot: Dispatch) -> Someone:
    return Someone(kept_bot, "mia")


@pytest.fixture
def curator(kept_bot: Dispatch) -> Someone:
    return Someone(kept_bot, "cleo", Role.CURATOR)


@pytest.fixture
def admin(kept_bot: Dispatch) -> Someone:
    return Someone(kept_bot, "adam", Role.ADMIN)
