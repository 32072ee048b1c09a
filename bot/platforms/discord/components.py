"""Cards as Discord's messages of components; whatever someone wrote is only ever words in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
    Part,
    Picture,
    Quotation,
    Row,
    Span,
    Spans,
    State,
    Style,
    Text,
    Timeline,
    source_kind,
    spans,
)
from bot.platforms.discord.attached import Attachments, address
from bot.platforms.discord.cutting import Draw
from bot.platforms.discord.limits import ALT, BUTTON
from bot.platforms.discord.packing import LINE, TEXTS, Component, Piece, fits, pack
from bot.platforms.discord.presses import ROW, Presses, rows_of, short
from bot.platforms.discord.words import heading, inline, item, length, quote, small
from bot.platforms.discord.writing import written
from bot.ways import Way, ending, ways

_CONTAINER, _SECTION, _GALLERY, _FILE = 17, 9, 12, 13
_COLOURS = {State.ANSWER: 0x3E7CB1, State.GAP: 0x8A94A0, State.DISPUTED: 0xD0801F, State.ERROR: 0xD1483F}
"""Blue, grey, amber and red, each to be told from a light and from a dark background."""
_LONGEST_HEADING = 256
_BESIDE = 600
"""Characters of a paragraph that has a button beside it."""
MOST_BUTTONS = 2
"""So many lines that words ask are buttons; more are a menu."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message; its components point to its `files` by their names."""

    components: list[Component]
    files: tuple[File, ...] = ()
    json: bytes = field(init=False, repr=False, compare=False)
    """The components as they are sent, written once however often that is."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "json", written(self.components))


@dataclass(frozen=True, slots=True)
class Rendered:
    """The messages of a card, in order, and the lines that are to be kept by their keys before they are sent."""

    messages: tuple[Message, ...]
    calls: Mapping[str, str]


def render(card: Card, *, share: str = "") -> Rendered:
    """Give the messages of a card; more than one only where Discord takes no more in one.

    `share` is the line of the button that shows it to everyone.
    """
    layout = _Layout(card, share)
    pieces = list(layout.pieces())
    if layout.has_beside and not fits(pieces):
        # A button beside a paragraph takes the room of three texts.
        layout = _Layout(card, share, beside=False)
        pieces = list(layout.pieces())
    colour = _COLOURS[card.state]
    messages = (
        Message([{"type": _CONTAINER, "accent_color": colour, "components": one.components}], one.files)
        for one in pack(pieces, card.title)
    )
    return Rendered(tuple(messages), layout.calls)


def _written(
    words: Spans, draw: Draw = inline, *, tight: bool = False, leads: bool = False, under: str = ""
) -> Iterator[Piece]:
    """Give a text, unless there is nothing to see in it."""
    text = draw(words)
    if text.strip():
        yield Piece(text, tight=tight, leads=leads, under=under, spans=words, draw=draw)


class _Layout:
    """One way to lay out a card: `beside` says whether buttons may stand beside paragraphs."""

    def __init__(self, card: Card, share: str, *, beside: bool = True) -> None:
        self.has_beside = False
        self._card = card
        self._share = share
        self._may_beside = beside
        self._presses = Presses()
        self._attachments = Attachments()

    @property
    def calls(self) -> Mapping[str, str]:
        return self._presses.calls

    def pieces(self) -> Iterator[Piece]:
        card = self._card
        yield from _head(card)
        ends = last if card.parts and isinstance(last := card.parts[-1], Choices) else None
        for place, part in enumerate(card.parts[:-1] if ends else card.parts):
            if place and isinstance(part, Heading):
                yield LINE
            yield from self._part(part)
        shared = (Button("Show in channel", self._share),) if self._share else ()
        yield from self._choices((*(ends.buttons if ends else ()), *shared), ways(card, self._is_apart))

    def _part(self, part: Part) -> Iterator[Piece]:
        match part:
            case Heading():
                yield from _heading(part)
            case Text():
                yield from self._text(part)
            case Note():
                yield from _written(part.spans, small)
            case Quotation():
                yield from _quotation(part)
            case Facts():
                yield from _facts(part)
            case Timeline():
                yield from _timeline(part)
            case Picture():
                yield from self._picture(part)
            case File():
                yield from self._file(part)
            case Choices():
                yield from self._choices(part.buttons)
            case _:
                assert_never(part)

    def _is_apart(self, part: Text) -> bool:
        return self._may_beside and _beside(part) is not None

    def _text(self, part: Text) -> Iterator[Piece]:
        parted = _beside(part) if self._may_beside else None
        if parted:
            self.has_beside = True
            words, button = parted
            text = {"type": TEXTS, "content": words}
            made = self._presses.button(button)
            yield Piece(component={"type": _SECTION, "components": [text], "accessory": made})
        else:
            yield from _written(part.spans)

    def _picture(self, part: Picture) -> Iterator[Piece]:
        name = self._attachments.name("picture.png")
        item: Component = {"media": {"url": address(name)}}
        if part.alt.strip():
            item["description"] = short(part.alt, ALT)
        file = File(name, "image/png", part.png)
        yield Piece(component={"type": _GALLERY, "items": [item]}, files=(file,), leads=length(part.alt) > ALT)
        if length(part.alt) > ALT:
            yield from _written(spans(part.alt), small)

    def _file(self, part: File) -> Iterator[Piece]:
        name = self._attachments.name(part.name)
        if name != part.name:
            yield from _written(spans(part.name), small, leads=True)
        yield Piece(component={"type": _FILE, "file": {"url": address(name)}}, files=(replace(part, name=name),))

    def _choices(self, buttons: Iterable[Button], found: Sequence[Way] = ()) -> Iterator[Piece]:
        buttons = tuple(buttons)
        for button in buttons:
            # What a button has no room for is said above it.
            if length(button.label) > BUTTON:
                yield from _written((Span(button.label),), leads=True)
        few = len(found) <= MOST_BUTTONS and len({way.short for way in found}) == len(found)
        asked = tuple(Button(way.short, way.line) for way in found) if few else ()
        if not few:
            for menu in self._presses.menus(found, self._card.title):
                yield Piece(component={"type": ROW, "components": [menu]})
        for row in rows_of([self._presses.button(button) for button in (*asked, *buttons)]):
            yield Piece(component=row)


def _head(card: Card) -> Iterator[Piece]:
    page = f"Page {card.pages.page} of {card.pages.of}" if card.pages and card.pages.of > 1 else ""
    under = " · ".join(filter(None, (card.subtitle, page)))
    yield from _titled(card.title, 2)
    yield from _written(spans(under), small, tight=True, leads=True)


def _heading(part: Heading) -> Iterator[Piece]:
    yield from _titled(part.text, 3)
    yield from _written(spans(part.aside), small, tight=True, leads=True)


def _titled(title: str, depth: int) -> Iterator[Piece]:
    if length(title) <= _LONGEST_HEADING and title.strip():
        yield Piece(heading(title, depth), leads=True)
    else:
        yield from _written((Span(title, Style.STRONG),), leads=True)


def _beside(part: Text) -> tuple[str, Button] | None:
    """Part a paragraph from the button that it ends in, where both are short enough to stand beside each other."""
    if (parted := ending(part)) is None:
        return None
    before, button = parted
    words = inline(before).rstrip()
    fits_beside = 0 < length(words) <= _BESIDE and length(button.label) <= BUTTON
    return (words, button) if fits_beside else None


def _quotation(part: Quotation) -> Iterator[Piece]:
    yield from _written(spans("“", *(part.spans or (Span(part.words),)), "”"), quote, leads=True)
    yield from _written(_attribution(part), small, tight=True, leads=bool(part.note))
    yield from _written(spans(part.note), small, tight=True)


def _attribution(part: Quotation) -> Spans:
    where = f" · {part.occasion}" if part.occasion else ""
    said = f", {part.said.spoken()}{where} · {source_kind(part.source.kind)} · {MARKS[part.evidence]} · "
    return spans(Span(part.speaker, Style.STRONG), said, Span(part.source.title, url=part.source.url))


def _facts(part: Facts) -> Iterator[Piece]:
    draw = item if len(part.rows) > 1 else inline
    for place, fact in enumerate(part.rows):
        yield from _written(_fact(fact), draw, tight=place > 0)


def _fact(fact: Fact) -> Spans:
    colon = " " if fact.label.endswith(("?", ".", ":")) else ": "
    return (Span(fact.label, Style.STRONG), Span(colon), *fact.spans)


def _timeline(part: Timeline) -> Iterator[Piece]:
    if len(part.rows) == 1:
        yield from _row(part.rows[0], part.rows[0].date.spoken())
        return
    for year, rows in groupby(part.rows, key=_year):
        under = heading(str(year), 3)
        yield Piece(under, leads=True)
        for place, row in enumerate(rows):
            yield from _row(row, _day(row), under, tight=place == 0)


def _year(row: Row) -> int:
    return row.date.year


def _day(row: Row) -> str:
    # The year stands above its rows; a row says the rest of its date.
    return row.date.spoken().removesuffix(str(row.date.year)).strip() or str(row.date.year)


def _row(row: Row, date: str, under: str = "", *, tight: bool = False) -> Iterator[Piece]:
    words = (Span(date, Style.STRONG), Span("  "), *row.spans)
    yield from _written(words, tight=tight, leads=bool(row.aside), under=under)
    yield from _written(row.aside, small, tight=True)
