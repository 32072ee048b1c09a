"""Finding what someone means by a name: people, organisations, questions and dossiers, with typos."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import islice
from operator import itemgetter

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from briefings.model import About, Organisation, Person, Question
from briefings.words import fold

Named = Person | Organisation | Question | About
_RESEMBLING = 78
_EMPTY = frozenset(["a", "an", "and", "for", "in", "of", "on", "or", "the", "to", "with"])
"""Words that stand in many names and mean none."""
_MOST_KEPT = 128
"""So many of the names that were asked for last are known without looking for them again, in each index."""
NEAR = 5
"""So many near matches are offered at most."""


class Sort(Enum):
    """What a name may stand for."""

    PERSON = "person"
    ORGANISATION = "organisation"
    QUESTION = "question"
    DOSSIER = "dossier"


HOLDERS = frozenset({Sort.PERSON, Sort.ORGANISATION})
ANYTHING = frozenset(Sort)
_SORT_OF: dict[type, Sort] = {
    Person: Sort.PERSON,
    Organisation: Sort.ORGANISATION,
    Question: Sort.QUESTION,
    About: Sort.DOSSIER,
}


@dataclass(frozen=True, slots=True)
class Found:
    """What a name was found to mean: one thing, several to choose from, or only near ones.

    `whole` is true when the text is a full name, a family name, an alias or an id (a typo allowed),
    and false when it is only a part of one, such as a first name; `exact` when it is one without any typo.
    """

    matches: tuple[Named, ...] = ()
    near: tuple[Named, ...] = ()
    whole: bool = False
    exact: bool = False


class Names:
    """An index over everything that has a name in a record."""

    __slots__ = ("_folded", "_found", "_parts", "_starts", "_things", "_whole")

    def __init__(self, named: Iterable[Named]) -> None:
        self._whole: dict[str, list[Named]] = defaultdict(list)
        self._parts: dict[str, list[Named]] = defaultdict(list)
        self._things = tuple(named)
        starts: list[tuple[str, int, int]] = []
        for order, thing in enumerate(self._things):
            for key in dict.fromkeys(fold(name).removeprefix("the ") for name in names_of(thing)):
                if key:
                    self._whole[key].append(thing)
            for word in dict.fromkeys(word for name in _all_names(thing) for word in fold(name).split()):
                if word not in _EMPTY:
                    self._parts[word].append(thing)
            for name in dict.fromkeys(fold(name) for name in _all_names(thing)):
                words = name.split()
                starts += ((" ".join(words[place:]), place, order) for place in range(len(words)))
        self._starts = sorted(starts, key=itemgetter(0))
        self._folded = tuple(self._whole)
        self._found = lru_cache(_MOST_KEPT)(self._find)

    def find(self, text: str, sorts: frozenset[Sort] = ANYTHING, *, partly: bool = True) -> Found:
        """Find what `text` names among things of these sorts; with `partly` also by a part of a name.

        Never raises; text without letters finds nothing.
        """
        return self._found(text, sorts, partly)

    def _find(self, text: str, sorts: frozenset[Sort], partly: bool) -> Found:  # noqa: FBT001  as a key has no names
        key = fold(text)[:200].removeprefix("the ")
        if not key:
            return Found()

        def of_sort(thing: Named) -> bool:
            return _SORT_OF[type(thing)] in sorts

        if whole := tuple(filter(of_sort, self._whole.get(key, ()))):
            return Found(_certain(whole, key), whole=True, exact=True)
        if partly and (parts := self._having(key.split(), of_sort)):
            return Found(parts)
        if typed := self._mistyped(key, of_sort):
            return Found(typed, whole=True)
        return Found(near=self._near(key, of_sort))

    def resembles(self, text: str, sorts: frozenset[Sort] = ANYTHING) -> bool:
        """Tell whether something has nearly this name, though not so nearly that it must be meant."""
        close = process.extract(fold(text)[:200], self._folded, scorer=fuzz.ratio, score_cutoff=_RESEMBLING, limit=None)
        return any(_SORT_OF[type(thing)] in sorts for name, _, _ in close for thing in self._whole[name])

    def complete(
        self, text: str, sorts: frozenset[Sort] = ANYTHING, limit: int = 25, *, resembling: bool = True
    ) -> tuple[Named, ...]:
        """Give what someone typing `text` may mean, best first; everything in the record's order for no text.

        Where nothing begins so, names that resemble it are given, unless `resembling` is off.
        """
        key = fold(text)[:200]
        if not key:
            return tuple(islice((thing for thing in self._things if _SORT_OF[type(thing)] in sorts), limit))
        first = bisect_left(self._starts, key, key=itemgetter(0))
        last = bisect_right(self._starts, f"{key}\U0010ffff", key=itemgetter(0))
        # A name that begins so comes before one that only has such a word in it; else the order of the record.
        begun = sorted(start[1:] for start in self._starts[first:last])
        things = dict.fromkeys(self._things[order] for _, order in begun)
        things = {thing: None for thing in things if _SORT_OF[type(thing)] in sorts}
        if not things and resembling and len(key) > 2:  # noqa: PLR2004  shorter is not a name yet
            things = dict.fromkeys(self._near(key, lambda thing: _SORT_OF[type(thing)] in sorts))
        return tuple(things)[:limit]

    def _having(self, words: list[str], of_sort: Callable[[Named], bool]) -> tuple[Named, ...]:
        first, *rest = words
        things = [thing for thing in self._parts.get(first, ()) if of_sort(thing)]
        return tuple(thing for thing in things if all(thing in self._parts.get(word, ()) for word in rest))

    def _mistyped(self, key: str, of_sort: Callable[[Named], bool]) -> tuple[Named, ...]:
        """Give what the name stands for when it is mistyped by one letter, or by two in a long name."""
        allowed = 0 if len(key) < 5 else 1 if len(key) < 12 else 2  # noqa: PLR2004  short names are too alike
        if not allowed:
            return ()
        close = process.extract(key, self._folded, scorer=DamerauLevenshtein.distance, score_cutoff=allowed, limit=None)
        best: list[Named] = []
        nearest = allowed
        for name, distance, _ in close:
            things = [thing for thing in self._whole[name] if of_sort(thing)]
            if things and distance <= nearest:
                nearest = int(distance)
                best += things
        return tuple(dict.fromkeys(best))

    def _near(self, key: str, of_sort: Callable[[Named], bool]) -> tuple[Named, ...]:
        close = process.extract(key, self._folded, scorer=fuzz.ratio, score_cutoff=55, limit=None)
        things = (thing for name, _, _ in close for thing in self._whole[name] if of_sort(thing))
        return tuple(dict.fromkeys(things))[:NEAR]


def _certain(things: tuple[Named, ...], key: str) -> tuple[Named, ...]:
    # An id is unique: whoever writes it, or a button that carries it, means that one thing.
    return next(((thing,) for thing in things if fold(thing.id) == key), things)


def names_of(thing: Named) -> Iterable[str]:
    """Give every full name that something goes by, its id among them."""
    yield thing.id
    match thing:
        case Person():
            yield thing.name
            yield thing.family or thing.name.split()[-1]
            yield from thing.aliases
        case Organisation():
            yield thing.name
            yield from thing.aliases
        case Question():
            yield thing.text
            yield thing.short
        case About():
            yield thing.title
            yield thing.topic


def _all_names(thing: Named) -> Iterable[str]:
    yield from names_of(thing)
    if isinstance(thing, Question):
        yield thing.proposition
