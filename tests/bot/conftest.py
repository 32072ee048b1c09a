"""Bots over the invented sample dossier and over the shipped record."""

from __future__ import annotations

import pytest

from bot.dispatch import Dispatch
from briefings.library import Library
from tests.bot.asking import Ask, asking, dispatch_over


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
