"""An immutable snapshot of one record: what every read is answered from."""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, pairwise
from operator import attrgetter
from typing import TypeVar

from briefings.dates import PartialDate
from briefings.documents import Searchable, documents
from briefings.groups import Groups, altered, shared
from briefings.kept import Kept
from briefings.model import (
    About,
    Briefing,
    Disputed,
    Dossier,
    Event,
    Holder,
    Organisation,
    Person,
    Position,
    Question,
    Quote,
    Record,
    Source,
)
from briefings.names import Named, Names
from briefings.search import ANYWHERE, Hits, Index, Query, Scope
from briefings.settling import Placed, Snapshot, refers_to, settle
from briefings.shelf import Shelf
from briefings.stances import Stance, Standing, Step, movement

Entry = Quote | Event
Pair = tuple[Record | None, Record | None]
Referring = Mapping[str, tuple[str, ...]]
R = TypeVar("R", bound=Record)
_MOST_PATCHED = 200
"""From so many changes on, a snapshot is indexed anew instead of patched."""
_RESTED_ON = (Quote, Event, Position)
_RESTING = (Event, Position, Briefing, Disputed)


class Library:
    """Everything that can be asked of a record; never changed, safe to share between threads.

    `changed` gives the next snapshot, which shares with this one whatever is the same. They share the full-text
    index too, which knows the newest of them: an older one leaves out what it does not know.
    """

    __slots__ = (
        "_course",
        "_entries",
        "_gaps",
        "_index",
        "_lock",
        "_quotes_by",
        "_referring",
        "_scopes",
        "_shelves",
        "_unsettled",
        "kept",
        "names",
    )
    _index: Index | None

    def __init__(self, dossiers: Iterable[Dossier]) -> None:
        """Index the dossiers; they must have passed `rules.faults`."""
        self._index_all({dossier.about.id: Shelf.of(dossier) for dossier in dossiers}, {})

    # -- records ----------------------------------------------------------------------------------

    @property
    def dossiers(self) -> tuple[Shelf, ...]:
        return tuple(self._shelves.values())

    def get(self, record_id: str) -> Record | None:
        """Give the record with this id."""
        for shelf in self._shelves.values():
            if record := shelf.get(record_id):
                return record
        return None

    def _known(self, record_id: str) -> Record:
        record = self.get(record_id)
        if record is None:
            raise KeyError(record_id)
        return record

    def the(self, kind: type[R], record_id: str) -> R:
        """Give the record of this kind that another one refers to; `KeyError` when there is none."""
        for shelf in self._shelves.values():
            if record := shelf.one(kind, record_id):
                return record
        raise KeyError(record_id)

    def holder(self, holder_id: str) -> Holder:
        record = self._known(holder_id)
        if isinstance(record, Person | Organisation):
            return record
        raise KeyError(holder_id)

    def about(self, dossier_id: str) -> About | None:
        """Give the head of the dossier with this id."""
        shelf = self._shelves.get(dossier_id)
        return shelf.about if shelf else None

    def dossier_of(self, record_id: str) -> Shelf:
        """Give the dossier that a record stands in, or that has this id; `KeyError` when there is none."""
        if shelf := self._shelves.get(record_id):
            return shelf
        kind = type(self._known(record_id))
        return next(shelf for shelf in self._shelves.values() if shelf.has(kind, record_id))

    def all(self, kind: type[R]) -> Collection[R]:
        """Give all records of one kind, in the order of the files."""
        shelves = self.dossiers
        return shelves[0].all(kind) if len(shelves) == 1 else [r for shelf in shelves for r in shelf.all(kind)]

    def ids_from(self, prefix: str) -> Iterator[str]:
        """Give the ids that begin so, in the order of the record."""
        return (one for shelf in self.dossiers for one in shelf.ids_from(prefix))

    def ids_with(self, text: str) -> Iterator[str]:
        """Give the ids that have a text in them, in the order of the record."""
        return (one for shelf in self.dossiers for one in shelf.ids_with(text))

    def quotes_by(self, holder: str) -> Sequence[Quote]:
        """Give everything on record that a person or organisation said, oldest first."""
        return self._quotes_by[holder]

    def dossiers_of(self, holder: str) -> list[Shelf]:
        """Give the dossiers in which someone stands or holds a position, their own first."""
        home = self.dossier_of(holder)
        held = (s for s in self.dossiers if s is not home and any(self._course[holder, q.id] for q in s.questions))
        return [home, *held]

    def disputed(self) -> Collection[Disputed]:
        return self.all(Disputed)

    def briefing(self, about: str) -> Briefing | None:
        """Give the newest briefing about a dossier or question."""
        written = [briefing for briefing in self.all(Briefing) if briefing.about == about]
        return max(written, key=attrgetter("written"), default=None)

    def users_of(self, record_id: str) -> Sequence[str]:
        """Give the ids of what names a quote, event or position: events, positions, briefings, disputed wordings."""
        return self._referring.get(record_id, ())

    def unsettled(self) -> Collection[Placed]:
        """Give the records that are shown without a part of them, or not at all, since something they name is not."""
        return self._unsettled.values()

    # -- search -----------------------------------------------------------------------------------

    def find(self, query: Query, scope: Scope = ANYWHERE, *, limit: int = 10, offset: int = 0) -> Hits:
        """Find what holds all the words, or, where nothing does, some of them; to be called on a thread."""
        hits = self.index.find(query, scope, limit=limit, offset=offset)
        return hits._replace(page=tuple(hit for hit in hits.page if self.get(hit.id)))

    @property
    def index(self) -> Index:
        """The full-text index; built when it is first asked for, which takes a second for 100,000 records."""
        with self._lock:
            if self._index is None:
                self._index = Index(documents(self._searchable(), self.holder))
            return self._index

    def close(self) -> None:
        """Free the index; no search may follow."""
        if self._index:
            self._index.close()

    # -- stances ----------------------------------------------------------------------------------

    def stances(self, holder: str, dossier: Shelf, as_of: PartialDate | None = None) -> list[Stance]:
        return [self.stance(holder, question, as_of) for question in dossier.questions]

    def stance(self, holder: str, question: Question, as_of: PartialDate | None = None) -> Stance:
        """Say where a holder stood on a question, judged only by what was certainly said by the end of `as_of`."""
        course = self._course[holder, question.id]
        last = as_of.latest if as_of else None
        positions = course if last is None else [position for position in course if position.date.latest <= last]
        key = ("stance", holder, question.id, len(positions))
        return self.kept.of(key, lambda: self._stance(holder, question, positions))

    def _stance(self, holder: str, question: Question, positions: Sequence[Position]) -> Stance:
        if not positions:
            researched = (holder, question.id) in self._gaps or bool(self._course[holder, question.id])
            return Stance(question, Standing.NONE_FOUND if researched else Standing.NOT_RESEARCHED)
        steps = [Step(positions[0], None)]
        steps += (Step(later, movement(before, later)) for before, later in pairwise(positions))
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
        entries = self._entries if about is None else self._scopes[about]
        last = bisect_right(entries, PartialDate.of(until.latest), key=entry_date) if until else len(entries)
        if since is None:
            return entries[:last]
        first = bisect_left(entries, PartialDate.of(since.earliest), key=entry_date)
        reaching = _reaching(entries, since)
        if until:
            reaching = [entry for entry in reaching if entry_date(entry).earliest <= until.latest]
        return [*reaching, *entries[first:last]]

    # -- building ---------------------------------------------------------------------------------

    def _index_all(self, shelves: Mapping[str, Shelf], unsettled: Mapping[str, Placed]) -> None:
        self._shelves = shelves
        self._unsettled = unsettled
        self.kept = Kept()
        self._index = None
        self._lock = threading.Lock()
        self._gaps = self._all_gaps()
        self._referring = self._all_referring()
        positions: list[Position] = sorted(self.all(Position), key=_dated)
        self._course = Groups.of(_held(positions), _dated)
        self._entries: Sequence[Entry] = shared(sorted((*self.all(Quote), *self.all(Event)), key=_when))
        self._quotes_by = Groups.of(_said(self._entries), _when)
        homes = {entry.id: shelf for shelf in self.dossiers for entry in shelf.entries()}
        scoped = ((scope, one) for one in self._entries for scope in self._scopes_of(one, homes[one.id]))
        self._scopes = Groups.of(scoped, _when)
        self.names = Names(self._named())

    def changed(self, changes: Iterable[Placed], abouts: Mapping[str, About | None] | None = None) -> Library:
        """Give the snapshot after records, and heads of dossiers, were put in, altered or (`None`) taken out.

        What rests on something that is not shown any more is shown without it or, where it cannot stand so, not at
        all; it comes back with it.
        """
        before = Snapshot(self._shelves, self.get, self._unsettled, self.users_of)
        shelves, unsettled, pairs = settle(before, abouts or {}, changes)
        library = Library.__new__(Library)
        if len(pairs) > _MOST_PATCHED:
            library._index_all(shelves, unsettled)  # noqa: SLF001  another of its kind
        else:
            library._patch(self, shelves, unsettled, pairs)  # noqa: SLF001  another of its kind
        return library

    def unshared(self) -> Library:
        """Give the same snapshot with an index of its own, as the first of a line."""
        library = Library.__new__(Library)
        library._patch(self, self._shelves, self._unsettled, [])  # noqa: SLF001  another of its kind
        library._index = None  # noqa: SLF001  another of its kind
        return library

    def _patch(
        self, before: Library, shelves: Mapping[str, Shelf], unsettled: Mapping[str, Placed], pairs: Sequence[Pair]
    ) -> None:
        self._shelves = shelves
        self._unsettled = unsettled
        self.kept = Kept()
        self._gaps = before._gaps if shelves.keys() == before._shelves.keys() else self._all_gaps()
        self._referring = self._referring_after(before, pairs)
        olds, news = [old for old, _ in pairs if old], [new for _, new in pairs if new]
        self._course = before._course.changed(_held(olds), _held(news))
        self._patch_entries(before, olds, news)
        renamed = any(isinstance(record, Named) for record in (*olds, *news))
        headed = [s.about for s in shelves.values()] != [s.about for s in before._shelves.values()]
        self.names = Names(self._named()) if renamed or headed else before.names
        self._lock = threading.Lock()
        self._index = before._index
        self._patch_index(olds, news)

    def _patch_entries(self, before: Library, olds: Sequence[Record], news: Sequence[Record]) -> None:
        gone = [record for record in olds if isinstance(record, Quote | Event)]
        come = [record for record in news if isinstance(record, Quote | Event)]
        self._entries = altered(before._entries, gone, come, _when) if gone or come else before._entries
        self._quotes_by = before._quotes_by.changed(_said(gone), _said(come))
        # A quote belongs to the story of the organisations of the events that name it: it moves with them.
        changed = {record.id for record in (*gone, *come)}
        named = {quote for event in (*gone, *come) if isinstance(event, Event) for quote in event.quotes} - changed
        moving = [quote for name in named if isinstance(quote := self.get(name), Quote)]
        self._scopes = before._scopes.changed(before._scoped([*gone, *moving]), self._scoped([*come, *moving]))

    def _patch_index(self, olds: Sequence[Record], news: Sequence[Record]) -> None:
        if self._index is None:
            return
        if self._index.worn or any(isinstance(record, Person | Organisation) for record in olds):
            self._index = None  # Names stand in the documents of all that they said: it is built anew when needed.
            return
        self._index.remove([record.id for record in olds if isinstance(record, Quote | Event)])
        self._index.add(documents((record for record in news if isinstance(record, Searchable)), self.holder))

    def _all_gaps(self) -> set[tuple[str, str]]:
        return {(gap.who, gap.question) for shelf in self._shelves.values() for gap in shelf.gaps}

    def _all_referring(self) -> Referring:
        referring: dict[str, list[str]] = defaultdict(list)
        for kind in _RESTING:
            for record in self.all(kind):
                for named in dict.fromkeys(refers_to(record)):
                    if isinstance(self.get(named), _RESTED_ON):
                        referring[named].append(record.id)
        return {named: tuple(users) for named, users in referring.items()}

    def _referring_after(self, before: Library, pairs: Sequence[Pair]) -> Referring:
        moved = [pair for pair in pairs if isinstance(pair[0] or pair[1], _RESTING)]
        if not moved:
            return before._referring
        referring = dict(before._referring)
        for old, new in moved:
            for named in refers_to(old) if old else ():
                if old and named in referring:
                    referring[named] = tuple(user for user in referring[named] if user != old.id)
            for named in dict.fromkeys(refers_to(new)) if new else ():
                if new and isinstance(self.get(named), _RESTED_ON):
                    referring[named] = (*referring.get(named, ()), new.id)
        return referring

    def _searchable(self) -> Iterator[Searchable]:
        for shelf in self._shelves.values():
            yield from chain(shelf.quotes, shelf.events, shelf.people, shelf.organisations)

    def _scoped(self, entries: Iterable[Entry]) -> Iterator[tuple[str, Entry]]:
        return ((scope, entry) for entry in entries for scope in self._scopes_of(entry, self.dossier_of(entry.id)))

    def _scopes_of(self, entry: Entry, home: Shelf) -> set[str]:
        if isinstance(entry, Event):
            return {*entry.people, *entry.organisations, *entry.questions, home.about.id}
        if entry.id not in self._referring:
            return {entry.speaker, *entry.questions, home.about.id}
        events = (record for user in self.users_of(entry.id) if isinstance(record := self.get(user), Event))
        # What someone said at an event belongs to the story of the organisations that the event is about.
        involved = (organisation for event in events for organisation in event.organisations)
        return {entry.speaker, *entry.questions, *involved, home.about.id}

    def _named(self) -> Iterator[Named]:
        for shelf in self._shelves.values():
            yield shelf.about
            yield from shelf.people
            yield from shelf.organisations
            yield from shelf.questions


def _held(records: Iterable[Record]) -> Iterator[tuple[tuple[str, str], Position]]:
    return (((record.who, record.question), record) for record in records if isinstance(record, Position))


def _said(entries: Iterable[Entry]) -> Iterator[tuple[str, Quote]]:
    return ((entry.speaker, entry) for entry in entries if isinstance(entry, Quote))


def _dated(position: Position) -> tuple[int, str]:
    return position.date.order, position.id


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


def _when(entry: Entry) -> tuple[int, str]:
    return entry_date(entry).order, entry.id


def source_of(library: Library, record: Quote | Event) -> Source:
    """Give the source that a quote or event rests on."""
    return library.the(Source, record.source)
