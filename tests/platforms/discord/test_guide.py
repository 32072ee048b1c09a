"""The guide for operators names what the invitation asks for and what `serve` says, and is where the doctor says."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.platforms.discord.commands import CHECK_MESSAGE, PUT_ON_RECORD
from bot.platforms.discord.doctor import GUIDE
from bot.platforms.discord.gateway import MEND
from bot.platforms.discord.http import PATH
from bot.platforms.discord.permissions import PERMISSIONS

TEXT = (Path(__file__).parents[3] / GUIDE).read_text("utf-8")


@pytest.mark.parametrize(("name", "purpose"), [(name, purpose) for name, (_, purpose) in PERMISSIONS.items()])
def test_what_is_asked_for_is_explained_in_the_same_words(name: str, purpose: str) -> None:
    assert f"| {name} | {purpose} |" in TEXT


@pytest.mark.parametrize("sentence", MEND.values())
def test_what_ends_the_connection_is_explained(sentence: str) -> None:
    assert " ".join(sentence.split()[:4]) in TEXT


def test_the_address_and_the_commands_on_messages_are_named() -> None:
    assert f"`{PATH}`" in TEXT
    for name in (CHECK_MESSAGE, PUT_ON_RECORD):
        assert f"*{name}*" in TEXT
