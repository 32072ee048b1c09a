"""Comparing wordings: the same words, a part of them, or other words, whatever the typography."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

_APOSTROPHES = "'’ʼ"
_GAP = re.compile(r"\[?(?:…|\.{3,}|\. \. \.)\]?")
ALIKE = 90.0
"""From this similarity on (0 to 100) two wordings are taken for versions of one quote."""
RESEMBLING = 72.0
"""From this similarity on a wording is shown as a different version of a quote, below it only as the nearest."""


class Token(NamedTuple):
    """A word as it is compared, and where it stands in the text."""

    key: str
    start: int
    end: int


class Mark(Enum):
    """What became of a stretch of words between two wordings."""

    SAME = "same"
    ADDED = "not there"
    MISSING = "missing"


class Piece(NamedTuple):
    """A stretch of words of one kind; ADDED and SAME come from the asked wording, MISSING from the record."""

    mark: Mark
    text: str


class Likeness(Enum):
    """How an asked wording stands to a recorded one, from nearest to farthest."""

    EXACT = "exact"
    CLIPPED = "clipped"
    DIFFERS = "differs"
    UNLIKE = "unlike"


@dataclass(frozen=True, slots=True)
class Comparison:
    """`score` is 0 to 100; two of one likeness are ranked by it."""

    likeness: Likeness
    score: float


def fold(text: str) -> str:
    """Give the letters and digits of a text without case, accents or typography, words parted by one space."""
    return " ".join(filter(None, map(_key, _token().findall(text))))


def tokens(text: str) -> list[Token]:
    """Split a text into words with their places in it; punctuation belongs to none."""
    found = (Token(_key(word.group()), word.start(), word.end()) for word in _token().finditer(text))
    return [token for token in found if token.key]


@cache
def _token() -> re.Pattern[str]:
    """Make the pattern of a word: letters and digits of any script with their marks, and apostrophes between them."""
    is_mark = [unicodedata.category(chr(code))[0] == "M" for code in range(0x10000)]
    first = [code for code in range(0x300, 0x10000) if is_mark[code] and not is_mark[code - 1]]
    last = [code for code in range(0x300, 0xFFFF) if is_mark[code] and not is_mark[code + 1]]
    ranges = "".join(f"{chr(one)}-{chr(other)}" for one, other in zip(first, last, strict=True))
    return re.compile(rf"(?:[^\W_]|[{ranges}])(?:[^\W_]|[{ranges}]|[{_APOSTROPHES}](?=[^\W_]))*")


@lru_cache(maxsize=16_384)
def _key(word: str) -> str:
    """Write a word as it is compared: case and compatibility forms alike, Latin letters without their accents."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    kept: list[str] = []
    for letter in plain:
        if unicodedata.combining(letter) and kept and kept[-1].isascii():
            continue  # An accent; in other scripts a mark makes another letter.
        if letter not in _APOSTROPHES and (letter.isalnum() or unicodedata.category(letter)[0] == "M"):
            kept.append(letter)
    return unicodedata.normalize("NFC", "".join(kept)) if any(map(str.isalnum, kept)) else ""


def compare(asked: str, words: str) -> Comparison:
    """Say how `asked` stands to the recorded `words`."""
    one, other = fold(asked), fold(words)
    if not one or not other:
        return Comparison(Likeness.UNLIKE, 0.0)
    if one == other:
        return Comparison(Likeness.EXACT, 100.0)
    if _clips(asked, other):
        return Comparison(Likeness.CLIPPED, 100.0 * len(one) / len(other))
    score = _similarity(one, other)
    return Comparison(Likeness.DIFFERS if score >= RESEMBLING else Likeness.UNLIKE, score)


def _similarity(one: str, other: str) -> float:
    """Score two folded wordings by letters and by words alike: one knows typos, the other what is said."""
    words, others = one.split(), other.split()
    if len(words) == 1 or len(others) == 1:  # As it is in scripts that put no spaces between words.
        return fuzz.ratio("".join(words), "".join(others))
    score = (fuzz.ratio(one, other) + fuzz.ratio(words, others)) / 2
    if len(one) < len(other):
        # A changed part of a longer quote is compared with the part it stands for.
        score = max(score, (fuzz.partial_ratio(one, other) + fuzz.partial_ratio(words, others)) / 2 - 5.0)
    return score


def _clips(asked: str, folded: str) -> bool:
    """Tell whether the asked words are a part of the others, or several parts in their order with ellipses between."""
    place = 0
    padded = f" {folded} "
    for part in _GAP.split(asked):
        key = fold(part)
        if not key:
            continue
        found = padded.find(f" {key} ", place)
        if found < 0:
            return False
        place = found + len(key) + 1
    return place > 0


def alike(one: str, other: str) -> bool:
    """Tell whether two wordings are versions of one quote: the same, clipped, or at least `ALIKE`."""
    found = compare(one, other)
    return found.likeness in {Likeness.EXACT, Likeness.CLIPPED} or found.score >= ALIKE or _clips(other, fold(one))


def difference(asked: str, words: str) -> list[Piece]:
    """Give the two wordings as one run of stretches: the same, only asked, only recorded; each as it was written."""
    mine, theirs = tokens(asked), tokens(words)
    pieces: list[Piece] = []
    matcher = SequenceMatcher(None, [t.key for t in mine], [t.key for t in theirs], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece(Mark.SAME, _stretch(words, theirs, c, d)))
            continue
        if b > a:
            pieces.append(Piece(Mark.ADDED, _stretch(asked, mine, a, b)))
        if d > c:
            pieces.append(Piece(Mark.MISSING, _stretch(words, theirs, c, d)))
    return pieces


def _stretch(text: str, parts: list[Token], first: int, last: int) -> str:
    # Punctuation after a word goes with it, and what stands before the first word goes with the first.
    start = 0 if first == 0 else parts[first].start
    end = parts[last].start if last < len(parts) else len(text)
    return text[start:end].strip()
