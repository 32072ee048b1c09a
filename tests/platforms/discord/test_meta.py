"""What a form carries along comes back as it was, within what Discord carries."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.card import Button
from bot.platforms.discord.limits import CUSTOM_ID
from bot.platforms.discord.meta import GOES_ON, OPENS, Meta, key_of, read_meta
from bot.platforms.discord.presses import Presses, pressed
from bot.platforms.discord.raw import Malformed
from bot.platforms.discord.words import length

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
METAS = st.builds(Meta, TEXTS, st.dictionaries(TEXTS, TEXTS, max_size=3), st.integers(1, 9))


@given(METAS)
def test_what_is_carried_comes_back(meta: Meta) -> None:
    carried, kept = meta.folded()
    assert length(f"{GOES_ON}{carried}") <= CUSTOM_ID
    assert read_meta(kept[key_of(carried)] if kept else carried) == meta
    assert bool(kept) is bool(key_of(carried))


@given(METAS)
def test_a_button_that_opens_a_form_says_so_itself(meta: Meta) -> None:
    carried, _ = meta.folded()
    presses = Presses()
    made = presses.button(Button("Go on", OPENS + carried))
    assert not presses.calls
    found = pressed(made["custom_id"])
    assert found is not None
    assert found.line == OPENS + carried


@pytest.mark.parametrize(
    "written",
    ["", "x", "[]", "{}", "null", '["a"]', '["a", {}]', '["a", [], 1]', '["a", {}, "one"]', '["a", {}, 1e999]', "["],
)
def test_what_is_not_ours_is_malformed(written: str) -> None:
    with pytest.raises(Malformed):
        read_meta(written)


@given(st.text(max_size=30))
def test_whatever_comes_is_read_or_malformed(written: str) -> None:
    try:
        read_meta(written)
    except Malformed:
        return
