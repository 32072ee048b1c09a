"""What was said and what happened, in order."""

from __future__ import annotations

from collections.abc import Sequence

from bot.card import Button, Card, Part, State
from bot.cards.parts import choices, count, latest_date, name, note, page_of, rows, said, turning
from bot.command import Call, write_line
from briefings.dates import PartialDate
from briefings.library import Entry, Library
from briefings.model import About, Organisation, Person
from briefings.names import Named

PAGE_SIZE = 10


def timeline_card(
    call: Call, about: Named | None, since: PartialDate | None, until: PartialDate | None, *, newest: bool
) -> Card:
    """Show a page of the timeline, the newest entry first or the oldest."""
    entries = call.library.timeline(about.id if about else None, since, until)
    title = f"{name(about) if about else 'Everything on record'}{_range(since, until)}"
    if not entries:
        return _nothing(call, about, title)
    ordered = entries[::-1] if newest else entries
    shown, pages = page_of(ordered, call.number("page", 1), PAGE_SIZE, call.line(page=None))
    onward, back = ("Earlier", "Later") if newest else ("Later", "Earlier")
    turned = "oldest" if newest else "newest"
    buttons = (
        *turning(call, pages, f"◀ {back}", f"{onward} ▶"),
        Button(f"{turned.capitalize()} first", call.line(order=turned, page=None), turns=True)
        if len(entries) > 1
        else None,
        _onward(about) if isinstance(about, Person | Organisation) else None,
    )
    order = "newest first" if newest else "oldest first"
    subtitle = f"{count(len(entries), 'entry', 'entries')} · {order}"
    return Card(
        title, (rows(call.library, shown), *choices(*buttons)), subtitle=subtitle, pages=pages, also=_ids(about)
    )


def new_card(call: Call, about: Named | None, since: PartialDate) -> Card:
    """Show what was said or happened since a date, of something or of all, and on which questions nothing did."""
    library = call.library
    subject = about.id if about else None
    entries = library.timeline(subject, since)
    title = f"{name(about)}: new since {since.spoken()}" if about else f"New since {since.spoken()}"
    if not entries:
        newest = library.timeline(subject)
        text = f"Nothing on record was said or happened since {since.spoken()}."
        more = f" The newest entry is of {latest_date(newest)}." if newest else ""
        earlier = Button("The newest on record", write_line("timeline", {"about": subject}))
        return Card(title, (said(text + more), *choices(earlier)), state=State.GAP, also=_ids(about))
    shown, pages = page_of(entries[::-1], call.number("page", 1), PAGE_SIZE, call.line(page=None))
    quiet = _quiet_questions(library, about, entries)
    parts: list[Part] = [rows(library, shown)]
    if quiet:
        parts.append(note(f"Nothing new on: {', '.join(quiet)}."))
    buttons = (*turning(call, pages, "◀ Later", "Earlier ▶"), _onward(about))
    subtitle = count(len(entries), "entry", "entries")
    return Card(title, (*parts, *choices(*buttons)), subtitle=subtitle, pages=pages, also=_ids(about))


def _onward(about: Named | None) -> Button:
    if isinstance(about, Person | Organisation):
        return Button("Where they stand", write_line("stance", {"who": about.id}))
    return Button("Briefing", write_line("briefing", {"about": about.id if about else None}))


def _quiet_questions(library: Library, about: Named | None, entries: Sequence[Entry]) -> list[str]:
    """Name the questions that nothing is new on, of all debates or of the one that it is about."""
    if about and not isinstance(about, About):
        return []
    moved = {question for entry in entries for question in entry.questions}
    dossiers = [dossier for dossier in library.dossiers if about is None or dossier.about.id == about.id]
    return [q.short for dossier in dossiers for q in dossier.questions if q.id not in moved]


def _range(since: PartialDate | None, until: PartialDate | None) -> str:
    if since and until:
        return f", {since.spoken()}" if since == until else f", {since.spoken()} to {until.spoken()}"
    if since:
        return f", from {since.spoken()}"
    return f", until {until.spoken()}" if until else ""


def _nothing(call: Call, about: Named | None, title: str) -> Card:
    every = call.library.timeline(about.id if about else None)
    text = "Nothing on record falls into this time." if every else "Nothing on record has a date here."
    span = f" The record runs from {_first(every)} to {latest_date(every)}." if every else ""
    whole = Button("All of it", call.line(**{"from": None, "to": None, "page": None})) if every else None
    return Card(title, (said(text + span), *choices(whole)), state=State.GAP, also=_ids(about))


def _first(entries: Sequence[Entry]) -> str:
    return latest_date(entries[:1])


def _ids(about: Named | None) -> tuple[str, ...]:
    return (about.id,) if about else ()
