"""Whatever a card holds, Discord takes it, and no word, link or button of it is lost."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from hypothesis import HealthCheck, given, settings

from bot.card import (
    Button,
    Card,
    Choices,
    Fact,
    Facts,
    File,
    Heading,
    Note,
    Picture,
    Row,
    SourceLink,
    Span,
    Spans,
    Style,
    Text,
    Timeline,
    spans,
)
from bot.platforms.discord.components import Rendered, render
from tests.contracts.bodies import DAY, QUOTATION
from tests.contracts.cards import CARDS, addresses, named, texts
from tests.contracts.large import LARGE
from tests.contracts.looking import naughty_strings
from tests.contracts.surface import Shown
from tests.platforms.discord.markdown import JOINER
from tests.platforms.discord.seen import seen
from tests.platforms.discord.taken import asked, check_taken

_SOURCE = SourceLink("https://a.example/", "Where it stands", "press")
IDS = re.compile("[0-9]{15,21}")
ONE_PIECE = 1_500
"""A shorter text stands in one message, however much of it has to be escaped."""


def squeezed(text: str) -> str:
    return "".join(text.split()).replace(JOINER, "")


def read(rendered: Rendered, names: frozenset[str] = frozenset()) -> Shown:
    """Read the messages without what says that they go on."""
    cut = []
    for place, message in enumerate(rendered.messages):
        (container,) = message.components
        inner = container["components"]
        if place:
            first, *rest = inner
            _, _, content = first["content"].partition("\n")
            inner = [{**first, "content": content}, *rest] if content else rest
        if place < len(rendered.messages) - 1:
            *rest, last = inner
            content = last["content"].rpartition("\n")[0]
            inner = [*rest, {**last, "content": content}] if content else rest
        cut.append({"components": [{**container, "components": inner}]})
    return seen(cut, names=names)


def runs_of(card: Card) -> Iterator[Spans]:
    for part in card.parts:
        match part:
            case Text() | Note():
                yield part.spans
            case Facts():
                yield from (fact.spans for fact in part.rows)
            case Timeline():
                yield from (run for row in part.rows for run in (row.spans, row.aside))
            case _:
                pass


def check_whole(card: Card, rendered: Rendered) -> None:
    """Hold that a card can be read, opened and pressed whole, and does nothing else."""
    check_taken(rendered)
    names = named(card, IDS, IDS)
    found = read(rendered, frozenset(names))
    assert not found.effects
    assert Counter(found.names) == names
    text = squeezed(found.text)
    for address in set(addresses(card)):
        if address not in found.links:
            assert squeezed(f"({address})") in text
            text = text.replace(squeezed(f"({address})"), "")
    for piece in texts(card):
        if len(piece) < ONE_PIECE:
            assert squeezed(piece) in text
    assert not Counter(squeezed("".join(texts(card)))) - Counter(text)
    pressed = Counter(asked(rendered))
    assert not Counter(("~" if button.turns else "=") + button.line for button in card.buttons) - pressed
    lines = {span.line for run in runs_of(card) for span in run if span.line is not None}
    assert lines <= {sent[1:] for sent in pressed}


@given(card=CARDS)
def test_any_card_is_taken_and_loses_nothing(card: Card) -> None:
    rendered = render(card, share="/help")
    check_whole(card, rendered)


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(card=LARGE)
def test_any_large_card_is_taken_and_loses_nothing(card: Card) -> None:
    check_whole(card, render(card, share="/help"))


def test_naughty_strings_are_only_words_wherever_they_stand() -> None:
    for text in naughty_strings():
        card = _spoilt(text)
        rendered = render(card, share=f"/search {text}")
        check_taken(rendered)
        found = read(rendered)
        assert not found.effects
        assert set(found.links) <= {"https://a.example/"}
        assert squeezed(found.text).count(squeezed(text)) >= len(card.parts)


def _spoilt(text: str) -> Card:
    """Give a card with a text in every place that has one."""
    line, words = f"/search {text}", spans(text)
    linked = (Span(text, line=line), Span(" · "), Span(text or "-", url="https://a.example/"))
    quotation = replace(QUOTATION, words=text, speaker=text, occasion=text, note=text, source=_SOURCE)
    return Card(
        text,
        (
            Heading(text, text),
            Text(linked),
            replace(quotation, source=replace(_SOURCE, title=text or "-")),
            replace(quotation, spans=tuple(Span(text, style) for style in Style)),
            Facts((Fact(text or "-", words), Fact("-", linked))),
            Timeline((Row("ev-one", DAY, words, aside=words), Row("ev-two", DAY, words))),
            File(text, "text/csv", b""),
            Picture(b"", text),
            Note(linked),
            Choices((Button(text, line), Button(text, line, turns=True))),
        ),
        subtitle=text,
    )
