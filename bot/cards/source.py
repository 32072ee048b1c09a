"""Everything known about one record: where it stands, what was read, how sure it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from bot.card import Button, Card, Fact, Facts, Heading, Part, Span, Spans, Style, quoted, source_kind, spans
from bot.cards.parts import SCALE, choices, label, name, note, quotation, rows, said, source_line
from bot.command import write_line
from briefings.dates import PartialDate
from briefings.library import Entry, Library, source_of
from briefings.model import (
    Briefing,
    Disputed,
    Event,
    Organisation,
    Person,
    Position,
    Question,
    Quote,
    Record,
    Role,
    Source,
)
from briefings.rules import briefing_evidence


def source_card(library: Library, record: Record) -> Card:
    """Show one record of any kind with all its fields, and what else on record speaks of it."""
    return Card(*_body(library, record), subtitle=record.id, also=(record.id,))


def _body(library: Library, record: Record) -> tuple[str, tuple[Part, ...]]:
    match record:
        case Quote():
            return f"A quote by {library.holder(record.speaker).name}", _quote(library, record)
        case Event():
            return record.title, _event(library, record)
        case Position():
            return f"Position: {label(library, record.id)}", _position(library, record)
        case Person() | Organisation():
            return record.name, _holder(library, record)
        case Question():
            return record.text, _question(library, record)
        case Source():
            return name(record), _source(library, record)
        case Briefing():
            return record.title, _briefing(library, record)
        case Disputed():
            return "A disputed wording", _disputed(library, record)
        case _:
            assert_never(record)


def _fact(title: str, *parts: str | Span) -> Fact | None:
    made = spans(*parts)
    return Fact(title, made) if made else None


def _facts(*facts: Fact | None) -> Facts:
    return Facts(tuple(fact for fact in facts if fact))


def _date(date: PartialDate) -> str:
    return date.spoken() if date.precision == "day" else f"{date.spoken()} (known to the {date.precision})"


def _source_facts(source: Source) -> tuple[Fact | None, ...]:
    return (
        _fact("Source", Span(name(source), url=source.url)),
        _fact("Publisher", source.publisher),
        _fact("Kind", source_kind(source.kind)),
        _fact("Archived", Span(source.archive, url=source.archive) if source.archive else ""),
    )


def _links(library: Library, records: Iterable[str]) -> Spans:
    linked: list[Span | str] = []
    for record in dict.fromkeys(records):
        linked += [" · "] if linked else []
        linked.append(Span(label(library, record), line=source_line(record)))
    return spans(*linked)


def _quote(library: Library, quote: Quote) -> tuple[Part, ...]:
    facts = _facts(
        _fact("Said", _date(quote.said)),
        _fact("Occasion", quote.occasion or ""),
        *_source_facts(source_of(library, quote)),
        _fact("First stood at", Span(quote.original, url=quote.original) if quote.original else ""),
        _fact("Confidence", quote.confidence),
        _fact("Questions", *_links(library, quote.questions)),
        _fact("Tags", ", ".join(quote.tags)),
        _fact("Used in", *_links(library, library.users_of(quote.id))),
    )
    read: list[Part] = []
    if quote.evidence:
        read = [Heading("The passage that was read"), said(quote.evidence)]
        read += [note(f"Read in {quote.evidence_at}.")] if quote.evidence_at else []
    stance = Button("Where they stand", write_line("stance", {"who": quote.speaker}))
    check = Button("All by them", write_line("quote", {"who": quote.speaker, "page": 1}))
    return (quotation(library, quote), facts, *read, *choices(stance, check))


def _event(library: Library, event: Event) -> tuple[Part, ...]:
    facts = _facts(
        _fact("Date", _date(event.date)),
        *_source_facts(source_of(library, event)),
        _fact("Confidence", event.confidence),
        _fact("People", *_links(library, event.people)),
        _fact("Organisations", *_links(library, event.organisations)),
        _fact("Questions", *_links(library, event.questions)),
        _fact("Used in", *_links(library, library.users_of(event.id))),
    )
    words = [quotation(library, library.the(Quote, quote)) for quote in event.quotes]
    remark = [note(event.note)] if event.note else []
    return (said(event.summary), *remark, facts, *words)


def _position(library: Library, position: Position) -> tuple[Part, ...]:
    question = library.the(Question, position.question)
    change = position.change
    facts = _facts(
        _fact("Who", *_links(library, [position.who])),
        _fact("Proposition", question.proposition),
        _fact("Stands", SCALE[position.score]),
        _fact("Date", _date(position.date)),
        _fact("Movement", f"{change.kind}: {change.summary}" if change else ""),
    )
    words = [quotation(library, library.the(Quote, quote)) for quote in position.quotes]
    happened = [rows(library, [library.the(Event, event) for event in position.events])] if position.events else []
    course = Button("How it developed", write_line("stance", {"who": position.who, "question": position.question}))
    return (
        said(Span("Our reading: ", Style.QUIET), f"{position.reading}."),
        facts,
        *words,
        *happened,
        *choices(course),
    )


def _holder(library: Library, holder: Person | Organisation) -> tuple[Part, ...]:
    roles = [_role(library, role) for role in holder.roles] if isinstance(holder, Person) else []
    facts = _facts(
        *roles,
        _fact("Kind", holder.kind if isinstance(holder, Organisation) else ""),
        _fact("Also called", ", ".join(holder.aliases)),
        _fact("Quotes on record", str(len(library.quotes_by(holder.id)))),
    )
    onward = choices(
        Button("Where they stand", write_line("stance", {"who": holder.id})),
        Button("Timeline", write_line("timeline", {"about": holder.id})),
    )
    return (said(f"{holder.summary}."), facts, *onward)


def _role(library: Library, role: Role) -> Fact | None:
    start, end = (date.spoken() if date else "" for date in (role.start, role.end))
    years = f"{start or '?'} to {end or 'now, as far as the record knows'}" if start or end else ""
    basis = " (dates from general knowledge)" if years and role.basis == "general knowledge" else ""
    return _fact(role.role, library.holder(role.organisation).name, f" · {years}{basis}" if years else "")


def _question(library: Library, question: Question) -> tuple[Part, ...]:
    holders = library.holders_on(question.id)
    facts = _facts(_fact("Proposition", question.proposition), _fact("Positions on record", *_links(library, holders)))
    onward = choices(
        Button("Briefing", write_line("briefing", {"about": question.id})) if library.briefing(question.id) else None,
        Button("Timeline", write_line("timeline", {"about": question.id})),
    )
    return (facts, *onward)


def _source(library: Library, source: Source) -> tuple[Part, ...]:
    dossier = library.dossier_of(source.id)
    entries: tuple[Entry, ...] = (*dossier.quotes, *dossier.events)
    resting = [entry.id for entry in entries if entry.source == source.id]
    return (_facts(*_source_facts(source), _fact("What stands there", *_links(library, resting))),)


def _briefing(library: Library, briefing: Briefing) -> tuple[Part, ...]:
    facts = _facts(
        _fact("Written", _date(briefing.written)),
        _fact("Evidence", *_links(library, briefing_evidence(briefing))),
    )
    read = Button("Read it", write_line("briefing", {"about": briefing.about}))
    return (said(briefing.summary.text), facts, *choices(read))


def _disputed(library: Library, entry: Disputed) -> tuple[Part, ...]:
    facts = _facts(
        _fact("Attributed to", *_links(library, [entry.who])),
        _fact("Why it is disputed", entry.why),
        _fact("Kind", entry.kind),
        _fact("Seen at", Span(entry.where, url=entry.where)),
    )
    instead: list[Part] = [Heading("On record"), quotation(library, library.the(Quote, entry.see))] if entry.see else []
    return (said(quoted(entry.words)), facts, *instead)
