from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.card import Button
from bot.platforms.discord.presses import Pressed, Presses, pressed, short
from bot.platforms.discord.words import length
from tests.contracts.nasty import NASTY, NASTY_PROSE

LINES = st.text(max_size=120) | st.sampled_from(
    ["", "#", "#a", "1", "12/x", "/x " * 40, NASTY, NASTY_PROSE, "/x\n", " /x"]
)


def pressed_again(presses: Presses, value: str) -> Pressed:
    """Read what comes back, with the line that is kept under a key in its place."""
    found = pressed(value)
    assert found is not None
    return Pressed(presses.calls[found.key], found.key, found.turns) if found.key else found


@given(st.lists(st.builds(Button, st.just("A"), LINES, st.booleans()), max_size=6))
def test_every_button_brings_back_its_line_and_no_two_send_the_same(buttons: list[Button]) -> None:
    presses = Presses()
    values = [presses.button(button)["custom_id"] for button in buttons]
    assert len(set(values)) == len(values)
    assert all(0 < length(value) <= 100 for value in values)
    found = [pressed_again(presses, value) for value in values]
    assert [(one.line, one.turns) for one in found] == [(button.line, button.turns) for button in buttons]


def test_the_second_button_that_asks_the_same_has_a_number() -> None:
    presses = Presses()
    line = "/stance ada"
    buttons = (Button("A", line), Button("B", line), Button("C", line, turns=True), Button("D", line))
    values = [presses.button(button)["custom_id"] for button in buttons]
    assert values == ["=/stance ada", "=2/stance ada", "~/stance ada", "=3/stance ada"]


@pytest.mark.parametrize("line", ["/" + "x" * 99, "/" + "🙂" * 50, "/a\nb", "/a ", "#a", "1/a", ""])
def test_a_line_that_a_button_cannot_bring_back_is_kept(line: str) -> None:
    presses = Presses()
    value = presses.button(Button("A", line))["custom_id"]
    assert list(presses.calls.values()) == [line]
    assert value == f"=#{next(iter(presses.calls))}"


def test_the_longest_line_that_fits_is_sent() -> None:
    presses = Presses()
    assert presses.button(Button("A", "/" + "x" * 98))["custom_id"] == "=/" + "x" * 98
    assert not presses.calls


@pytest.mark.parametrize("value", ["", "x", "menu:1", "/stance", "+/stance", "%#abc"])
def test_what_is_none_of_ours_is_not_read(value: str) -> None:
    assert pressed(value) is None


@pytest.mark.parametrize("label", ["", " ", "\n", "x" * 200, "🙂" * 80, "x" * 79 + "🙂", "a  " * 60])
def test_a_label_is_never_empty_nor_too_long(label: str) -> None:
    assert 0 < length(short(label, 80)) <= 80
    assert short(label, 80).strip()
