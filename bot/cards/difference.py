"""What differs between two versions of a record, field by field."""

from __future__ import annotations

from typing import Any

from bot.card import Fact, Facts, Span, Spans, Style, spans
from bot.cards.check import difference_spans
from briefings.edition import Fields, differing

_LABELS = {"said": "said on", "who": "whose", "evidence_at": "read at"}


def rows_of(before: Fields, after: Fields) -> Facts:
    """Give one line for every field that differs: what went struck, what came marked."""
    changed = differing(before, after)
    return Facts(tuple(Fact(label_of(field), field_spans(before.get(field), after.get(field))) for field in changed))


def label_of(field: str) -> str:
    return _LABELS.get(field, field.replace("_", " ")).capitalize()


def field_spans(before: Any, after: Any) -> Spans:  # noqa: ANN401  a JSON value of any field
    """Show how a value became another; long texts word by word."""
    if isinstance(before, str) and isinstance(after, str) and " " in before and " " in after:
        return difference_spans(after, before)
    old, new = text_of(before), text_of(after)
    return spans(
        Span(old, Style.STRUCK),
        " → " if old and new else "",
        Span(new, Style.MISSING) if new else Span(" (taken out)", Style.QUIET) if old else "",
    )


def text_of(value: Any) -> str:  # noqa: ANN401  a JSON value of any field
    """Write a value for reading."""
    match value:
        case None:
            return ""
        case list():
            return ", ".join(map(text_of, value))
        case dict():
            inner = (f"{key} {text_of(part)}" for key, part in value.items())
            return "; ".join(inner)
        case _:
            return str(value)
