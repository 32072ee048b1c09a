"""Cards in a terminal."""

from __future__ import annotations

import pytest

from bot.card import Card, Form, Span, State, Style, Text
from bot.shell.terminal import print_body
from tests.bot.bodies import CARD, FORM


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "90")
    for name in ("FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)


def _shown(capsys: pytest.CaptureFixture[str], body: Card | Form) -> str:
    print_body(body)
    return " ".join(capsys.readouterr().out.replace("│", " ").split())


def test_a_card_shows_every_part(capsys: pytest.CaptureFixture[str]) -> None:
    shown = _shown(capsys, CARD)
    for words in (
        "A title",
        "A subtitle",
        "First in short",
        "Second",
        "Plain strong quiet",
        "“So it was.”",
        "Ana, March 2022 · A hearing",
        "primary, as quoted · ○ not checked · Minutes",
        "“So it was ~~never~~ **not.**”",
        "✓ verbatim in source",
        "Read twice.",
        "When then",
        "Where there",
        "2021 It began The Gazette · press",
        "March 2022 “So it was.”",
        "Two lines that cross",
        "record.csv",
        "Our reading",
        "More /x page:2",
        "Page 2 of 3",
    ):
        assert words in shown


def test_a_form_shows_its_fields_and_which_may_be_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert _shown(capsys, FORM) == (
        "/x It has changed meanwhile. What it does who: Who said it = ana ! Not known"
        " order: Which order (optional) Newest otherwise"
    )


@pytest.mark.parametrize("state", State)
def test_a_card_of_every_state_is_shown(capsys: pytest.CaptureFixture[str], state: State) -> None:
    assert "Only this" in _shown(capsys, Card("Only this", state=state))


@pytest.mark.parametrize("style", Style)
def test_text_is_shown_in_every_style(capsys: pytest.CaptureFixture[str], style: Style) -> None:
    assert "word" in _shown(capsys, Card("T", (Text((Span("word", style),)),)))


def test_words_are_not_taken_for_markup(capsys: pytest.CaptureFixture[str]) -> None:
    assert "[bold]not markup[/bold] :smile:" in _shown(
        capsys, Card("T", (Text((Span("[bold]not markup[/bold] :smile:"),)),))
    )
