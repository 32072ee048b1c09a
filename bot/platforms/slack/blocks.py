"""Cards as Block Kit messages; whatever someone wrote is only ever words in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import assert_never

from bot.card import (
    MARKS,
    Button,
    Card,
    Choices,
    Fact,
    Facts,
    File,
    Heading,
    Note,
    Picture,
    Quotation,
    Row,
    Span,
    Spans,
    State,
    Style,
    Text,
    Timeline,
    as_text,
    source_kind,
    spans,
)
from bot.platforms.slack.calling import calling_no_one
from bot.platforms.slack.fallback import fallback
from bot.platforms.slack.limits import HEADER, LABEL, SMALL
from bot.platforms.slack.packing import Piece, pack, piece
from bot.platforms.slack.presses import Presses, aside, plain, rows_of
from bot.platforms.slack.rich import (
    USER,
    Block,
    batches,
    bullets,
    is_plain,
    length_of,
    name_of,
    quote,
    rich,
    runs,
    section,
)
from bot.ways import Way, ways
from briefings.dates import language

_SHORT = 1_200
"""Characters up to which a quotation and all about it stay in one block."""
MOST_BUTTONS = 2
"""So many lines that words ask are buttons; more are a menu."""
_MARKS = {State.ANSWER: "", State.GAP: "◌ ", State.DISPUTED: "≠ ", State.ERROR: "✕ "}
_DIVIDER = piece({"type": "divider"}, leads=True)
_MOST_KEPT = 1_024


@dataclass(frozen=True, slots=True)
class Message:
    """One message; its `files` are uploaded beside it."""

    blocks: list[Block]
    json: str
    """The blocks as JSON."""
    text: str
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Rendered:
    """The messages of a card, in order, and the lines that are to be kept by their keys before they are sent."""

    messages: tuple[Message, ...]
    calls: Mapping[str, str]


def render(card: Card, *, share: str = "", asked_by: str = "", alone: bool = False) -> Rendered:
    """Give the messages of a card; more than one only where Slack takes no more in one.

    `share` is the line of the button that shows it to the channel, `asked_by` the user who asked. What one person sees
    `alone` shows users by their names; elsewhere their ids stand, since Slack calls everyone who is named.
    """
    pieces, calls = lay(card if alone else calling_no_one(card), share=share)
    if USER.fullmatch(asked_by):
        by = {"type": "mrkdwn", "text": f"Asked by <@{asked_by}>"}
        pieces.append(piece({"type": "context", "elements": [by]}))
    packed = pack(pieces, card.title)
    texts = [as_text(card)] if len(packed) == 1 else [one.spoken for one in packed]
    messages = (
        Message(one.blocks, one.json, fallback(text), one.files) for one, text in zip(packed, texts, strict=True)
    )
    return Rendered(tuple(messages), calls)


def lay(card: Card, *, share: str = "") -> tuple[list[Piece], Mapping[str, str]]:
    """Give the pieces of a card in their order, and the lines that are to be kept by their keys.

    Users are named in it: it is for where no one is called by that.
    """
    presses = Presses()
    return [*_head(card), *_body(card, presses, share)], presses.calls


def _head(card: Card) -> Iterator[Piece]:
    yield from _titled(f"{_MARKS[card.state]}{card.title}")
    page = f"Page {card.pages.page} of {card.pages.of}" if card.pages and card.pages.of > 1 else ""
    if under := " · ".join(filter(None, (card.subtitle, page))):
        yield from _small(spans(under), leads=True)


@lru_cache(maxsize=_MOST_KEPT)
def _titled(title: str) -> tuple[Piece, ...]:
    if len(title) <= HEADER and is_plain(title) and "\n" not in title:
        return (piece({"type": "header", "text": plain(title)}, leads=True),)
    return tuple(_paragraphs((Span(title, Style.STRONG),), leads=True))


def _body(card: Card, presses: Presses, share: str) -> Iterator[Piece]:
    ends = last if card.parts and isinstance(last := card.parts[-1], Choices) else None
    parts = card.parts[:-1] if ends else card.parts
    said_in = language()
    apart: set[int] = set()
    for place, part in enumerate(parts):
        if isinstance(part, Heading | Note | Quotation):
            if place and isinstance(part, Heading):
                yield _DIVIDER
            yield from _kept(part, said_in)
        elif isinstance(part, Text) and (parted := aside(part)):
            apart.add(id(part))
            yield _beside(*parted, presses)
        else:
            yield from _part(part, presses)
    shared = (Button("Show in channel", share),) if share else ()
    found = ways(card, lambda part: id(part) in apart)
    yield from _choices((*(ends.buttons if ends else ()), *shared), presses, found)


def _part(part: Text | Facts | Timeline | Picture | File | Choices, presses: Presses) -> Iterable[Piece]:
    match part:
        case Text():
            return _paragraphs(part.spans)
        case Facts():
            return _lists(map(_fact, part.rows))
        case Timeline():
            return _timeline(part)
        case Picture():
            return _small(spans(part.alt), files=(picture_file(part),))
        case File():
            return _small(spans(part.name), files=(part,))
        case Choices():
            return _choices(part.buttons, presses)
        case _:
            assert_never(part)


@lru_cache(maxsize=_MOST_KEPT)
def _kept(part: Heading | Note | Quotation, _language: str) -> tuple[Piece, ...]:
    """Give what stands alike in many answers; the language is that in which dates are said."""
    match part:
        case Heading():
            words = spans(Span(part.text, Style.STRONG), f"\n{part.aside}" if part.aside else "")
            return tuple(_paragraphs(words, leads=True))
        case Note():
            return tuple(_small(part.spans))
        case Quotation():
            return tuple(_quotation(part))


def picture_file(picture: Picture) -> File:
    """Give a picture as the file that is uploaded beside its message."""
    return File("picture.png", "image/png", picture.png)


def _paragraphs(words: Spans, *, leads: bool = False, files: tuple[File, ...] = ()) -> Iterator[Piece]:
    for run in runs(words):
        yield piece(rich(section(run)), leads=leads, files=files)
        files = ()


def _small(words: Spans, *, leads: bool = False, files: tuple[File, ...] = ()) -> Iterator[Piece]:
    """Show small print; where there are marks or links in it, which it cannot have, as a paragraph."""
    text = "".join([span.text for span in words])
    marked = [
        span
        for span in words
        if span.url or name_of(span) or (span.style is not Style.PLAIN and span.style is not Style.QUIET)
    ]
    if not marked and len(text) <= SMALL and text.strip() and is_plain(text):
        yield piece({"type": "context", "elements": [plain(text)]}, leads=leads, files=files)
    else:
        yield from _paragraphs(words, leads=leads, files=files)


def _beside(text: str, button: Button, presses: Presses) -> Piece:
    return piece({"type": "section", "text": plain(text), "accessory": presses.button(button)})


def _quotation(part: Quotation) -> Iterator[Piece]:
    *before, last = runs(spans("“", *(part.spans or (Span(part.words),)), "”"))
    for run in before:
        yield piece(rich(quote(run)), leads=True)
    under = _attribution(part)
    elements = [quote(last), *map(section, runs(under)), *map(section, runs((Span(part.note, Style.QUIET),)))]
    if length_of(last) + length_of(under) + len(part.note) <= _SHORT:
        yield piece(rich(*elements))
        return
    for element in elements[:-1]:
        yield piece(rich(element), leads=True)
    yield piece(rich(elements[-1]))


def _attribution(part: Quotation) -> Spans:
    where = f" · {part.occasion}" if part.occasion else ""
    said = f", {part.said.spoken()}{where} · {source_kind(part.source.kind)} · {MARKS[part.evidence]} · "
    return spans(Span(part.speaker, Style.STRONG), said, Span(part.source.title, url=part.source.url))


def _fact(fact: Fact) -> Spans:
    colon = " " if fact.label.endswith(("?", ".", ":")) else ": "
    return (Span(fact.label, Style.STRONG), Span(colon), *fact.spans)


def _lists(items: Iterable[Spans]) -> Iterator[Piece]:
    for batch in batches(items):
        yield piece(rich(bullets(batch)) if len(batch) > 1 else rich(*batch))


def _timeline(part: Timeline) -> Iterator[Piece]:
    if len(part.rows) == 1:
        yield from _paragraphs(_row(part.rows[0], part.rows[0].date.spoken()))
        return
    for year, rows in groupby(part.rows, key=lambda row: row.date.year):
        heading: Spans = (Span(str(year), Style.STRONG),)
        lines = (_row(row, _day(row)) for row in rows)
        for batch in batches(lines):
            yield piece(rich(section(heading), bullets(batch)))


def _day(row: Row) -> str:
    # The year stands above its rows; a row says the rest of its date.
    return row.date.spoken().removesuffix(str(row.date.year)).strip() or str(row.date.year)


def _row(row: Row, date: str) -> Spans:
    words = (Span(date, Style.STRONG), Span("  "), *row.spans)
    return (*words, Span("\n"), *row.aside) if row.aside else words


def _choices(buttons: Iterable[Button], presses: Presses, found: Sequence[Way] = ()) -> Iterator[Piece]:
    buttons = tuple(buttons)
    # What a button has no room for is said above it.
    if long := [(Span(button.label),) for button in buttons if len(button.label) > LABEL]:
        yield from _lists(long)
    few = (presses.button(Button(way.short, way.line)) for way in found)
    asked = few if len(found) <= MOST_BUTTONS else presses.menus(found)
    for row in rows_of((*asked, *map(presses.button, buttons))):
        yield piece({"type": "actions", "elements": row})
