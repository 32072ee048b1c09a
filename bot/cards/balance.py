"""How the quotes of a card are spread over the sides of its questions."""

from __future__ import annotations

from collections import Counter
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
    """Quotes and their words by side, and when the newest evidence of everyone named is from, by their names."""

    quotes: Mapping[Side, int]
    words: Mapping[Side, int]
    newest: Mapping[str, PartialDate | None]

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

    One that carries positions on both sides is on neither.
    """
    found: dict[str, Side] = {}
    for position in library.all(Position):
        if questions and position.question not in questions:
            continue
        where = side(position.score)
        for quote in position.quotes:
            found[quote] = where if found.get(quote, where) is where else Side.NEITHER
    return found


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
                holders |= dict.fromkeys((*record.people, *record.organisations))
            case Position():
                holders[record.who] = None
            case Person() | Organisation():
                holders[record.id] = None
            case _:
                pass
    newest = {library.holder(one).name: _newest(library, one) for one in holders}
    return Balance(quotes, words, newest)


def balance_parts(weighed: Balance) -> tuple[Part, ...]:
    """Show it as a preview does, with a sentence where one side outweighs the other."""
    by_side = (
        Fact(where.value.capitalize(), spans(f"{count(weighed.quotes[where], 'quote')}, {_words(weighed, where)}"))
        for where in Side
    )
    by_name = (
        Fact(who, spans(f"newest evidence {day.spoken()}" if day else "no evidence on record"))
        for who, day in weighed.newest.items()
    )
    parts: list[Part] = [Facts(tuple(by_side))]
    if weighed.newest:
        parts.append(Facts(tuple(by_name)))
    if heavier := weighed.heavier:
        other = Side.AGAINST if heavier is Side.FOR else Side.FOR
        text = f"The words {heavier.value} ({weighed.words[heavier]:,}) are more than twice those {other.value}"
        parts.append(note(f"{text} ({weighed.words[other]:,}). Sides are our reading."))
    return tuple(parts)


def _words(weighed: Balance, where: Side) -> str:
    return count(weighed.words[where], "word")


def _newest(library: Library, holder: str) -> PartialDate | None:
    entries = library.timeline(holder)
    return entry_date(entries[-1]) if entries else None
