"""What makes a record publishable, beyond each entry's form: references, evidence, fairness."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never

from rapidfuzz import fuzz

from briefings.dates import PartialDate
from briefings.faults import Fault
from briefings.model import (
    About,
    Briefing,
    Disputed,
    Dossier,
    Event,
    Gap,
    Organisation,
    Person,
    Point,
    Position,
    Question,
    Quote,
    Record,
    Source,
)
from briefings.quoting import quoted
from briefings.stances import Side, side
from briefings.words import ALIKE, alike, fold

SHORTEST_BRIEFING, LONGEST_BRIEFING = 120, 250
"""How many words a briefing has, summary and points together."""
MOST_ONE_SIDED = 3.0
"""From this ratio of quotes for to quotes against (or the reverse) a briefing is warned of as one-sided."""
_PHRASE = re.compile("“([^”]+)”")
_FILE = {
    Question: "dossier.toml",
    Person: "people.toml",
    Organisation: "organisations.toml",
    Source: "sources.toml",
    Quote: "quotes.toml",
    Event: "events.toml",
    Position: "positions.toml",
    Gap: "positions.toml",
    Briefing: "briefings.toml",
    Disputed: "disputed.toml",
}


@dataclass(frozen=True, slots=True)
class Unread:
    """What stands in a dossier's files but could not be read: entries by id, and whole files by what they hold."""

    ids: frozenset[str] = frozenset()
    kinds: frozenset[type] = frozenset()

    @classmethod
    def together(cls, several: Iterable[Unread]) -> Unread:
        every = tuple(several)
        return cls(frozenset().union(*(u.ids for u in every)), frozenset().union(*(u.kinds for u in every)))


def faults(dossiers: Sequence[Dossier], unread: Mapping[str, Unread] | None = None) -> list[Fault]:
    """List everything that keeps these dossiers from being shown.

    References to what is `unread`, by dossier id, are no faults of their own.
    """
    found = list(_doubled_ids(dossiers))
    records = {record.id: record for dossier in dossiers for record in dossier.records()}
    lost = Unread.together((unread or {}).values())
    for dossier in dossiers:
        compiled = dossier.about.compiled
        late = f"is later than the dossier, compiled {compiled}; correct one of the two"
        disputed = [entry for one in dossiers for entry in one.disputed]
        checks = _Checks(Ground(dossier.about, records.get, compiled.latest, late, disputed_by_words(disputed)), lost)
        for record in dossier.records():
            checks.check(record)
        checks.gaps(dossier)
        found += checks.found
    return sorted(found)


@dataclass(frozen=True, slots=True)
class Ground:
    """What a record is judged on: its dossier, the record around it, and the last day that something can be said."""

    about: About
    get: Callable[[str], Record | None]
    last_day: dt.date
    too_late: str
    """What is said of a later day."""
    disputed: Mapping[str, Disputed]


def record_faults(record: Record, ground: Ground, unread: Unread | None = None) -> list[Fault]:
    """List what keeps one record from being shown on this ground; references to what is `unread` are no faults."""
    checks = _Checks(ground, unread or Unread())
    checks.check(record)
    return checks.found


def disputed_by_words(entries: Iterable[Disputed]) -> dict[str, Disputed]:
    return {fold(entry.words): entry for entry in entries}


def warnings(dossiers: Sequence[Dossier]) -> list[Fault]:
    """List what a curator should look at: near-duplicates, one-sided briefings, words that their evidence lacks."""
    found: list[Fault] = []
    for dossier in dossiers:
        found += _near_duplicates(dossier)
        found += _one_sided(dossier)
        found += _unread_words(dossier)
    return sorted(found)


def sides(dossier: Dossier, briefing: Briefing) -> tuple[int, int]:
    """Count the positions that a briefing names, or whose quotes it names, as (for, against) their proposition.

    A briefing about one question counts positions on that question alone. Mixed and neutral ones count on neither side.
    """
    wanted = set(briefing_evidence(briefing))
    whole = briefing.about == dossier.about.id
    tally = Counter(
        side(position.score)
        for position in dossier.positions
        if (whole or position.question == briefing.about)
        and (position.id in wanted or wanted.intersection(position.quotes))
    )
    return tally[Side.FOR], tally[Side.AGAINST]


def _place(about: About, record: Record | Gap) -> str:
    return f"{about.id}/{_FILE[type(record)]}"


