"""An immutable snapshot of one record: what every read is answered from."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from operator import attrgetter
from typing import TypeVar

from briefings.dates import PartialDate
from briefings.model import (
    Briefing,
    Disputed,
    Dossier,
    Event,
    Holder,
    Movement,
    Organisation,
    Person,
    Position,
    Question,
    Quote,
    Record,
    Source,
)
from briefings.names import Named, Names
from briefings.search import Document, Index

Entry = Quote | Event
R = TypeVar("R", bound=Record)


class Standing(Enum):
    """What the record can say of one holder on one question."""

    POSITION = "position"
    NONE_FOUND = "no position found"
    NOT_RESEARCHED = "not researched"


@dataclass(frozen=True, slots=True)
class Step:
    """One position in a holder's course on a question, and how it follows the one before (`None` for the first)."""

    position: Position
    movement: Movement | None


@dataclass(frozen=True, slots=True)
class Stance:
    """Where one holder stands on one question, and the steps that led there, oldest first."""

    question: Question
    standing: Standing
    steps: tuple[Step, ...] = ()
    newest: PartialDate | None = None
    """The date of the newest quote or event that the present position rests on."""

    @property
    def now(self) -> Position | None:
        return self.steps[-1].position if self.steps else None


class Library:
    """Everything that can be asked of a record; built once, never changed, safe to share between threads."""

    __slots__ = (
        "_course",
        "_dossier",
        "_entries",
        "_gaps",
        "_kinds",
        "_quotes_by",
        "_records",
        "_scopes",
        "dossiers",
        "index",
        "names",
    )

    def __init__(self, dossiers: Sequence[Dossier]) -> None:
        """Index the dossiers; they must have passed `rules.faults`."""
        self.dossiers = tuple(dossiers)
        self._records = {record.id: record for dossier in self.dossiers for record in dossier.records()}
        self._dossier = {name: dossier for dossier in self.dossiers for name in _heads(dossier)}
        self._kinds = self._by_kind()
        self._gaps = {(gap.who, gap.question) for dossier in self.dossiers for gap in dossier.gaps}
        self._course = self._courses()
        self._entries = sorted(self._all_entries(), key=_when)
        self._quotes_by, self._scopes = self._groups()
        self.names = Names(self._named())
        self.index = Index(map(self._document, self._searchable()), self._words_of)

    # -- records ----------------------------------------------------------------------------------

    def get(self, record_id: str) -> Record | None:
        """Give the record with this id."""
        return self._records.get(record_id)

    def the(self, kind: type[R], record_id: str) -> R:
        """Give the record of this kind that another one refers to; `KeyError` when there is none."""
        record = self._records[record_id]
        if not isinstance(record, kind):
            raise KeyError(record_id)
        return record

    def holder(self, holder_id: str) -> Holder:
        record = self._records[holder_id]
        if isinstance(record, Person | Organisation):
            return record
        raise KeyError(holder_id)

    def dossier_of(self, record_id: str) -> Dossier:
        """Give the dossier that a record stands in, or that has this id."""
        record = self._records.get(record_id)
        match record:
            case Quote() | Event():
                return self._dossier[record.source]
            case Position():
                return self._dossier[record.question]
            case _:
                return self._dossier[record_id]

    def all(self, kind: type[R]) -> Sequence[R]:
        """Give all records of one kind, in the order of the files."""
        return self._kinds.get(kind, ())  # type: ignore[return-value]  # grouped by this very type

    def ids_from(self, prefix: str) -> Iterator[str]:
        """Give the ids that begin so, in the order of the record."""
        return (record_id for record_id in self._records if record_id.startswith(prefix))

    def quotes_by(self, holder: str) -> Sequence[Quote]:
        """Give everything on record that a person or organisation said, oldest first."""
        return self._quotes_by.get(holder, ())

    def disputed(self) -> Sequence[Disputed]:
        return self.all(Disputed)

    def briefing(self, about: str) -> Briefing | None:
        """Give the newest briefing about a dossier or question."""
        written = [briefing for briefing in self.all(Briefing) if briefing.about == about]
        return max(written, key=attrgetter("written"), default=None)

    # -- stances ----------------------------------------------------------------------------------

    def stances(self, holder: str, dossier: Dossier, as_of: PartialDate | None = None) -> list[Stance]:
        return [self.stance(holder, question, as_of) for question in dossier.questions]

    def stance(self, holder: str, question: Question, as_of: PartialDate | None = None) -> Stance:
        """Say where a holder stood on a question, judged only by what was certainly said by the end of `as_of`."""
        course = self._course.get((holder, question.id), ())
        positions = [position for position in course if as_of is None or position.date.latest <= as_of.latest]
        if not positions:
            researched = (holder, question.id) in self._gaps or (holder, question.id) in self._course
            return Stance(question, Standing.NONE_FOUND if researched else Standing.NOT_RESEARCHED)
        steps = [Step(positions[0], None)]
        steps += (Step(later, _movement(before, later)) for before, later in pairwise(positions))
        return Stance(question, Standing.POSITION, tuple(steps), self.newest_evidence(positions[-1]))

    def newest_evidence(self, position: Position) -> PartialDate:
        """Give the date of the newest quote or event that a position rests on."""
        dates = [self.the(Quote, quote).said for quote in position.quotes]
        dates += (self.the(Event, event).date for event in position.events)
        return max(dates, default=position.date)

    def holders_on(self, question: str) -> list[str]:
        """Give everyone with a position on a question."""
        return [holder for holder, asked in self._course if asked == question]

    # -- time -------------------------------------------------------------------------------------

    def timeline(
        self, about: str | None = None, since: PartialDate | None = None, until: PartialDate | None = None
    ) -> Sequence[Entry]:
        """Give quotes and events, oldest first, that may fall between the two dates (both included).

        `about` is the id of a person, an organisation, a question or a dossier; `None` gives everything.
        An entry known only to the month or year belongs to the range when any of its days does.
        """
        entries = self._entries if about is None else self._scopes.get(about, [])
        last = bisect_right(entries, PartialDate.of(until.latest), key=entry_date) if until else len(entries)
        if since is None:
            return entries[:last]
        first = bisect_left(entries, PartialDate.of(since.earliest), key=entry_date)
        reaching = _reaching(entries, since)
        if until:
            reaching = [entry for entry in reaching if entry_date(entry).earliest <= until.latest]
        return [*reaching, *entries[first:last]]

    # -- building ---------------------------------------------------------------------------------

    def _by_kind(self) -> dict[type, list[Record]]:
        kinds: dict[type, list[Record]] = defaultdict(list)
        for record in self._records.values():
            kinds[type(record)].append(record)
        return dict(kinds)

    def _courses(self) -> dict[tuple[str, str], list[Position]]:
        course: dict[tuple[str, str], list[Position]] = defaultdict(list)
        for dossier in self.dossiers:
            for position in sorted(dossier.positions, key=attrgetter("date", "id")):
                course[position.who, position.question].append(position)
        return dict(course)

    def _all_entries(self) -> Iterator[Entry]:
        for dossier in self.dossiers:
            yield from dossier.quotes
            yield from dossier.events

    def _groups(self) -> tuple[dict[str, list[Quote]], dict[str, list[Entry]]]:
        quotes_by: dict[str, list[Quote]] = defaultdict(list)
        scopes: dict[str, list[Entry]] = defaultdict(list)
        involved = self._involved()
        for entry in self._entries:
            if isinstance(entry, Quote):
                quotes_by[entry.speaker].append(entry)
                about = {entry.speaker, *entry.questions, *involved.get(entry.id, ())}
            else:
                about = {*entry.people, *entry.organisations, *entry.questions}
            about.add(self._dossier[entry.source].about.id)
            for scope in about:
                scopes[scope].append(entry)
        return dict(quotes_by), dict(scopes)

    def _involved(self) -> dict[str, set[str]]:
        # What someone said at an event belongs to the story of the organisations that the event is about.
        involved: dict[str, set[str]] = defaultdict(set)
        for dossier in self.dossiers:
            for event in dossier.events:
                for quote in event.quotes:
                    involved[quote].update(event.organisations)
        return involved

    def _named(self) -> Iterator[Named]:
        for dossier in self.dossiers:
            yield dossier.about
            yield from dossier.people
            yield from dossier.organisations
            yield from dossier.questions

    def _searchable(self) -> Iterator[Quote | Event | Person | Organisation]:
        for dossier in self.dossiers:
            yield from dossier.quotes
            yield from dossier.events
            yield from dossier.people
            yield from dossier.organisations

    def _document(self, record: Quote | Event | Person | Organisation) -> Document:
        match record:
            case Quote():
                about = " ".join((self.holder(record.speaker).name, record.occasion, *record.questions, *record.tags))
                return Document(record.id, "quote", record.words, about, record.speaker, record.said)
            case Event():
                names = (self.holder(holder).name for holder in (*record.people, *record.organisations))
                return Document(record.id, "event", record.title, " ".join((record.summary, *names)), "", record.date)
            case Person():
                return Document(
                    record.id, "person", record.name, " ".join((record.summary, *record.aliases)), record.id
                )
            case Organisation():
                about = " ".join((record.summary, *record.aliases))
                return Document(record.id, "organisation", record.name, about, record.id)

    def _words_of(self, record_id: str) -> str:
        record = self._records[record_id]
        match record:
            case Quote():
                return record.words
            case Event():
                return record.title
            case Person() | Organisation():
                return record.name
            case _:
                raise KeyError(record_id)


