"""What the whole suite shares: its options, the invented sample dossier, and ways to make others of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import settings

from bot.settings import Settings
from briefings.library import Library
from briefings.load import SHIPPED, load
from briefings.model import Dossier
from tests.bot.asking import SAMPLE

pytest_plugins = ["tests.databases"]

# A busy machine is slow, not wrong.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


def pytest_addoption(parser: pytest.Parser) -> None:
    # pytest reads options from this folder's conftest only, not from those further down.
    parser.addoption("--refresh-goldens", action="store_true", help="Write the golden files anew; look at the diff.")
    parser.addoption(
        "--all-naughty", action="store_true", help="Try every naughty string in every command on Slack and Discord."
    )
    parser.addoption("--attacks", type=int, default=1_000, help="How many requests that are not Slack's are sent.")
    parser.addoption("--kills", type=int, default=10, help="How many processes are killed while they write.")


@pytest.fixture
def unset(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Go to an empty folder, where nothing is set by whoever runs the tests."""
    for setting in Settings.model_fields.values():
        monkeypatch.delenv(str(setting.alias), raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def sample_folder() -> Path:
    return SAMPLE


@pytest.fixture(scope="session")
def sample() -> Dossier:
    (dossier,) = load([SAMPLE])
    return dossier


@pytest.fixture(scope="session")
def sample_library(sample: Dossier) -> Iterator[Library]:
    library = Library([sample])
    yield library
    library.close()


@pytest.fixture(scope="session")
def shipped() -> Dossier:
    (dossier,) = load([SHIPPED])
    return dossier


@pytest.fixture(scope="session")
def shipped_library(shipped: Dossier) -> Iterator[Library]:
    library = Library([shipped])
    yield library
    library.close()


@pytest.fixture
def library_of() -> Iterator[Callable[..., Library]]:
    """Build libraries of dossiers that are freed after the test."""
    built: list[Library] = []

    def build(*dossiers: Dossier) -> Library:
        built.append(Library(dossiers))
        return built[-1]

    yield build
    for library in built:
        library.close()


@pytest.fixture
def edited(sample: Dossier) -> Callable[..., Dossier]:
    """Give the sample with other values in the fields of one of its records."""

    def edit(record_id: str, **changes: object) -> Dossier:
        for field in fields(sample)[1:]:
            rows = getattr(sample, field.name)
            if any(getattr(row, "id", "") == record_id for row in rows):
                mended = tuple(replace(row, **changes) if row.id == record_id else row for row in rows)
                return replace(sample, **{field.name: mended})  # type: ignore[arg-type]  # rows of that field
        raise LookupError(record_id)

    return edit