def _doubled_ids(dossiers: Sequence[Dossier]) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for dossier in dossiers:
        head = f"{dossier.about.id}/dossier.toml"
        everything = [(dossier.about.id, head), *((r.id, _place(dossier.about, r)) for r in dossier.records())]
        for record_id, file in everything:
            if record_id in seen:
                problem = f"stands in {seen[record_id]} already; ids are unique in the whole record"
                yield Fault(file, record_id, "id", problem)
            seen[record_id] = file


class _Checks:
    """The rules; each method finds the faults of one noun."""

    def __init__(self, ground: Ground, unread: Unread) -> None:
        self.ground = ground
        self.unread = unread
        self.found: list[Fault] = []

    def check(self, record: Record) -> None:
        match record:
            case Person():
                self._person(record)
            case Source():
                self._source(record)
            case Quote():
                self._quote(record)
            case Event():
                self._event(record)
            case Position():
                self._position(record)
            case Briefing():
                self._briefing(record)
            case Disputed():
                self._refer(record, "who", [record.who], Person, Organisation)
                self._refer(record, "see", [record.see] if record.see else [], Quote)
            case Question() | Organisation():
                pass
            case _:
                assert_never(record)

    def _fault(self, record: Record | Gap, field: str, problem: str) -> None:
        entry = f"{record.who}/{record.question}" if isinstance(record, Gap) else record.id
        self.found.append(Fault(_place(self.ground.about, record), entry, field, problem))

    def _refer(self, record: Record | Gap, field: str, ids: Iterable[str], *kinds: type) -> None:
        wanted = " or ".join(kind.__name__.lower() for kind in kinds)
        if self.unread.kinds.intersection(kinds):
            return
        for record_id in ids:
            if record_id not in self.unread.ids and not isinstance(self.ground.get(record_id), kinds):
                files = " or ".join(dict.fromkeys(_FILE[kind] for kind in kinds))
                self._fault(
                    record, field, f"{quoted(record_id)} is no {wanted} here; add it to {files} or correct the id"
                )

    def _person(self, person: Person) -> None:
        self._refer(person, "roles", (role.organisation for role in person.roles), Organisation)
        for role in person.roles:
            if role.start and role.end and role.start.earliest > role.end.latest:
                self._fault(person, "roles", f"{quoted(role.role)} ends before it starts; exchange start and end")

    def _source(self, source: Source) -> None:
        if source.url is None and source.kind != "in-person":
            self._fault(source, "url", "is missing; write where it stands, or kind = 'in-person' with the witness")

    def _quote(self, quote: Quote) -> None:
        self._refer(quote, "speaker", [quote.speaker], Person, Organisation)
        self._refer(quote, "source", [quote.source], Source)
        self._refer(quote, "questions", quote.questions, Question)
        self._dated(quote, "said", quote.said)
        if quote.confidence == "low":
            self._fault(quote, "confidence", "is low; a quote is shown only with medium or high confidence")
        if quote.excerpt and quote.excerpt not in quote.words:
            self._fault(quote, "excerpt", "is no part of the words; copy whole sentences of them")
        if entry := self.ground.disputed.get(fold(quote.words)):
            self._fault(quote, "words", f"are disputed ({entry.id}: {entry.why}); leave the quote out")
        if not fold(quote.words):
            self._fault(quote, "words", "hold no letter or digit; write what was said")

    def _dated(self, record: Record, field: str, date: PartialDate) -> None:
        if date.earliest > self.ground.last_day:
            self._fault(record, field, self.ground.too_late)

    def _event(self, event: Event) -> None:
        self._refer(event, "source", [event.source], Source)
        self._refer(event, "people", event.people, Person)
        self._refer(event, "organisations", event.organisations, Organisation)
        self._refer(event, "quotes", event.quotes, Quote)
        self._refer(event, "questions", event.questions, Question)
        self._dated(event, "date", event.date)
        if event.confidence == "low":
            self._fault(event, "confidence", "is low; an event is shown only with medium or high confidence")

    def _position(self, position: Position) -> None:
        self._refer(position, "who", [position.who], Person, Organisation)
        self._refer(position, "question", [position.question], Question)
        self._refer(position, "quotes", position.quotes, Quote)
        self._refer(position, "events", position.events, Event)
        if not position.quotes and not position.events:
            self._fault(position, "quotes", "is empty and so is events; a position rests on at least one of them")
        for quote_id in position.quotes:
            quote = self.ground.get(quote_id)
            if isinstance(quote, Quote) and quote.speaker != position.who:
                problem = f"{quote_id} is by {quote.speaker}, not by {position.who}; take their own words"
                self._fault(position, "quotes", problem)
        if position.change:
            self._change(position)

    def _change(self, position: Position) -> None:
        change = position.change
        earlier = self.ground.get(change.since) if change else None
        if change and change.since in self.unread.ids:
            return
        if not change or not isinstance(earlier, Position):
            self._fault(
                position,
                "change.since",
                f"{quoted(change.since if change else None)} is no position here; correct the id",
            )
        elif (earlier.who, earlier.question) != (position.who, position.question):
            self._fault(position, "change.since", "is of another holder or question; a change stays with both")
        elif (earlier.date, earlier.id) >= (position.date, position.id):
            self._fault(position, "change.since", f"{earlier.id} is not earlier; take the position before this one")
        elif (change.kind == "changed") != (earlier.score != position.score):
            right = "changed" if earlier.score != position.score else "restated or clarified"
            problem = f"is {quoted(change.kind)} from {earlier.score} to {position.score}; write {right}"
            self._fault(position, "change.kind", problem)

    def gaps(self, dossier: Dossier) -> None:
        held = {(position.who, position.question) for position in dossier.positions}
        for gap in dossier.gaps:
            self._refer(gap, "who", [gap.who], Person, Organisation)
            self._refer(gap, "question", [gap.question], Question)
            if (gap.who, gap.question) in held:
                self._fault(gap, "", "a position stands on record for this; take the gap out")

    def _briefing(self, briefing: Briefing) -> None:
        if briefing.about != self.ground.about.id:
            self._refer(briefing, "about", [briefing.about], Question)
        words = briefing_length(briefing)
        if not SHORTEST_BRIEFING <= words <= LONGEST_BRIEFING:
            self._fault(briefing, "points", f"{words} words in all; write {SHORTEST_BRIEFING} to {LONGEST_BRIEFING}")
        for name, point in _claims(briefing):
            if not point.evidence:
                self._fault(briefing, name, "claims something without evidence; name its quotes, events or positions")
            self._refer(briefing, f"{name}.evidence", point.evidence, Quote, Event, Position)
            self._quoted_words(briefing, name, point)

    def _quoted_words(self, briefing: Briefing, name: str, point: Point) -> None:
        if self.unread.ids.intersection(point.evidence):
            return
        named = (self.ground.get(record_id) for record_id in point.evidence)
        said = " | ".join(f" {fold(record.words)} " for record in named if isinstance(record, Quote))
        for phrase in _PHRASE.findall(point.text):
            if f" {fold(phrase)} " not in said:
                self._fault(
                    briefing, name, f"“{phrase}” stands in none of its quotes; quote them as they are or name the one"
                )


