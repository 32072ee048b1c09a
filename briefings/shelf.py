"""One dossier inside of a library: its records by kind and id, in their order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain
from typing import TypeVar

from briefings.model import (
    About,
    Briefing,
    Disputed,
    Dossier,
    Event,
    Gap,
    Organisation,
    Person,
    Position,
    Question,
    Quote,
    Record,
    Source,
)

R = TypeVar("R", bound=Record)
KINDS = (Question, Organisation, Person, Source, Quote, Event, Position, Briefing, Disputed)
"""Every kind of record; each refers to kinds before it alone, except that a position may follow another."""

_LISTED = (Question, Organisation, Person)
"""The kinds that are listed in the order in which they came; the others are ordered by their dates."""


class Shelf:
    """A dossier's records as they are to be shown. Never changed: `changed` gives another, sharing what is the same."""

    __slots__ = ("_kinds", "_places", "_written", "about", "gaps")

    def __init__(
        self, about: About, gaps: tuple[Gap, ...], kinds: Mapping[type, dict[str, Record]], places: dict[str, int]
    ) -> None:
        self.about = about
        self.gaps = gaps
        self._kinds = kinds
        self._places = places
        """In which order the records came whose order is seen; all shelves of a line share it, and only add to it."""
        self._written = ""
        """All ids, a line each, once they were looked for: to go through them one by one takes thirty times as long."""

    @classmethod
    def of(cls, dossier: Dossier) -> Shelf:
        kinds: dict[type, dict[str, Record]] = {kind: {} for kind in KINDS}
        for record in dossier.records():
            kinds[type(record)][record.id] = record
        listed = (record_id for kind in _LISTED for record_id in kinds[kind])
        return cls(dossier.about, dossier.gaps, kinds, {record_id: place for place, record_id in enumerate(listed)})

    def headed(self, about: About) -> Shelf:
        """Give the shelf under another head."""
        return Shelf(about, self.gaps, self._kinds, self._places)

    def changed(self, changes: Iterable[tuple[type, str, Record | None]]) -> Shelf:
        """Give the shelf with some records put in their place or added at the end, or (`None`) taken out.

        What comes back stands where it stood: a process that was started since shows the same order.
        """
        kinds = dict(self._kinds)
        copied: set[type] = set()
        back: set[type] = set()
        for kind, record_id, record in changes:
            if kind not in copied:
                copied.add(kind)
                kinds[kind] = kinds[kind].copy()
            if record is None:
                kinds[kind].pop(record_id, None)
                continue
            if kind in _LISTED and record_id not in kinds[kind]:
                back |= {kind} if record_id in self._places else set()
                self._places.setdefault(record_id, len(self._places))
            kinds[kind][record_id] = record
        for kind in back:
            kinds[kind] = dict(sorted(kinds[kind].items(), key=lambda pair: self._places[pair[0]]))
        return Shelf(self.about, self.gaps, kinds, self._places)

    def has(self, kind: type, record_id: str) -> bool:
        return record_id in self._kinds[kind]

    def get(self, record_id: str) -> Record | None:
        for records in self._kinds.values():
            if record := records.get(record_id):
                return record
        return None

    def one(self, kind: type[R], record_id: str) -> R | None:
        """Give the record of this kind with this id."""
        return self._kinds[kind].get(record_id)  # type: ignore[return-value]  # grouped by this very type

    def entries(self) -> Iterator[Quote | Event]:
        yield from self.quotes
        yield from self.events

    def ids(self) -> Iterator[str]:
        return chain.from_iterable(self._kinds.values())

    def ids_from(self, prefix: str) -> Iterator[str]:
        """Give the ids that begin so."""
        return self._ids(prefix, "\n")

    def ids_with(self, text: str) -> Iterator[str]:
        """Give the ids that have a text in them."""
        return self._ids(text, "")

    def _ids(self, text: str, before: str) -> Iterator[str]:
        wanted = before + text
        if "\n" in text:
            return
        if not self._written:
            self._written = "\n".join(("", *self.ids(), ""))
        place = self._written.find(wanted)
        while 0 <= place < len(self._written) - 1:
            end = self._written.index("\n", place + 1)
            yield self._written[self._written.rindex("\n", 0, place + 1) + 1 : end]
            place = self._written.find(wanted, end)

    def all(self, kind: type[R]) -> Collection[R]:
        return self._kinds[kind].values()  # type: ignore[return-value]  # grouped by this very type

    def records(self) -> Iterator[Record]:
        for kind in self._kinds.values():
            yield from kind.values()

    def dossier(self) -> Dossier:
        """Give it as a dossier, as content files hold one: what is on record now leaves no gap."""
        held = {(position.who, position.question) for position in self.positions}
        return Dossier(
            about=self.about,
            gaps=tuple(gap for gap in self.gaps if (gap.who, gap.question) not in held),
            questions=tuple(self.questions),
            people=tuple(self.people),
            organisations=tuple(self.organisations),
            sources=tuple(self.sources),
            quotes=tuple(self.quotes),
            events=tuple(self.events),
            positions=tuple(self.positions),
            briefings=tuple(self.briefings),
            disputed=tuple(self.disputed),
        )

    @property
    def questions(self) -> Collection[Question]:
        return self.all(Question)

    @property
    def people(self) -> Collection[Person]:
        return self.all(Person)

    @property
    def organisations(self) -> Collection[Organisation]:
        return self.all(Organisation)

    @property
    def sources(self) -> Collection[Source]:
        return self.all(Source)

    @property
    def quotes(self) -> Collection[Quote]:
        return self.all(Quote)

    @property
    def events(self) -> Collection[Event]:
        return self.all(Event)

    @property
    def positions(self) -> Collection[Position]:
        return self.all(Position)

    @property
    def briefings(self) -> Collection[Briefing]:
        return self.all(Briefing)

    @property
    def disputed(self) -> Collection[Disputed]:
        return self.all(Disputed)
