"""How the quotes of a card are spread over the sides of its questions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from bot.card import Fact, Facts, Part, spans
from bot.cards.parts import count, note
from briefings.dates import PartialDate
from briefings.library import Library, entry_date
from briefings.model import Event, Organisation, Person, Position, Question, Quote
from briefings.stances import Side, side

MOST_WORDS = 2
"""From more than so many times the words of the other side on, one is said to outweigh it."""


@dataclass(frozen=True, slots=True)
class Balance:
    """Quotes and their words by side, and when the newest evidence of everyone named is from."""

    quotes: Mapping[Side, int]
    words: Mapping[Side, int]
    newest: tuple[tuple[str, PartialDate | None], ...]

    @property
    def heavier(self) -> Side | None:
        """The side with more than twice the words of the other; none where there is only one quote to weigh."""
        if self.quotes[Side.FOR] + self.quotes[Side.AGAINST] < 2:  # noqa: PLR2004  one is always on one side
            return None
        pro, con = self.words[Side.FOR], self.words[Side.AGAINST]
        if pro > MOST_WORDS * con:
            return Side.FOR
        return Side.AGAINST if con > MOST_WORDS * pro else None


def sides(library: Library, questions: Collection[str] = ()) -> dict[str, Side]:
    """Say on which side each quote is, by the positions that rest on it on these questions (all when none is named).

    One that carries positions for and against is on neither side.
    """
    found: dict[str, set[Side]] = defaultdict(set)
    for position in library.all(Position):
        if not questions or position.question in questions:
            for quote in position.quotes:
                found[quote].add(side(position.score))
    return {quote: _of_both(carried - {Side.NEITHER}) for quote, carried in found.items()}


def _of_both(carried: set[Side]) -> Side:
    return carried.pop() if len(carried) == 1 else Side.NEITHER


def balance(library: Library, records: Iterable[str]) -> Balance:
    """Weigh the records of a card: on the questions among them or, where there are none, on all."""
    shown = [record for record in map(library.get, records) if record]
    at = sides(library, {record.id for record in shown if isinstance(record, Question)})
    quotes, words = Counter(dict.fromkeys(Side, 0)), Counter(dict.fromkeys(Side, 0))
    holders: dict[str, None] = {}
    for record in shown:
        match record:
            case Quote():
                holders[record.speaker] = None
                where = at.get(record.id, Side.NEITHER)
                quotes[where] += 1
                words[where] += len(record.words.split())
            case Event():
                holders |= dict.fromkeys(record.people)
            case Position():
                holders[record.who] = None
            case Person() | Organisation():
                holders[record.id] = None
            case _:
                pass
    return Balance(quotes, words, tuple((library.holder(one).name, _newest(library, one)) for one in holders))


def balance_parts(weighed: Balance) -> tuple[Part, ...]:
    """Show it as a preview does, with a sentence where one side outweighs the other."""
    by_side = (
        Fact(where.value.capitalize(), spans(f"{count(number, 'quote')}, {count(weighed.words[where], 'word')}"))
        for where, number in weighed.quotes.items()
    )
    by_name = (
        Fact(who, spans(f"newest evidence {day.spoken()}" if day else "no evidence on record"))
        for who, day in weighed.newest
    )
    parts: list[Part] = [Facts(tuple(by_side)) if any(weighed.quotes.values()) else note("No quote is in it.")]
    if weighed.newest:
        parts.append(Facts(tuple(by_name)))
    if heavier := weighed.heavier:
        other = Side.AGAINST if heavier is Side.FOR else Side.FOR
        text = f"The words {heavier.value} ({weighed.words[heavier]:,}) are more than twice those {other.value}"
        parts.append(note(f"{text} ({weighed.words[other]:,}). Sides are our reading."))
    return tuple(parts)


def _newest(library: Library, holder: str) -> PartialDate | None:
    entries = library.timeline(holder)
    return entry_date(entries[-1]) if entries else None