def _claims(briefing: Briefing) -> list[tuple[str, Point]]:
    return [("summary", briefing.summary), *((f"points.{n}", p) for n, p in enumerate(briefing.points, 1))]


def briefing_length(briefing: Briefing) -> int:
    """Count the words of a briefing's summary and points."""
    return sum(len(point.text.split()) for _, point in _claims(briefing))


def briefing_evidence(briefing: Briefing) -> list[str]:
    """List what a briefing rests on, each id once, in the order it is first pointed to."""
    return list(dict.fromkeys(record for _, point in _claims(briefing) for record in point.evidence))


def _near_duplicates(dossier: Dossier) -> Iterator[Fault]:
    by_speaker: dict[str, list[tuple[str, Quote]]] = defaultdict(list)
    for quote in dossier.quotes:
        key = f" {fold(quote.words)} "
        for other_key, other in by_speaker[quote.speaker]:
            # Most pairs are told apart by their letters alone.
            nearly = key in other_key or other_key in key or fuzz.ratio(key, other_key, score_cutoff=ALIKE)
            if nearly or ("…" in quote.words + other.words and alike(quote.words, other.words)):
                problem = f"are nearly those of {other.id}; keep one of the two"
                yield Fault(_place(dossier.about, quote), quote.id, "words", problem)
        by_speaker[quote.speaker].append((key, quote))


def _one_sided(dossier: Dossier) -> Iterator[Fault]:
    for briefing in dossier.briefings:
        pro, con = sides(dossier, briefing)
        if max(pro, con) > MOST_ONE_SIDED * max(min(pro, con), 1):
            problem = f"rest on {pro} positions for and {con} against; balance them"
            yield Fault(_place(dossier.about, briefing), briefing.id, "points", problem)


def _unread_words(dossier: Dossier) -> Iterator[Fault]:
    for quote in dossier.quotes:
        if quote.evidence and f" {fold(quote.words)} " not in f" {fold(quote.evidence)} ":
            problem = "do not stand so in the evidence; read the two side by side"
            yield Fault(_place(dossier.about, quote), quote.id, "words", problem)
