"""What the contract suite holds of every answer, and the strings that it tries."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.contracts.surface import Shown

_SHARE = "Show in channel"
"""Stands on answers that are for the asker alone, as answers to what is pressed are on some platforms."""
OUR_FAULT = "Something went wrong on our side"
NAUGHTY_PARTS = 5
"""In so many parts the naughty strings are tried, each on a platform of its own, lest its history grow long."""
NAUGHTY = Path(__file__).parents[3] / "shared/corpora/blns/blns.json"


def said(shown: Shown) -> list[str]:
    """Give the lines of an answer, whether or not it is one that can be shown to others."""
    return [line for line in shown.text.split("\n") if line != _SHARE]


def check_clear(shown: Shown) -> None:
    """Hold that an answer says something, is no fault of ours, and has no effect."""
    assert shown.text.strip()
    assert OUR_FAULT not in shown.text
    assert not shown.effects


def naughty_strings() -> list[str]:
    """Give the big list of naughty strings; skip the test where it is not."""
    if not NAUGHTY.is_file():
        pytest.skip(f"{NAUGHTY} is not here")
    strings: list[str] = json.loads(NAUGHTY.read_text(encoding="utf-8"))
    return strings
