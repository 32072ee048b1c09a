"""Every card that can be built from the closed union of parts, and all that a reader must find on it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import assert_never, get_args

from hypothesis import strategies as st

from bot.card import (
    MARKS,
    Button,
    Card,
    Choices,
    Fact,
    Facts,
    File,
    Heading,
    Named,
    Note,
    Pages,
    Part,
    Picture,
    Quotation,
    Row,
    SourceLink,
    Span,
    Spans,
    State,
    Style,
    Text,
    Timeline,
    source_kind,
)
from briefings.dates import PartialDate
from briefings.model import SourceKind

_LETTERS = st.characters(exclude_categories=["Cc", "Cs"]) | st.sampled_from("\n<>&\"'*_~`|@#[]():/\\{}%")
TEXTS = st.text(_LETTERS, min_size=1, max_size=60).filter(str.strip)
"""What people write, and what markup and mentions are made of."""
URLS = st.text("abc/?=&%'()~;:@+-", max_size=20).map("https://example.org/{}".format)
LINES = st.sampled_from(["/help", "/stance who:elon-musk", '/search words:"a \\"b\\" <c>"'])
OWN_IDS = ("U012AB", "W9", "C012AB", "G1", "D1", "123456789012345678", "10000000000000000000")
"""Ids as each platform has them, which spans of our own name."""
IDS = st.sampled_from(OWN_IDS)
DATES = st.dates().map(PartialDate.of) | st.integers(1, 9999).map(PartialDate)
SPANS = st.lists(
    st.builds(Span, TEXTS, st.sampled_from(Style))
    | st.builds(Span, TEXTS, st.sampled_from(Style), url=URLS)
    | st.builds(Span, TEXTS, st.sampled_from(Style), line=LINES)
    | st.builds(Span, IDS | TEXTS, st.sampled_from(Style), names=st.sampled_from(Named)),
    min_size=1,
    max_size=4,
).map(tuple)
_PARTS: dict[type[Part], st.SearchStrategy[Part]] = {
    Heading: st.builds(Heading, TEXTS, TEXTS),
    Text: st.builds(Text, SPANS),
    Quotation: st.builds(
        Quotation,
        id=st.just("q-x"),
        words=TEXTS,
        speaker=TEXTS,
        said=DATES,
        occasion=TEXTS,
        source=st.builds(SourceLink, URLS, TEXTS, st.sampled_from(get_args(SourceKind))),
        evidence=st.sampled_from(list(MARKS)),
        note=st.just("") | TEXTS,
    ),
    Facts: st.builds(Facts, st.lists(st.builds(Fact, TEXTS, SPANS), min_size=1, max_size=3).map(tuple)),
    Timeline: st.builds(
        Timeline,
        st.lists(
            st.builds(Row, st.just("ev-x"), DATES, SPANS, aside=st.just(()) | SPANS, quoted=st.booleans()),
            min_size=1,
            max_size=4,
        ).map(tuple),
    ),
    Picture: st.builds(Picture, st.binary(max_size=20), TEXTS),
    File: st.builds(File, TEXTS, st.just("text/csv"), st.binary(max_size=20)),
    Note: st.builds(Note, SPANS),
    Choices: st.builds(
        Choices, st.lists(st.builds(Button, TEXTS, LINES, st.booleans()), min_size=1, max_size=5).map(tuple)
    ),
}
CARDS = st.builds(
    Card,
    title=TEXTS,
    parts=st.lists(st.one_of(*(_PARTS[part] for part in get_args(Part))), max_size=6).map(tuple),
    subtitle=st.just("") | TEXTS,
    pages=st.none() | st.builds(Pages, st.integers(1, 5), st.integers(5, 9)),
    state=st.sampled_from(State),
)


def texts(card: Card) -> Iterator[str]:
    """Give everything that must be read on a card, piece by piece, dates aside."""
    yield card.title
    yield card.subtitle
    for part in card.parts:
        match part:
            case Heading():
                yield part.text
                yield part.aside
            case Text() | Note():
                yield _run(part.spans)
            case Quotation():
                yield from (part.words, part.speaker, part.occasion, part.note, part.source.title)
                yield from (MARKS[part.evidence], source_kind(part.source.kind))
            case Facts():
                yield from (text for fact in part.rows for text in (fact.label, _run(fact.spans)))
            case Timeline():
                yield from (_run(run) for row in part.rows for run in (row.spans, row.aside))
            case Picture():
                yield part.alt
            case File():
                yield part.name
            case Choices():
                yield from (button.label for button in part.buttons)
            case _:
                assert_never(part)


def dates(card: Card) -> Iterator[PartialDate]:
    """Give every date that must be read on a card."""
    for part in card.parts:
        if isinstance(part, Quotation):
            yield part.said
        elif isinstance(part, Timeline):
            yield from (row.date for row in part.rows)


def addresses(card: Card) -> Iterator[str]:
    """Give every address that a card links to."""
    for part in card.parts:
        match part:
            case Quotation():
                yield from filter(None, (part.source.url,))
            case Text() | Note():
                yield from _urls(part.spans)
            case Facts():
                yield from (url for row in part.rows for url in _urls(row.spans))
            case Timeline():
                yield from (url for row in part.rows for url in _urls((*row.spans, *row.aside)))
            case Heading() | Picture() | File() | Choices():
                pass
            case _:
                assert_never(part)


def named(card: Card, user: re.Pattern[str], channel: re.Pattern[str]) -> Counter[str]:
    """Give every user and channel that a card names, with ids of such forms."""
    forms = {Named.USER: ("@", user), Named.CHANNEL: ("#", channel)}
    found: list[str] = []
    for span in runs(card):
        if span.names:
            sign, form = forms[span.names]
            found += [f"{sign}{span.text}"] if form.fullmatch(span.text) else []
    return Counter(found)


def runs(card: Card) -> Iterator[Span]:
    """Give every span of a card."""
    for part in card.parts:
        match part:
            case Text() | Note() | Quotation():
                yield from part.spans
            case Facts():
                yield from (span for fact in part.rows for span in fact.spans)
            case Timeline():
                yield from (span for row in part.rows for span in (*row.spans, *row.aside))
            case Heading() | Picture() | File() | Choices():
                pass
            case _:
                assert_never(part)


def _run(spans: Spans) -> str:
    return "".join(span.text for span in spans)


def _urls(spans: Spans) -> Iterator[str]:
    return (span.url for span in spans if span.url)
