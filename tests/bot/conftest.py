"""Bots over the invented sample dossier and over the shipped record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace

import pytest
from hypothesis import settings

from bot.dispatch import Dispatch
from briefings.library import Library
from briefings.load import SHIPPED, load
from briefings.model import Dossier
from tests.bot.asking import SAMPLE, Ask, asking, dispatch_over

# A busy machine is slow, not wrong.
settings.register_profile("bot", deadline=None)
settings.load_profile("bot")


@pytest.fixture(scope="session")
def sample() -> Dossier:
    (dossier,) = load([SAMPLE])
    return dossier


@pytest.fixture(scope="session")
def sample_library(sample: Dossier) -> Iterator[Library]:
    library = Library([sample])
    yield library
    library.index.close()


@pytest.fixture(scope="session")
def shipped_library() -> Iterator[Library]:
    library = Library(load([SHIPPED]))
    yield library
    library.index.close()


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


@pytest.fixture
def library_of() -> Iterator[Callable[..., Library]]:
    """Build libraries of dossiers that are freed after the test."""
    built: list[Library] = []

    def build(*dossiers: Dossier) -> Library:
        built.append(Library(dossiers))
        return built[-1]

    yield build
    for library in built:
        library.index.close()


@pytest.fixture
def edited(sample: Dossier) -> Callable[..., Dossier]:
    """Give the sample with other values in the fields of one of its records."""

    def edit(record_id: str, **changes: object) -> Dossier:
        for field in fields(sample)[1:]:
            rows = getattr(sample, field.name)
            mended = tuple(replace(row, **changes) if getattr(row, "id", "") == record_id else row for row in rows)
            if mended != rows:
                return replace(sample, **{field.name: mended})  # type: ignore[arg-type]  # rows of that field
        raise LookupError(record_id)

    return edit
