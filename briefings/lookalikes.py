"""Names that read or look like another: other spelling, an initial more, letters of other scripts drawn alike."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

from briefings.model import Holder
from briefings.words import fold

_DIRECTION = "\u200e"
"""Stands around letters of scripts that are written from the right."""


def lookalike(name: str, holders: Iterable[Holder]) -> Holder | None:
    """Give whoever on record has a name or alias that reads or looks like this one."""
    keys = keys_of(name)
    return next((one for one in holders if any(keys & keys_of(known) for known in (one.name, *one.aliases))), None)


@lru_cache(maxsize=4_096)
def keys_of(name: str) -> frozenset[str]:
    """Give how a name reads, with and without initials, and how it is drawn: names alike have one of these in common.

    A name without letters and digits is itself alone.
    """
    return frozenset(filter(None, (fold(name), _without_initials(name), skeleton(name)))) or frozenset((name,))


def _without_initials(name: str) -> str:
    words = fold(name).split()
    between = (word for word in words[1:-1] if not (len(word) == 1 and word.isascii() and word.isalpha()))
    return " ".join((*words[:1], *between, *words[1:][-1:]))


def skeleton(name: str) -> str:
    """Write a name with one letter for all that are drawn like it, as Unicode's UTS 39 lists them, then without case.

    Case comes last: a capital I is drawn like a small l, a small i is not.
    """
    plain = unicodedata.normalize("NFKD", name)
    return "".join(_drawn(letter) for letter in plain if letter.isalnum()).casefold()


def _drawn(letter: str) -> str:
    """Give the letter that others are listed with: each of them lists it alone, and it lists them all."""
    alike = (entry["c"].strip(_DIRECTION) for entry in _confusables().get(letter, ()))
    letters = (letter, *(other for other in alike if len(other) == 1 and other.isalnum()))
    return min(letters, key=lambda one: (-len(_confusables().get(one, ())), one))


@cache
def _confusables() -> Mapping[str, Sequence[Mapping[str, str]]]:
    from confusable_homoglyphs.confusables import confusables_data  # noqa: PLC0415  it reads a large file

    data: Mapping[str, Sequence[Mapping[str, str]]] = confusables_data
    return data
