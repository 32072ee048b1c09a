"""What can be pressed: buttons, and menus of the lines that words of a card ask, which Slack cannot link."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import assert_never

from bot.card import (
    Button,
    Card,
    Choices,
    Facts,
    File,
    Heading,
    Note,
    Part,
    Picture,
    Quotation,
    Span,
    Spans,
    Style,
    Text,
    Timeline,
    quoted,
)
from bot.platforms.slack.limits import HEAVY, IN_A_ROW, LABEL, OPTION_VALUE, OPTIONS, PARAGRAPH, VALUE
from bot.platforms.slack.rich import Element, is_plain, weight, weight_of

ASKS, TURNS, KEPT = "=", "~", "#"
"""How the value of a button begins that asks a line, of one whose answer takes the place of the message, and what
stands before the key of a line that is kept elsewhere."""
_KEY = 24
_ESCAPED = re.compile("[&<>]")
_AROUND = 110
"""Bytes that an option costs beside its words."""


def plain(text: str) -> Element:
    return {"type": "plain_text", "text": text, "emoji": False}


def small(text: str) -> Element:
    """Give a block of small print of our own."""
    return {"type": "context", "elements": [plain(text)]}


def shortened(text: str, most: int) -> str:
    """Cut a label that is too long, which stands whole elsewhere; one with nothing to see gets a dash."""
    return (text if len(text) <= most else f"{text[: most - 1].rstrip()}…") if text.strip() else "–"


@dataclass(frozen=True, slots=True)
class Way:
    """A line that words of a card ask, what it is called in a menu and, in short, on a button, and its heading."""

    label: str
    short: str
    line: str
    under: str


class Presses:
    """Makes what can be pressed on one card, each with an id of its own.

    `calls` keeps the lines that fit into no button, by their keys.
    """

    def __init__(self) -> None:
        self.calls: dict[str, str] = {}
        self._made = 0

    def button(self, button: Button) -> Element:
        return {
            "type": "button",
            "action_id": self._id(),
            "text": plain(shortened(button.label, LABEL)),
            "value": self._value(TURNS if button.turns else ASKS, button.line, VALUE),
        }

    def menus(self, ways: Iterable[Way]) -> Iterator[Element]:
        """Make as few menus of some ways as can hold them."""
        menu: list[Way] = []
        weighs = HEAVY
        for way in ways:
            costs = _AROUND + weight_of(way.label[:LABEL]) + weight_of(way.line[:OPTION_VALUE])
            if not menu or menu[-1].under != way.under:
                costs += _AROUND + weight_of(way.under[:LABEL])
            if len(menu) == OPTIONS or (menu and costs > weighs):
                yield self._menu(menu)
                menu, weighs = [], HEAVY
            menu.append(way)
            weighs -= costs
        if menu:
            yield self._menu(menu)

    def _menu(self, ways: Iterable[Way]) -> Element:
        menu: Element = {"type": "static_select", "action_id": self._id(), "placeholder": plain("Open one of these")}
        groups = [(under, list(map(self._option, group))) for under, group in groupby(ways, key=_under)]
        if len(groups) == 1:
            return {**menu, "options": groups[0][1]}
        made = [{"label": plain(shortened(under, LABEL)), "options": group} for under, group in groups]
        return {**menu, "option_groups": made}

    def _option(self, way: Way) -> Element:
        return {"text": plain(shortened(way.label, LABEL)), "value": self._value(ASKS, way.line, OPTION_VALUE)}

    def _value(self, kind: str, line: str, most: int) -> str:
        # Slack escapes some letters on the way back, and does not tell whether it did.
        if weight_of(line) < most and not _ESCAPED.search(line):
            return kind + line
        key = hashlib.sha256(line.encode("utf-8", "surrogatepass")).hexdigest()[:_KEY]
        self.calls[key] = line
        return kind + KEPT + key

    def _id(self) -> str:
        self._made += 1
        return f"ask:{self._made}"


def aside(part: Text) -> tuple[str, Button] | None:
    """Part a paragraph from the button that it ends in: a plain word at its end that is there to be pressed."""
    *before, last = part.spans or (Span(""),)
    if last.line is None or last.style is not Style.PLAIN or not last.text.strip() or len(last.text) > LABEL:
        return None
    text = "".join([span.text for span in before])
    words = text.rstrip()
    plainly = all(span.style is Style.PLAIN and not span.url and not span.line for span in before)
    fits = plainly and 0 < len(words) <= PARAGRAPH and len(words) < len(text) and is_plain(words)
    return (words, Button(last.text, last.line)) if fits else None


def ways(card: Card) -> list[Way]:
    """Give every line that words of a card ask, each once, unless a button asks it.

    Quotations lead to all that is known about them, unless the card itself is about that.
    """
    pressed = {button.line for button in card.buttons} | {_about(record) for record in card.also}
    found: dict[str, Way] = {}
    for way in _ways(card):
        if way.line not in pressed:
            found.setdefault(way.line, way)
    return list(found.values())


def _ways(card: Card) -> Iterator[Way]:
    under = card.title
    for part in card.parts:
        if isinstance(part, Heading):
            under = part.text
        yield from _asked_by(part, under)


def _asked_by(part: Part, under: str) -> Iterator[Way]:
    match part:
        case Text() | Note():
            if isinstance(part, Note) or aside(part) is None:
                yield from _asked(part.spans, under)
        case Facts():
            for fact in part.rows:
                yield from _asked(fact.spans, under, f"{fact.label}: ")
        case Timeline():
            for row in part.rows:
                day = row.date.spoken()
                yield from _asked((*row.spans, *row.aside), under, f"{day}: ", day)
        case Quotation():
            short = f"{part.speaker}, {part.said.spoken()}"
            yield Way(f"{short}: {quoted(' '.join(part.words.split()))}", short, _about(part.id), under)
        case Heading() | Picture() | File() | Choices():
            pass
        case _:
            assert_never(part)


def _asked(spans: Spans, under: str, lead: str = "", short: str = "") -> Iterator[Way]:
    # Neighbours that ask the same line are one way, however their words are marked.
    for line, group in groupby(spans, key=_line):
        if line is not None:
            words = " ".join("".join(span.text for span in group).split())
            bare = (words[1:-1] if words.startswith("[") and words.endswith("]") else words) or line
            yield Way(f"{lead}{bare}", short or bare, line, under)


def _about(record: str) -> str:
    return f"/source id:{record}"


def _line(span: Span) -> str | None:
    return span.line


def _under(way: Way) -> str:
    return way.under


def rows_of(elements: Iterable[Element]) -> Iterator[list[Element]]:
    """Part what can be pressed into rows."""
    row: list[Element] = []
    weighs = HEAVY
    for element in elements:
        costs = weight(element)
        if row and (len(row) == IN_A_ROW or costs > weighs):
            yield row
            row, weighs = [], HEAVY
        row.append(element)
        weighs -= costs
    if row:
        yield row
