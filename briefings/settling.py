"""What a record points to, and what is left of it when some of that is not shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple, assert_never

from briefings.model import (
    About,
    Briefing,
    Disputed,
    Dossier,
    Event,
    Organisation,
    Person,
    Point,
    Position,
    Question,
    Quote,
    Record,
    Source,
)
from briefings.shelf import KINDS, Shelf


def refers_to(record: Record) -> Iterator[str]:
    """Give the ids that a record names, some perhaps twice."""
    match record:
        case Question() | Organisation() | Source():
            return
        case Person():
            yield from (role.organisation for role in record.roles)
        case Quote():
            yield from (record.speaker, record.source, *record.questions)
        case Event():
            yield from (record.source, *record.people, *record.organisations, *record.quotes, *record.questions)
        case Position():
            yield from (record.who, record.question, *record.quotes, *record.events)
            if record.change:
                yield record.change.since
        case Briefing():
            yield record.about
            yield from (evidence for point in (record.summary, *record.points) for evidence in point.evidence)
        case Disputed():
            yield record.who
            if record.see:
                yield record.see
        case _:
            assert_never(record)


def settled(record: Record, shown: Callable[[str], bool]) -> Record | None:
    """Give a record without what is not shown; `None` when it cannot stand without that.

    A quote needs its speaker and source, an event its source, a position something that it still rests on.
    What a briefing claims is left out with any of its evidence: it may repeat words that are retracted.
    """
    if all(map(shown, refers_to(record))):
        return record
    match record:
        case Person():
            return replace(record, roles=tuple(role for role in record.roles if shown(role.organisation)))
        case Quote():
            if not (shown(record.speaker) and shown(record.source)):
                return None
            return replace(record, questions=_kept(record.questions, shown))
        case Event():
            return _event(record, shown) if shown(record.source) else None
        case Position():
            return _position(record, shown) if shown(record.who) and shown(record.question) else None
        case Briefing():
            return _briefing(record, shown) if shown(record.about) else None
        case Disputed():
            return replace(record, see=None) if shown(record.who) else None
        case _:
            return record


def _kept(ids: tuple[str, ...], shown: Callable[[str], bool]) -> tuple[str, ...]:
    return tuple(filter(shown, ids))


def _event(event: Event, shown: Callable[[str], bool]) -> Event:
    return replace(
        event,
        people=_kept(event.people, shown),
        organisations=_kept(event.organisations, shown),
        quotes=_kept(event.quotes, shown),
        questions=_kept(event.questions, shown),
    )


def _position(position: Position, shown: Callable[[str], bool]) -> Position | None:
    quotes, events = _kept(position.quotes, shown), _kept(position.events, shown)
    if not quotes and not events:
        return None
    change = position.change if position.change and shown(position.change.since) else None
    return replace(position, quotes=quotes, events=events, change=change)


def _briefing(briefing: Briefing, shown: Callable[[str], bool]) -> Briefing | None:
    def stands(point: Point) -> bool:
        return all(map(shown, point.evidence))

    if not stands(briefing.summary):
        return None
    return replace(briefing, points=tuple(filter(stands, briefing.points)))


class Placed(NamedTuple):
    """What becomes of one record: how it is to stand in which dossier, or `None` when it is taken out."""

    dossier: str
    id: str
    record: Record | None


class Settled(NamedTuple):
    """The shelves after some changes, what could not stand as it is, and how each record was and is shown."""

    shelves: Mapping[str, Shelf]
    unsettled: Mapping[str, Placed]
    pairs: list[tuple[Record | None, Record | None]]


class Snapshot(NamedTuple):
    """A snapshot as settling needs it. `unsettled` are records that are shown without a part of them, or not at all."""

    shelves: Mapping[str, Shelf]
    get: Callable[[str], Record | None]
    unsettled: Mapping[str, Placed]
    users_of: Callable[[str], Iterable[str]]


def settle(before: Snapshot, abouts: Mapping[str, About | None], changes: Iterable[Placed]) -> Settled:
    """Put changes into a snapshot, and let everything that rests on them follow."""
    return _Settling(before, abouts, changes).run()


class _Settling:
    """One pass over the kinds, each of which refers to those before it alone."""

    def __init__(self, before: Snapshot, abouts: Mapping[str, About | None], changes: Iterable[Placed]) -> None:
        self.before = before
        self.shelves = dict(before.shelves)
        self.unsettled = dict(before.unsettled)
        self.new = {placed.id: placed for placed in changes}
        self.old: dict[str, Record | None] = {}
        """How each record that was settled stood before."""
        self.result: dict[str, Record | None] = {}
        self.shown: dict[str, bool] = {}
        """What is known of who is shown now; the same few are asked for again and again."""
        self.waiting: dict[type, dict[str, None]] = {kind: {} for kind in KINDS}
        self.moved: dict[str, list[tuple[type, str, Record | None]]] = defaultdict(list)
        for dossier, about in abouts.items():
            self._head(dossier, about)
        for placed in self.new.values():
            old = placed.record or before.get(placed.id) or self._unsettled_record(placed.id)
            if old:
                self.waiting[type(old)][placed.id] = None

    def run(self) -> Settled:
        for kind in KINDS:
            while self.waiting[kind]:
                batch, self.waiting[kind] = self.waiting[kind], {}
                self._follow(kind, [record_id for record_id in batch if self._settle(kind, record_id)])
        for dossier, moved in self.moved.items():
            if shelf := self.shelves.get(dossier):
                self.shelves[dossier] = shelf.changed(moved)
        pairs = [(self.old[record_id], new) for record_id, new in self.result.items()]
        return Settled(self.shelves, self.unsettled, [(old, new) for old, new in pairs if old is not new])

    def _head(self, dossier: str, about: About | None) -> None:
        shelf = self.shelves.get(dossier)
        if about and shelf:
            self.shelves[dossier] = shelf.headed(about)
            return
        if about:
            self.shelves[dossier] = Shelf.of(Dossier(about=about))
            homeless = [placed for placed in self.unsettled.values() if placed.dossier == dossier]
            self.new = {**{placed.id: placed for placed in homeless}, **self.new}
        elif shelf:
            own = {record.id: Placed(dossier, record.id, self._raw(record.id).record) for record in shelf.records()}
            self.new = {**own, **self.new}
            del self.shelves[dossier]

    def _unsettled_record(self, record_id: str) -> Record | None:
        placed = self.unsettled.get(record_id)
        return placed.record if placed else None

    def _raw(self, record_id: str) -> Placed:
        """Give a record as it would stand if everything that it names were shown."""
        placed = self.new.get(record_id) or self.unsettled.get(record_id)
        if placed:
            return placed
        home, shelf = next(pair for pair in self.before.shelves.items() if pair[1].get(record_id))
        return Placed(home, record_id, shelf.get(record_id))

    def _shown(self, record_id: str) -> bool:
        shown = self.shown.get(record_id)
        if shown is None:
            shown = self.shown[record_id] = self.before.get(record_id) is not None or record_id in self.shelves
        return shown

    def _settle(self, kind: type, record_id: str) -> bool:
        """Settle one record; say whether it is shown now and was not, or the reverse."""
        if record_id in self.result:
            old = self.result[record_id]
        else:
            old = self.old[record_id] = self.before.get(record_id)
        home, _, whole = self._raw(record_id)
        new = settled(whole, self._shown) if whole and home in self.shelves else None
        if whole is not None and new is not whole:
            self.unsettled[record_id] = Placed(home, record_id, whole)
        else:
            self.unsettled.pop(record_id, None)
        if new is old:
            return False
        self.result[record_id] = new
        self.shown[record_id] = new is not None
        if old is not None:
            stood_as = type(old)
            for stood, shelf in self.before.shelves.items():
                if (stood, stood_as) != (home, kind) and shelf.has(stood_as, record_id):
                    self.moved[stood].append((stood_as, record_id, None))
        self.moved[home].append((kind, record_id, new))
        return (old is None) != (new is None)

    def _follow(self, kind: type, flipped: Iterable[str]) -> None:
        """Let everything wait that names a record which came or went."""
        came = {record_id for record_id in flipped if self.result[record_id] is not None}
        went = set(flipped) - came
        if came:
            # What names something that was not shown is unsettled; nothing else can.
            names = (placed for placed in self.unsettled.values() if placed.record)
            self._wait(p.record for p in names if p.record and came.intersection(refers_to(p.record)))
        if went and kind in _FOUND_BY_SCAN:
            later = KINDS[KINDS.index(kind) + 1 :]
            everything = (r for shelf in self.before.shelves.values() for one in later for r in shelf.all(one))
            self._wait(record for record in everything if went.intersection(refers_to(record)))
        elif went:
            users = (self.before.get(user) for record_id in went for user in self.before.users_of(record_id))
            self._wait(user for user in users if user)
            self._wait(p.record for p in self.new.values() if p.record and went.intersection(refers_to(p.record)))

    def _wait(self, records: Iterable[Record]) -> None:
        for record in records:
            self.waiting[type(record)][record.id] = None


_FOUND_BY_SCAN = frozenset({Question, Organisation, Person, Source})
"""The kinds that thousands of records may name, of which no list is kept."""
