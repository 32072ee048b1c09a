"""The lines that words of a card ask, where words cannot be pressed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.card import Button, Card, Choices, Heading, Note, Span, Spans, Style, Text, spans
from bot.ways import Way, ending, ways
from tests.contracts.bodies import QUOTATION


def never(_part: Text) -> bool:
    return False


def test_words_lead_on_even_to_what_the_card_is_about() -> None:
    about = Card("T", (Text(spans("See ", Span("[Ada]", line="/source id:q-one"), ".")),), also=("q-one",))
    assert ways(about, never) == [Way("Ada", "Ada", "/source id:q-one", "T")]


def test_a_quotation_leads_to_all_about_it_unless_the_card_is_about_that() -> None:
    assert [way.line for way in ways(Card("T", (QUOTATION,)), never)] == ["/source id:q-one"]
    assert ways(Card("T", (QUOTATION,), also=("q-one",)), never) == []


def test_a_line_is_told_once_and_not_where_a_button_asks_it() -> None:
    text = Text(spans("See ", Span("here", line="/help"), " and ", Span("there", line="/help"), "."))
    card = Card("T", (text, Heading("Under"), Note(text.spans)))
    assert [(way.label, way.under) for way in ways(card, never)] == [("here", "T")]
    assert ways(replace(card, parts=(*card.parts, Choices((Button("Help", "/help"),)))), never) == []


def test_a_paragraph_with_a_button_of_its_own_tells_nothing() -> None:
    card = Card("T", (Text(spans("So. ", Span("Evidence", line="/help"))),))
    assert ways(card, lambda part: ending(part) is not None) == []


@pytest.mark.parametrize(
    ("words", "parted"),
    [
        (spans("So. ", Span("Evidence", line="/help")), True),
        (spans("So.", Span("Evidence", line="/help")), False),
        (spans(Span("Evidence", line="/help")), False),
        (spans("So. ", Span("Evidence", Style.STRONG, line="/help")), False),
        (spans("So. ", Span(" ", line="/help")), False),
        (spans(Span("So", line="/so"), " ", Span("Evidence", line="/help")), False),
        (spans("So. "), False),
        ((), False),
    ],
)
def test_a_paragraph_ends_in_a_button_where_a_plain_word_stands_apart(words: Spans, *, parted: bool) -> None:
    assert ending(Text(words)) == ((words[:-1], Button("Evidence", "/help")) if parted else None)
