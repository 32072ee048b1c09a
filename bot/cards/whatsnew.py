"""What is new since a channel was last told: said, happened, corrected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bot.card import Button, Heading, Part, State
from bot.cards.corrections import Corrections, corrections, corrections_parts
from bot.cards.issue import MOST, Issue, Section
from bot.cards.movements import moves
from bot.cards.parts import latest_date, note, rows, said
from bot.command import write_line
from briefings.dates import PartialDate
from briefings.library import Entry, entry_date
from briefings.model import Event, Quote

FIRST_DAYS = 7
"""So many days a channel's first one looks back."""


def new_section(issue: Issue) -> Section | None:
    """Tell what is new since the last time, or in the last week when this is the first; nothing when nothing is.

    Unless only news are wanted: then that there is none.
    """
    since = issue.before.day or PartialDate.of(issue.today - dt.timedelta(days=FIRST_DAYS))
    entries = _new_entries(issue, since)
    mended = corrections(issue)
    if not entries and not mended:
        return None if issue.only_new else _nothing(issue, since)
    spoken = [entry for entry in entries if isinstance(entry, Quote)]
    happened = [entry for entry in entries if isinstance(entry, Event)]
    parts = [
        *_listed(issue, "Said", spoken, since),
        *_listed(issue, "Happened", happened, since),
        *corrections_parts(issue, mended),
        *_quiet(issue, entries, mended),
    ]
    buttons = _onward(issue, since, (*spoken[MOST:], *happened[MOST:]))
    return Section(_heading(since), tuple(parts), buttons, also=mended.shown)


def _heading(since: PartialDate) -> str:
    return f"what is new since {since.spoken()}"


def _new_entries(issue: Issue, since: PartialDate) -> list[Entry]:
    """Give what was not on record the last time, and what is of a later day; the newest first."""
    before = issue.before.library
    known = {entry.id for entry in before.timeline(issue.subject.id)} if before else None
    first = since.earliest if issue.before.day else since.earliest - dt.timedelta(days=1)
    new = (
        entry
        for entry in issue.entries
        if entry_date(entry).earliest > first or (known is not None and entry.id not in known)
    )
    return list(new)[::-1]


def _listed(issue: Issue, heading: str, entries: Sequence[Entry], since: PartialDate) -> list[Part]:
    if not entries:
        return []
    earlier = sum(1 for entry in entries if entry_date(entry).latest < since.earliest)
    aside = f"{earlier:,} from before, put on record since" if earlier else ""
    parts: list[Part] = [Heading(f"{heading} ({len(entries):,})", aside), rows(issue.library, entries[:MOST])]
    if len(entries) > MOST:
        parts.append(said(f"and {len(entries) - MOST:,} more"))
    return parts


def _quiet(issue: Issue, entries: Sequence[Entry], mended: Corrections) -> list[Part]:
    """Name the questions that nothing is new on."""
    moved = {question for entry in entries for question in entry.questions}
    moved |= mended.questions | {move.question.id for move in moves(issue)}
    quiet = [question.short for question in issue.questions if question.id not in moved]
    return [note(f"Nothing new on: {', '.join(quiet)}.")] if quiet else []


def _nothing(issue: Issue, since: PartialDate) -> Section:
    newest = f" The newest evidence is of {latest_date(issue.entries)}." if issue.entries else ""
    text = f"Nothing new is on record since {since.spoken()}.{newest}"
    return Section(_heading(since), (said(text),), _onward(issue, since, ()), state=State.GAP)


def _onward(issue: Issue, since: PartialDate, left: Sequence[Entry]) -> tuple[Button, ...]:
    """Lead on to everything since, and to a timeline that has what was `left` out as well."""
    first = min((entry_date(entry) for entry in left), default=None)
    given = {"about": issue.subject.id, "from": str(first) if first else None}
    return (
        Button(
            f"Everything since {since.spoken()}", write_line("new", {"since": str(since), "about": issue.subject.id})
        ),
        Button("Timeline", write_line("timeline", given)),
    )
