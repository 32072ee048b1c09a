"""Names that read or look like another: other spelling, or letters of other scripts that are drawn alike."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from briefings.model import Holder
from briefings.words import fold


def lookalike(name: str, holders: Iterable[Holder]) -> Holder | None:
    """Give whoever on record has a name or alias that reads or looks like this one."""
    read, drawn = fold(name), skeleton(name)
    for holder in holders:
        names = (holder.name, *holder.aliases)
        if any(read == fold(known) or drawn == skeleton(known) for known in names):
            return holder
    return None


def skeleton(name: str) -> str:
    """Write a name with one letter for all that are drawn like it, as Unicode's UTS 39 lists them."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(_drawn(letter) for letter in plain if letter.isalnum()).casefold()


def _drawn(letter: str) -> str:
    alike = (entry["c"] for entry in _confusables().get(letter, ()))
    return min((letter, *(other for other in alike if len(other) == 1)))


@cache
def _confusables() -> Mapping[str, Sequence[Mapping[str, str]]]:
    from confusable_homoglyphs.confusables import confusables_data  # noqa: PLC0415  it reads a large file

    data: Mapping[str, Sequence[Mapping[str, str]]] = confusables_data
    return data
