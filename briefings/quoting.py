"""Saying back what someone gave, inside a sentence about it."""

from __future__ import annotations

_LONGEST = 80


def quoted(value: object) -> str:
    """Put a text into quotation marks, what cannot be seen in it as its number; anything else is said as it is."""
    text = value if isinstance(value, str) else repr(value)
    shown = "".join(letter if letter.isprintable() else f"U+{ord(letter):04X}" for letter in text[:_LONGEST])
    shown += "…" if len(text) > _LONGEST else ""
    return f"“{shown}”" if isinstance(value, str) else shown


def with_article(noun: str) -> str:
    """Name one of a kind of record, as in `an organisation`."""
    whole = "disputed wording" if noun == "disputed" else noun
    return f"{'an' if whole[0] in 'aeiou' else 'a'} {whole}"
