"""What things on record are called where one of them is to be chosen."""

from __future__ import annotations

from collections.abc import Sequence

from briefings.model import About, Organisation, Person, Question
from briefings.names import Named


def either(things: Sequence[Named]) -> str:
    *before, last = map(label, things)
    return f"{', '.join(before)} or {last}" if before else last


def label(thing: Named) -> str:
    match thing:
        case Person() | Organisation():
            return thing.name
        case Question():
            return thing.text
        case About():
            return thing.title