def _heads(dossier: Dossier) -> Iterator[str]:
    """Give the ids that lead to their dossier; quotes, events and positions are found by what they refer to."""
    yield dossier.about.id
    yield from (record.id for record in dossier.records() if not isinstance(record, Quote | Event | Position))


def _reaching(entries: Sequence[Entry], since: PartialDate) -> list[Entry]:
    """Give the entries known only to the year or month of a day, which sort before it and may yet be later."""
    day = since.earliest
    coarse = (PartialDate(day.year), PartialDate(day.year, day.month))
    spans = (
        entries[bisect_left(entries, date, key=entry_date) : bisect_right(entries, date, key=entry_date)]
        for date in coarse
    )
    return [entry for span in spans for entry in span]


def entry_date(entry: Entry) -> PartialDate:
    """Give when a quote was said or an event happened."""
    return entry.said if isinstance(entry, Quote) else entry.date


def _when(entry: Entry) -> tuple[PartialDate, str]:
    return entry_date(entry), entry.id


def _movement(before: Position, later: Position) -> Movement:
    if later.change and later.change.since == before.id:
        return later.change.kind
    return "restated" if later.score == before.score else "changed"


def source_of(library: Library, record: Quote | Event) -> Source:
    """Give the source that a quote or event rests on."""
    return library.the(Source, record.source)
