"""Whether some words stand on record: the same, as a part, with differences, as a disputed wording, or not at all."""

from __future__ import annotations

from dataclasses import dataclass

from briefings.library import Library
from briefings.model import Disputed, Quote
from briefings.search import Query, Scope
from briefings.words import ALIKE, Comparison, Likeness, compare, fold

CANDIDATES = 40
"""So many quotes that share words with the asked ones are compared with them."""
MOST_HELD = 3_000
"""Words are looked for, the rarest first, until so many documents hold one of them."""
FEWEST = 4
"""So many words are needed to know a part of a disputed wording by."""
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
        ((compare(words, quote.words), quote) for quote in candidates(library, words, who)),
        key=lambda pair: _rank(pair[0], pair[1], who),
    )
    best = ranked[0][0] if ranked else Comparison(Likeness.UNLIKE, 0.0)
    if best.likeness is Likeness.EXACT:
        return Finding(Likeness.EXACT, tuple(quote for found, quote in ranked if found.likeness is Likeness.EXACT))
    if disputed := _disputed(library, words, who, best.likeness):
        return Finding(best.likeness, _instead(library, disputed, ranked), disputed)
    if best.likeness is Likeness.UNLIKE:
        return Finding(Likeness.UNLIKE, tuple(quote for _, quote in ranked[:NEAREST]))
    return Finding(best.likeness, (ranked[0][1],))


def _instead(library: Library, disputed: Disputed, ranked: list[tuple[Comparison, Quote]]) -> tuple[Quote, ...]:
    """Give what is on record instead of a disputed wording; where nothing is alike, something of the speaker's."""
    if disputed.see:
        return (library.the(Quote, disputed.see),)
    near = [quote for found, quote in ranked if found.likeness is not Likeness.UNLIKE]
    own = [quote for _, quote in ranked if quote.speaker == disputed.who]
    return tuple((near or own or [quote for _, quote in ranked])[:1])


def _rank(found: Comparison, quote: Quote, who: str | None) -> tuple[int, bool, float]:
    return _ORDER.index(found.likeness), who is not None and quote.speaker != who, -found.score


def candidates(library: Library, words: str, who: str | None = None) -> list[Quote]:
    """Give quotes that share the rarest of the words, so that the time does not grow with the common ones.

    With `who` those of this holder are among them for certain.
    """
    rare = library.index.rarest(words, MOST_HELD)
    query = Query.read(" ".join(rare))
    if query is None:
        return []
    loose = Query(query.some, query.some)
    searches = [None, who] if who else [None]
    found = (library.find(loose, Scope(holder, ("quote",)), limit=CANDIDATES).page for holder in searches)
    return [library.the(Quote, record) for record in dict.fromkeys(hit.id for page in found for hit in page)]


def _disputed(library: Library, words: str, who: str | None, best: Likeness) -> Disputed | None:
    """Give the disputed wording that these words are, or are a good part of when they are no part of a true quote."""
    parts = best is not Likeness.CLIPPED and len(fold(words).split()) >= FEWEST
    matching = (entry for entry in library.disputed() if _is_version(words, entry.words, parts=parts))
    return min(matching, key=lambda entry: who is not None and entry.who != who, default=None)


def disputed_version(library: Library, words: str, who: str) -> Disputed | None:
    """Give the disputed wording of this speaker that stands whole in these words, whatever the typography."""
    mine = [entry for entry in library.disputed() if entry.who == who]
    whole = {Likeness.EXACT, Likeness.CLIPPED}
    return next((entry for entry in mine if compare(entry.words, words).likeness in whole), None)


def _is_version(words: str, disputed: str, *, parts: bool) -> bool:
    found = compare(words, disputed)
    if found.likeness is Likeness.CLIPPED:
        return parts
    return found.score >= ALIKE or compare(disputed, words).likeness is Likeness.CLIPPED
