"""The guide for operators names what the manifest asks for, and is where the doctor says."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.platforms.slack.commands import registered
from bot.platforms.slack.doctor import GUIDE
from bot.platforms.slack.scopes import APP_SCOPE, EVENTS, SCOPES

TEXT = (Path(__file__).parents[3] / GUIDE).read_text("utf-8")


@pytest.mark.parametrize(("name", "purpose"), [*SCOPES.items(), *EVENTS.items()])
def test_what_is_asked_for_is_explained_in_the_same_words(name: str, purpose: str) -> None:
    plain = TEXT.replace("`", "")
    assert f"| {name} | {purpose}" in plain


def test_the_scope_of_the_app_token_is_named() -> None:
    assert f"`{APP_SCOPE}`" in TEXT


def test_every_command_is_named() -> None:
    assert [name for name in registered("") if f"`{name}`" not in TEXT] == []
