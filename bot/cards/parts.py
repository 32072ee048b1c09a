"""What several cards say in the same way: quotations, scales, rows, names, pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TypeVar

from bot.card import (
    Button,
    Choices,
    Named,
    Note,
    Pages,
    Quotation,
    Row,
    SourceLink,
    Span,
    Spans,
    Style,
    Text,
    Timeline,
    quoted,
    source_kind,
    spans,
)
from bot.command import Call, Line, write_line
from bot.errors import Unreadable
from briefings.dates import PartialDate
from briefings.library import Entry, Library, entry_date, source_of
from briefings.model import (
    About,
    Briefing,
    Disputed,
    Event,
    Organisation,
    Person,
    Position,
    Question,
    Quote,
    Record,
    Score,
    Source,
)
from briefings.stances import Stance, Standing

T = TypeVar("T")
SCALE: dict[Score, str] = {
    2: "strongly for",
    1: "for",
    0: "neither for nor against",
    "mixed": "mixed",
    -1: "against",
    -2: "strongly against",
}
"""A position's score in words; always of the proposition at hand."""
_LONG_NAME = 20
OUR_READING = "Positions are our reading of their words, not their own statement."


def day_of(call: Call, moment: dt.datetime) -> str:
    """Say the day of a moment where the tenant is."""
    return PartialDate.of(moment.astimezone(call.tenant.zone).date()).spoken()


def time_of(call: Call, moment: dt.datetime) -> str:
    """Say the day and time of a moment where the tenant is."""
    return f"{day_of(call, moment)}, {moment.astimezone(call.tenant.zone):%H:%M}"


def source_link(source: Source) -> SourceLink:
    title = f"witness: {source.publisher}" if source.kind == "in-person" else source.title or source.publisher
    return SourceLink(source.url, title, source.kind)


def quotation(library: Library, quote: Quote, marked: Spans = ()) -> Quotation:
    """Show a quote whole, with everything that every quote is shown with."""
    return Quotation(
        id=quote.id,
        words=quote.words,
        speaker=library.holder(quote.speaker).name,
        said=quote.said,
        occasion=quote.occasion or "",
        source=source_link(source_of(library, quote)),
        spans=marked,
        note=quote.note or "",
    )


def row(library: Library, entry: Entry) -> Row:
    """Show a quote or event as one line of a timeline, with its source."""
    source = source_of(library, entry)
    where = (Span(source.publisher, url=source.url), f" · {source_kind(source.kind)}")
    opened = source_line(entry.id)
    if isinstance(entry, Event):
        return Row(entry.id, entry.date, spans(Span(entry.title, line=opened)), spans(*where))
    words = Span(quoted(entry.excerpt or entry.words), line=opened)
    who = Span(library.holder(entry.speaker).name, Style.STRONG)
    occasion = f" · {entry.occasion}" if entry.occasion else ""
    return Row(entry.id, entry.said, spans(words), spans(who, f"{occasion} · ", *where), quoted=True)


def rows(library: Library, entries: Sequence[Entry]) -> Timeline:
    return Timeline(tuple(row(library, entry) for entry in entries))


def source_line(record_id: str) -> Line:
    return write_line("source", {"id": record_id})


def label(library: Library, record_id: str) -> str:
    """Name a record in a few words: `Altman, 31 Jan 2025`."""
    record = library.get(record_id)
    match record:
        case Quote():
            return f"{short_name(library, record.speaker)}, {record.said.spoken()}"
        case Event():
            return f"{record.title}, {record.date.spoken()}"
        case Position():
            question = library.the(Question, record.question)
            return f"{short_name(library, record.who)} on {question.short}, {record.date.spoken()}"
        case Disputed():
            return f"Disputed: {short_name(library, record.who)}"
        case None:
            return record_id
        case _:
            return name(record)


def name(record: Record | About) -> str:
    """Give what a record is called where it stands alone."""
    match record:
        case Person() | Organisation():
            return record.name
        case Question():
            return record.text
        case About() | Briefing() | Event():
            return record.title
        case Source():
            return record.title or record.publisher
        case Quote() | Disputed():
            return quoted(record.words)
        case Position():
            return record.reading


def short_name(library: Library, holder: str) -> str:
    """Give the name someone is known by: a family name, an organisation's name or, where that is long, an alias."""
    record = library.holder(holder)
    if isinstance(record, Person):
        return record.family or record.name.split()[-1]
    return record.aliases[0] if record.aliases and len(record.name) > _LONG_NAME else record.name


def proposition(question: Question) -> Note:
    """Say what a scale's words are for or against."""
    return note("Proposition: ", question.proposition)


def standing(stance: Stance) -> str:
    """Say where someone stands and how new that is: `for · newest evidence 23 Aug 2025`."""
    if stance.now is None or stance.newest is None:
        return NO_POSITION[stance.standing]
    return f"{SCALE[stance.now.score]} · newest evidence {stance.newest.spoken()}"


NO_POSITION = {
    Standing.POSITION: "",
    Standing.NONE_FOUND: "no position found",
    Standing.NOT_RESEARCHED: "not researched",
}


def carrying(library: Library, position: Position) -> list[Quote]:
    """Give the quotes that a position rests on, newest first."""
    return sorted((library.the(Quote, quote) for quote in position.quotes), key=lambda quote: quote.said, reverse=True)


def choices(*buttons: Button | None) -> tuple[Choices, ...]:
    """Make a row of those buttons that there are."""
    present = tuple(button for button in buttons if button)
    return (Choices(present),) if present else ()


def note(*parts: str | Span) -> Note:
    return Note(spans(*parts))


def said(*parts: str | Span) -> Text:
    return Text(spans(*parts))


def user_name(user: str, style: Style = Style.STRONG) -> Span:
    """Name a user of the tenant's platform by their id."""
    return Span(user, style, names=Named.USER)


def channel_name(channel: str, style: Style = Style.PLAIN) -> Span:
    """Name a channel of the tenant's platform by its id."""
    return Span(channel, style, names=Named.CHANNEL)


def page_of(items: Sequence[T], page: int, size: int, first_page: Line) -> tuple[Sequence[T], Pages]:
    """Cut one page out of a sequence; raise `UserError` for a page that there is not."""
    of = max(1, -(-len(items) // size))
    if not 1 <= page <= of:
        there = "There is only one page" if of == 1 else f"There are {of} pages"
        raise Unreadable(f"{there}; page {page} is not one of them.", buttons=(Button("First page", first_page),))
    return items[(page - 1) * size : page * size], Pages(page, of)


def turning(
    call: Call, pages: Pages, back: str = "◀ Back", onward: str = "More ▶"
) -> tuple[Button | None, Button | None]:
    """Make the buttons that turn the pages of a card."""
    return (
        Button(back, call.line(page=pages.page - 1), turns=True) if pages.page > 1 else None,
        Button(onward, call.line(page=pages.page + 1), turns=True) if pages.page < pages.of else None,
    )


def sentence(text: str) -> str:
    """End a text with a full stop, unless it ends like a sentence already."""
    return text if text.endswith((".", "?")) else f"{text}."


def count(number: int, one: str, many: str | None = None) -> str:
    """Say how many: `1 quote`, `12 quotes`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(names: Sequence[str]) -> str:
    """Join names as a sentence does: `a, b and c`."""
    return " and ".join((", ".join(names[:-1]), names[-1])) if len(names) > 1 else "".join(names)


def latest_date(entries: Sequence[Entry]) -> str:
    return entry_date(entries[-1]).spoken()
