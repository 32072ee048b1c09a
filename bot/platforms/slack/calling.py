"""Cards that call no one: Slack calls every user who is named in a message that more than one person sees."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from bot.card import (
    Card,
    Choices,
    Facts,
    File,
    Heading,
    Named,
    Note,
    Part,
    Picture,
    Quotation,
    Spans,
    Text,
    Timeline,
)


def calling_no_one(card: Card) -> Card:
    """Give a card in which the ids of users are only words."""
    return replace(card, parts=tuple(map(_part, card.parts)))


def _part(part: Part) -> Part:
    match part:
        case Text() | Note() | Quotation():
            return replace(part, spans=_spans(part.spans))
        case Facts():
            return Facts(tuple(replace(fact, spans=_spans(fact.spans)) for fact in part.rows))
        case Timeline():
            rows = (replace(row, spans=_spans(row.spans), aside=_spans(row.aside)) for row in part.rows)
            return Timeline(tuple(rows))
        case Heading() | Picture() | File() | Choices():
            return part
        case _:
            assert_never(part)


def _spans(spans: Spans) -> Spans:
    if not any(span.names is Named.USER for span in spans):
        return spans
    return tuple(replace(span, names=None) if span.names is Named.USER else span for span in spans)
