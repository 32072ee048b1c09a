"""Finding quotes that are versions of one another among many, without comparing each with each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz

from briefings.checking import FEWEST
from briefings.model import Quote
from briefings.words import alike, fold

MOST_HELD = 1_000
"""Quotes are looked up by the rarest words, until so many of them hold one."""
MOST_COMPARED = 50
"""So many quotes that share the most words are compared letter by letter."""
_UNSHARED = 0.3
"""At most this part of the shorter wording's words is missing in the other, if they are versions of one quote."""
_RAREST = 2
_LIKE = 80


@dataclass(frozen=True, slots=True)
class _Said:
    quote: Quote
    folded: str
    words: frozenset[str]


class Twins:
    """The quotes of one speaker by the words in them."""

    def __init__(self, quotes: Iterable[Quote]) -> None:
        self._said: list[_Said] = []
        self._same: dict[str, list[Quote]] = defaultdict(list)
        for quote in quotes:
            folded = fold(quote.words)
            self._said.append(_Said(quote, folded, frozenset(folded.split())))
            self._same[folded].append(quote)
        self._frequency = Counter(word for said in self._said for word in said.words)
        self._holding: dict[str, list[int]] = defaultdict(list)
        self._known_by: dict[str, list[int]] = defaultdict(list)
        for place, said in enumerate(self._said):
            ordered = self._rarest_first(said.words)
            for word in ordered:
                self._holding[word].append(place)
            for word in ordered[:_RAREST]:
                self._known_by[word].append(place)

    def of(self, quote: Quote) -> Quote | None:
        """Give another quote that has the same words or nearly, clipped ones considered."""
        folded = fold(quote.words)
        for other in self._same.get(folded, ()):
            if other.id != quote.id:
                return other
        words = frozenset(folded.split())
        for said in self._near(words) if len(folded.split()) >= FEWEST else self._like(folded):
            if said.quote.id != quote.id and alike(quote.words, said.quote.words):
                return said.quote
        return None

    def _like(self, folded: str) -> Iterator[_Said]:
        """Give those whose letters are like a few words; such words are shared by many or by none."""
        for said in self._said:
            if f" {folded} " in f" {said.folded} " or fuzz.ratio(folded, said.folded, score_cutoff=_LIKE):
                yield said

    def _near(self, words: frozenset[str]) -> Iterator[_Said]:
        """Give those that share the most with these words."""
        shared: Counter[int] = Counter()
        for places in self._postings(words):
            shared.update(places)
        for place, _ in shared.most_common(MOST_COMPARED):
            said = self._said[place]
            fewer = min(len(words), len(said.words))
            if len(words & said.words) >= (1 - _UNSHARED) * fewer:
                yield said

    def _postings(self, words: frozenset[str]) -> Iterator[list[int]]:
        """Give the lists of quotes that hold one of the rare words, or that are known by any of the words."""
        ordered = self._rarest_first(words)
        held = 0
        for word in ordered[: 1 + round(_UNSHARED * len(ordered)) + 1]:
            places = self._holding.get(word, [])
            if held and held + len(places) > MOST_HELD:
                break
            held += len(places)
            yield places
        held = 0
        for word in ordered:
            places = self._known_by.get(word, [])
            if held and held + len(places) > MOST_HELD:
                break
            held += len(places)
            yield places

    def _rarest_first(self, words: Iterable[str]) -> list[str]:
        return sorted(words, key=lambda word: (self._frequency[word], word))
