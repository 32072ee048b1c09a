"""What stands otherwise on record than a channel was told: corrected, or not shown any more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.card import Facts, Heading, Part, Span, Style
from bot.cards.difference import rows_of
from bot.cards.issue import MOST, Issue
from bot.cards.parts import label, name, said, source_line
from bot.cards.withdrawals import Withdrawal, vanished
from briefings.export import as_dict
from briefings.library import Library
from briefings.model import Event, Position, Quote, Source

Told = Quote | Event | Position | Source
_SEEN: Mapping[type, tuple[str, ...]] = {
    Quote: ("speaker", "words", "said", "occasion", "source", "excerpt", "note"),
    Event: ("date", "title", "summary", "source", "note"),
    Position: ("who", "question", "date", "score", "reading"),
    Source: ("url", "publisher", "kind", "title"),
}
"""The fields that readers see on cards; a curator's tags and evidence are no news to them."""
_NAMED = ("speaker", "source", "who", "question")
"""The fields that hold the id of another record."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A record as it was told and as it is now, in the fields that differ."""

    record: Told
    was: Mapping[str, Any]
    now: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Corrections:
    """All that has to be put right: what was corrected, then what is not shown any more."""

    changed: tuple[Correction, ...] = ()
    gone: tuple[Withdrawal, ...] = ()

    def __len__(self) -> int:
        return len(self.changed) + len(self.gone)

    @property
    def questions(self) -> frozenset[str]:
        """The ids of the questions that it is about."""
        return frozenset(question for one in self.changed for question in _questions(one.record)).union(
            *(one.scopes for one in self.gone)
        )

    @property
    def shown(self) -> tuple[str, ...]:
        return tuple(one.record.id for one in self.changed[:MOST])


def corrections(issue: Issue) -> Corrections:
    """Compare the record with what it was the last time."""
    withdrawn = [one for one in issue.before.withdrawn if issue.subject.id in one.scopes]
    told = {one.record for one in withdrawn}
    changed: list[Correction] = []
    for old, new in _pairs(issue):
        if new is None and not isinstance(old, Source) and old.id not in told:
            withdrawn.append(_vanished(issue, old))
        elif new is not None and old is not new and (correction := _correction(old, new)):
            changed.append(correction)
    return Corrections(tuple(changed), tuple(withdrawn))


def corrections_parts(issue: Issue, mended: Corrections) -> list[Part]:
    """Show what was wrong struck and what is right marked; of what is not shown any more, the reason alone."""
    if not mended:
        return []
    parts: list[Part] = [Heading(f"Corrected ({len(mended):,})")]
    for one in mended.changed[:MOST]:
        parts += [said(Span(_label(issue.library, one.record), Style.STRONG, line=source_line(one.record.id)))]
        parts += [_difference(issue, one)]
    room = MOST - len(mended.changed[:MOST])
    parts += (said(one.told()) for one in mended.gone[:room])
    left = len(mended) - min(len(mended), MOST)
    return [*parts, *([said(f"and {left:,} more")] if left else [])]


def _pairs(issue: Issue) -> Iterator[tuple[Told, Told | None]]:
    """Give what the channel may have been told of, as it was and as it is now."""
    before = issue.before.library
    if before is None or before is issue.library:
        return
    entries = before.timeline(issue.subject.id)
    present = {entry.id: entry for entry in issue.entries}
    for entry in entries:
        yield entry, present.get(entry.id) or _one(issue.library, entry)
    for position in issue.positions(before):
        yield position, _one(issue.library, position)
    for source_id in dict.fromkeys(entry.source for entry in entries):
        source = before.the(Source, source_id)
        yield source, _one(issue.library, source)


def _one(library: Library, old: Told) -> Told | None:
    now = library.get(old.id)
    return now if isinstance(now, Told) else None


def _correction(old: Told, new: Told) -> Correction | None:
    seen = _SEEN[type(new)]
    if all(getattr(old, field) == getattr(new, field) for field in seen):
        return None
    was, now = as_dict(old), as_dict(new)
    fields = [field for field in seen if was.get(field) != now.get(field)]
    return Correction(new, {field: was.get(field) for field in fields}, {field: now.get(field) for field in fields})


def _vanished(issue: Issue, old: Quote | Event | Position) -> Withdrawal:
    before = issue.before.library
    assert before is not None  # noqa: S101  it is what `old` was found in
    return vanished(issue.library, old, before.dossier_of(old.id).about.id)


def _difference(issue: Issue, one: Correction) -> Facts:
    before = issue.before.library or issue.library
    return rows_of(_named(before, one.was), _named(issue.library, one.now))


def _named(library: Library, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Write names for ids."""
    return {field: _name(library, value) if field in _NAMED else value for field, value in fields.items()}


def _name(library: Library, record_id: str | None) -> str | None:
    record = library.get(record_id) if record_id else None
    return name(record) if record else record_id


def _label(library: Library, record: Told) -> str:
    return f"Source: {name(record)}" if isinstance(record, Source) else label(library, record.id)


def _questions(record: Told) -> tuple[str, ...]:
    if isinstance(record, Source):
        return ()
    return (record.question,) if isinstance(record, Position) else record.questions
