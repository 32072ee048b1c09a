"""A shell in an empty folder without settings, and content folders to point it at."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from briefings.library import Library
from tests.bot.asking import SAMPLE

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def folder(unset: Path) -> Path:
    return unset


_BUILT: list[Library] = []


class Freed(Library):
    """A library that is freed after the test; one class for all tests, as the program has one."""

    __slots__ = ()

    def __init__(self, dossiers: object) -> None:
        super().__init__(dossiers)  # type: ignore[arg-type]  # as it was given
        _BUILT.append(self)


@pytest.fixture(autouse=True)
def _freed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Free the libraries that a command builds for a process that ends with it."""
    monkeypatch.setattr("bot.wiring.Library", Freed)
    yield
    for library in _BUILT:
        library.close()
    _BUILT.clear()


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the sample dossier be the one that comes with the program."""
    monkeypatch.setattr("bot.wiring.SHIPPED", SAMPLE)


@pytest.fixture
def run() -> Run:
    """Run `onrecord` with some arguments, and settings in its environment."""

    def run(*arguments: str, **environment: str) -> Result:
        return CliRunner().invoke(main, arguments, env=environment, catch_exceptions=False)

    return run


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Give a copy of the sample dossier that may be spoilt."""
    return Path(shutil.copytree(SAMPLE, tmp_path / "record" / "sample"))


@pytest.fixture
def spoilt(copied: Path) -> Path:
    """Give a dossier with three faults in two files."""
    quotes = copied / "quotes.toml"
    text = quotes.read_text("utf-8").replace('said = "2021"', 'said = "someday"').replace("src-leaflet", "src-lost")
    quotes.write_text(text, "utf-8")
    people = copied / "people.toml"
    people.write_text(people.read_text("utf-8").replace('summary = "Baker', 'colour = "Baker'), "utf-8")
    return copied
