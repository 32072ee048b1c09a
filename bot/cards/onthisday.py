"""What was said and what happened on the same day of former years."""

from __future__ import annotations

from bot.card import Button, Part
from bot.cards.issue import MOST, Issue, Section
from bot.cards.parts import rows, said
from bot.command import write_line
from briefings.dates import PartialDate
from briefings.library import entry_date


def day_section(issue: Issue) -> Section | None:
    """Show what is known to be of this very day of a former year, the oldest first; nothing when nothing is."""
    entries = [entry for entry in issue.entries if _falls_on(entry_date(entry), PartialDate.of(issue.today))]
    if not entries:
        return None
    parts: list[Part] = [rows(issue.library, entries[:MOST])]
    if len(entries) > MOST:
        parts.append(said(f"and {len(entries) - MOST:,} more"))
    timeline = Button("Timeline", write_line("timeline", {"about": issue.subject.id}))
    return Section(f"on this day, {PartialDate.of(issue.today).spoken()}", tuple(parts), (timeline,))


def _falls_on(date: PartialDate, today: PartialDate) -> bool:
    return (date.month, date.day) == (today.month, today.day) and date.year < today.year
