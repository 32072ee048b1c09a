"""Cards: what they show, and how they read in plain text."""

from __future__ import annotations

import pytest

from bot.card import (
    MARKS,
    Button,
    Card,
    Choices,
    Form,
    Heading,
    Pages,
    Part,
    Quotation,
    Span,
    Style,
    Text,
    as_text,
    source_kind,
    spans,
)
from bot.errors import Ambiguous, Forbidden, Unknown, Unreadable, UserError
from tests.bot.bodies import CARD, FORM, PARTS, QUOTE

TEXTS = (
    "First  in short",
    "Second",
    "Plain strong quiet",
    "Only plain",
    "“So it was.”\nAna, March 2022 · A hearing\nprimary, as quoted · ○ not checked · Minutes: https://a.example/1",
    (
        "“So it was ~~never~~ **not.**”\nBo, 4 Mar 2022 · A talk\n"
        "primary, as quoted · ✓ verbatim in source · Minutes: https://a.example/1\nRead twice."
    ),
    "When: then\nWhere: there",
    "2021  It began  The Gazette · press\nMarch 2022  “So it was.”",
    "Two lines that cross",
    "record.csv",
    "Our reading",
    "More: /x page:2\nHelp: /help",
)


@pytest.mark.parametrize(("part", "text"), list(zip(PARTS, TEXTS, strict=True)))
def test_every_part_has_its_plain_text(part: Part, text: str) -> None:
    assert as_text(Card("T", (part,))) == f"T\n\n{text}"


def test_a_card_is_its_head_and_its_parts_with_a_line_between_them() -> None:
    assert as_text(CARD) == "\n\n".join(("A title\nA subtitle\nPage 2 of 3", *TEXTS))


def test_a_card_without_anything_more_is_its_title() -> None:
    assert as_text(Card("Only this", (Text(()),), pages=Pages(1, 1))) == "Only this"


@pytest.mark.parametrize("evidence", MARKS)
def test_every_verification_has_its_mark(evidence: str) -> None:
    quote = Quotation("q", "w", "s", QUOTE.said, "o", QUOTE.source, evidence=evidence)
    assert f" · {MARKS[evidence]} · " in as_text(Card("T", (quote,)))


def test_a_form_lists_its_fields_with_all_that_stands_at_them() -> None:
    assert as_text(FORM) == (
        "/x\nIt has changed meanwhile.\nWhat it does\n  who:  Who said it\n      = ana\n      ! Not known\n"
        "  order:  Which order (optional)\n      Newest otherwise"
    )
    assert as_text(Form("T", "t", ())) == "T"


def test_a_card_knows_each_record_it_shows_once_in_their_order() -> None:
    assert CARD.records == ("q-1", "q-2", "ev-1", "ana")


def test_a_card_gives_the_buttons_of_all_its_rows() -> None:
    one, two, three = (Button(label, "/x") for label in "abc")
    assert Card("T", (Choices((one, two)), Heading("H"), Choices((three,)))).buttons == (one, two, three)


def test_spans_are_made_of_text_and_spans_and_empty_ones_are_left_out() -> None:
    strong = Span("b", Style.STRONG)
    assert spans("a", "", strong, Span("")) == (Span("a"), strong)
    assert spans() == ()


@pytest.mark.parametrize(("kind", "said"), [("primary-as-quoted", "primary, as quoted"), ("press", "press")])
def test_a_kind_of_source_is_said_in_words(kind: str, said: str) -> None:
    assert source_kind(kind) == said  # type: ignore[arg-type]  # both are kinds


@pytest.mark.parametrize("error", [UserError, Unknown, Ambiguous, Unreadable, Forbidden])
def test_an_error_is_a_card_with_its_sentence_and_its_ways_onward(error: type[UserError]) -> None:
    plain = error("It is so.").card()
    assert (plain.title, plain.state) == (error.title, error.state)
    assert as_text(plain) == f"{error.title}\n\nIt is so."
    button = Button("Mend it", "/mend")
    assert error("It is so.", buttons=(button,)).card().buttons == (button,)
    assert str(error("It is so.")) == "It is so."
