"""Whether some words stand on record: the same, as a part, with differences, as a disputed wording, or not at all."""

from __future__ import annotations

from dataclasses import dataclass

from briefings.library import Library
from briefings.model import Disputed, Quote
from briefings.search import Query
from briefings.words import Comparison, Likeness, alike, compare, fold

CANDIDATES = 40
"""So many quotes that share words with the asked ones are compared with them."""
NEAREST = 2
_ORDER = list(Likeness)


@dataclass(frozen=True, slots=True)
class Finding:
    """How the asked words stand to the record, and the quotes that show it, nearest first."""

    likeness: Likeness
    quotes: tuple[Quote, ...]
    disputed: Disputed | None = None


def check(library: Library, words: str, who: str | None = None) -> Finding:
    """Find how `words` stand to what is on record; `who` prefers that holder's quotes but hides no one else's."""
    ranked = sorted(
        ((compare(words, quote.words), quote) for quote in _candidates(library, words, who)),
        key=lambda pair: _rank(pair[0], pair[1], who),
    )
    best = ranked[0][0] if ranked else Comparison(Likeness.UNLIKE, 0.0)
    if best.likeness is Likeness.EXACT:
        return Finding(Likeness.EXACT, tuple(quote for found, quote in ranked if found.likeness is Likeness.EXACT))
    if disputed := _disputed(library, words, who):
        instead = library.the(Quote, disputed.see) if disputed.see else (ranked[0][1] if ranked else None)
        return Finding(best.likeness, (instead,) if instead else (), disputed)
    if best.likeness is Likeness.UNLIKE:
        return Finding(Likeness.UNLIKE, tuple(quote for _, quote in ranked[:NEAREST]))
    return Finding(best.likeness, (ranked[0][1],))


def _rank(found: Comparison, quote: Quote, who: str | None) -> tuple[int, bool, float]:
    return _ORDER.index(found.likeness), who is not None and quote.speaker != who, -found.score


def _candidates(library: Library, words: str, who: str | None) -> list[Quote]:
    terms = list(dict.fromkeys(fold(words).split()))
    query = Query.read(" ".join(terms))
    if query is None:
        return []
    searches = [None, who] if who else [None]
    loose = Query(query.some, query.some)
    found = (library.index.find(loose, who=holder, kinds=("quote",), limit=CANDIDATES).page for holder in searches)
    return [library.the(Quote, record) for record in dict.fromkeys(hit.id for page in found for hit in page)]


def _disputed(library: Library, words: str, who: str | None) -> Disputed | None:
    matching = (entry for entry in library.disputed() if alike(words, entry.words))
    return min(matching, key=lambda entry: who is not None and entry.who != who, default=None)
