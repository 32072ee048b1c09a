"""Names that read or look like another: other spelling, or letters of other scripts that are drawn alike."""

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
    keys = _keys(name)
    return next((one for one in holders if any(keys & _keys(known) for known in (one.name, *one.aliases))), None)


@lru_cache(maxsize=4_096)
def _keys(name: str) -> frozenset[str]:
    """Give how a name reads and how it is drawn; one without letters and digits is itself alone."""
    return frozenset(filter(None, (fold(name), skeleton(name)))) or frozenset((name,))


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
