"""Whatever a card holds, Slack takes it, and no word, link or button of it is lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from hypothesis import HealthCheck, given, settings

from bot.card import Card, Facts, Note, Span, Text, Timeline, spans
from bot.platforms.slack.blocks import Rendered, render
from tests.contracts.cards import CARDS, addresses, named, texts
from tests.contracts.large import LARGE
from tests.contracts.looking import naughty_strings
from tests.contracts.surface import Shown
from tests.platforms.slack.seen import seen
from tests.platforms.slack.taken import asked, check_taken

LONGEST_ROW = 2_000
MOST_SPANS = 20
"""A row of a timeline that is longer or has more may become two, the second under its year again."""


USERS, CHANNELS, NO_ONE = re.compile("[UW][A-Z0-9]+"), re.compile("[CG][A-Z0-9]+"), re.compile("$^")


def squeezed(text: str) -> str:
    return "".join(text.split())


def read(rendered: Rendered, *, alone: bool = False) -> Shown:
    """Read the messages without what says that they go on."""
    last = len(rendered.messages) - 1
    cut = [
        {"blocks": one.blocks[bool(place) : len(one.blocks) - (place < last)], "text": one.text}
        for place, one in enumerate(rendered.messages)
    ]
    return seen(cut, private=alone)


def spans_of(card: Card) -> Iterator[Span]:
    for part in card.parts:
        match part:
            case Text() | Note():
                yield from part.spans
            case Facts():
                yield from (span for fact in part.rows for span in fact.spans)
            case Timeline():
                yield from (span for row in part.rows for span in (*row.spans, *row.aside))
            case _:
                pass


def long_rows(card: Card) -> Iterator[str]:
    for part in card.parts:
        if isinstance(part, Timeline):
            for run in (run for row in part.rows for run in (row.spans, row.aside)):
                words = "".join(span.text for span in run)
                if len(words) > LONGEST_ROW or len(run) > MOST_SPANS:
                    yield words


def check_whole(card: Card, rendered: Rendered, *, alone: bool = False) -> None:
    """Hold that a card can be read, opened and pressed whole, and does nothing else."""
    check_taken(rendered)
    found = read(rendered, alone=alone)
    assert not found.effects
    assert Counter(found.names) == named(card, USERS if alone else NO_ONE, CHANNELS)
    text = squeezed(found.text)
    for address in set(addresses(card)):
        if address not in found.links:
            assert squeezed(f"({address})") in text
            text = text.replace(squeezed(f"({address})"), "")
    parted = set(long_rows(card))
    for piece in texts(card):
        assert piece in parted or squeezed(piece) in text
    assert not Counter(squeezed("".join(texts(card)))) - Counter(text)
    pressed = asked(rendered)
    assert {("~" if button.turns else "=") + button.line for button in card.buttons} <= set(pressed)
    lines = {span.line for span in spans_of(card) if span.line is not None}
    assert lines <= {sent[1:] for sent in pressed}


@given(card=CARDS)
def test_any_card_is_taken_and_loses_nothing(card: Card) -> None:
    for alone in (False, True):
        rendered = render(card, share="/help", asked_by="U1", alone=alone)
        assert len(rendered.messages) == 1
        check_whole(card, rendered, alone=alone)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(card=LARGE)
def test_any_large_card_is_taken_and_loses_nothing(card: Card) -> None:
    check_whole(card, render(card, share="/help", asked_by="U1", alone=True), alone=True)


def test_naughty_strings_are_only_words_wherever_they_stand() -> None:
    for text in naughty_strings():
        line = f"/search {text}"
        parts = (Text((Span(text or "-", line=line), Span(" · "), Span(text, url=f"https://a.example/{text}"))),)
        card = Card(text or "-", (*parts, Note(spans(text))), subtitle=text)
        rendered = render(card, asked_by=text)
        check_taken(rendered)
        found = read(rendered)
        assert not found.effects
        assert squeezed(text) in squeezed(found.text)
