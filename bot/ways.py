"""The lines that words of a card ask, for platforms on which words cannot be pressed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
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
from briefings.dates import language

_MOST_KEPT = 1_024
Apart = Callable[[Text], bool]
"""Tells whether a paragraph has a button of its own beside it."""


@dataclass(frozen=True, slots=True)
class Way:
    """A line that words of a card ask: what it is called in a menu, in short on a button, and under which heading."""

    label: str
    short: str
    line: str
    under: str


def ending(part: Text) -> tuple[Spans, Button] | None:
    """Part a paragraph from the button that it ends in: a plain word at its end that is there to be pressed."""
    *before, last = part.spans or (Span(""),)
    if last.line is None or last.style is not Style.PLAIN or not last.text.strip():
        return None
    if not before or not before[-1].text[-1:].isspace() or any(span.line for span in before):
        return None
    return tuple(before), Button(last.text, last.line)


def ways(card: Card, apart: Apart) -> list[Way]:
    """Give every line that words of a card ask, each once, unless a button asks it.

    Quotations lead to all that is known about them, unless the card itself is about that.
    """
    pressed = {button.line for button in card.buttons}
    found: dict[str, Way] = {}
    for way in _ways(card, apart):
        if way.line not in pressed:
            found.setdefault(way.line, way)
    return list(found.values())


def _ways(card: Card, apart: Apart) -> Iterator[Way]:
    under = card.title
    for part in card.parts:
        match part:
            case Heading():
                under = part.text
            case Quotation() if part.id in card.also:
                pass
            case Text() if apart(part):
                pass
            case _:
                yield from _asked_by(part, under)


def _asked_by(part: Part, under: str) -> Iterator[Way]:
    match part:
        case Text() | Note():
            yield from _asked(part.spans, under)
        case Facts():
            for fact in part.rows:
                yield from _asked(fact.spans, under, f"{fact.label}: ")
        case Timeline():
            for row in part.rows:
                day = row.date.spoken()
                yield from _asked((*row.spans, *row.aside), under, f"{day}: ", day)
        case Quotation():
            yield _to_quotation(part, under, language())
        case Heading() | Picture() | File() | Choices():
            pass
        case _:
            assert_never(part)


def _asked(spans: Spans, under: str, lead: str = "", short: str = "") -> Iterator[Way]:
    if not any(span.line for span in spans):
        return
    # Neighbours that ask the same line are one way, however their words are marked.
    for line, group in groupby(spans, key=_line):
        if line is not None:
            words = " ".join("".join(span.text for span in group).split())
            bare = (words[1:-1] if words.startswith("[") and words.endswith("]") else words) or line
            yield Way(f"{lead}{bare}", short or bare, line, under)


@lru_cache(maxsize=_MOST_KEPT)
def _to_quotation(part: Quotation, under: str, _language: str) -> Way:
    """Give the way to all that is known about a quotation; the language is that in which dates are said."""
    short = f"{part.speaker}, {part.said.spoken()}"
    return Way(f"{short}: {quoted(' '.join(part.words.split()))}", short, _about(part.id), under)


def _about(record: str) -> str:
    return f"/source id:{record}"


def _line(span: Span) -> str | None:
    return span.line
