"""What differs between two versions of a record, field by field."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Any

from rapidfuzz import fuzz

from bot.card import Fact, Facts, Span, Spans, Style, spans
from briefings.edition import Fields, differing

_ALIKE = 60
"""From this likeness on (0 to 100) a text is shown word by word; others are read more easily whole."""
_PIECE = re.compile(r"\s+|\w+|[^\w\s]")
_LABELS = {"said": "said on", "who": "whose", "evidence_at": "read at"}


def rows_of(before: Fields, after: Fields) -> Facts:
    """Give one line for every field that differs: what went struck, what came marked."""
    changed = differing(before, after)
    return Facts(tuple(Fact(label_of(field), field_spans(before.get(field), after.get(field))) for field in changed))


def label_of(field: str) -> str:
    return _LABELS.get(field, field.replace("_", " ")).capitalize()


def field_spans(before: Any, after: Any) -> Spans:  # noqa: ANN401  a JSON value of any field
    """Show how a value became another; long texts word by word."""
    if isinstance(before, str) and isinstance(after, str) and fuzz.ratio(before, after) >= _ALIKE:
        return _word_by_word(before, after)
    old, new = text_of(before), text_of(after)
    return spans(
        Span(old, Style.STRUCK),
        " → " if old and new else "",
        Span(new, Style.MISSING) if new else Span(" (taken out)", Style.QUIET) if old else "",
    )


def _word_by_word(before: str, after: str) -> Spans:
    """Mark what went and what came, to the letter: a comma may be what is corrected."""
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    made: list[Span] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            made.append(Span("".join(new[c:d])))
            continue
        made += [Span("".join(old[a:b]), Style.STRUCK)] if b > a else []
        made += [Span(" ")] if kind == "replace" else []
        made += [Span("".join(new[c:d]), Style.MISSING)] if d > c else []
    return tuple(made)


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
