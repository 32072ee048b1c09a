"""What is delivered to a channel: the card of each kind of subscription."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.card import Button, Card, Heading
from bot.cards.briefing import briefing_card
from bot.cards.dailyquote import quote_section
from bot.cards.issue import Before, Issue, Section, capital
from bot.cards.movements import movements_section
from bot.cards.onthisday import day_section
from bot.cards.parts import choices
from bot.cards.whatsnew import new_section
from bot.errors import Unknown
from briefings.dates import PartialDate
from briefings.library import Library
from briefings.names import Named

KINDS = ("briefing", "new", "quote", "day", "movements", "digest")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a channel subscribed to.

    `about` is the id of a dossier, a question, a person or an organisation, nothing for the tenant's debate. With
    `only_new` there is no card when nothing is new.
    """

    kind: str
    about: str = ""
    only_new: bool = True


def compose(wanted: Wanted, library: Library, before: Before, today: dt.date, dossier: str) -> Card | None:
    """Give the card of one delivery, `None` when there is nothing to say; always the same for the same slot.

    `today` is the day where the channel is, `dossier` the tenant's debate. Raises `Unknown` when what it is about
    is not on record any more.
    """
    subject = _subject(library, wanted.about, dossier)
    issue = Issue(library, subject, before, today, wanted.only_new)
    if wanted.kind == "briefing":
        briefing = library.briefing(subject.id)
        return briefing_card(library, briefing) if briefing else None
    section = _SECTIONS[wanted.kind](issue)
    return _card(issue, section) if section else None


def _digest(issue: Issue) -> Section | None:
    """Put together what has something to say; nothing when none has."""
    told = (tell(replace(issue, only_new=True)) for tell in _DIGESTED)
    sections = [section for section in told if section]
    if not sections:
        return None
    buttons: dict[str, Button] = {}
    for button in (button for section in sections for button in section.buttons):
        buttons.setdefault(button.label, button)
    return Section(
        f"digest, {PartialDate.of(issue.today).spoken()}",
        tuple(part for section in sections for part in (Heading(capital(section.heading)), *section.parts)),
        tuple(buttons.values()),
        also=tuple(record for section in sections for record in section.also),
    )


_DIGESTED = (new_section, movements_section, day_section, quote_section)
_SECTIONS: Mapping[str, Callable[[Issue], Section | None]] = {
    "new": new_section,
    "quote": quote_section,
    "day": day_section,
    "movements": movements_section,
    "digest": _digest,
}


def _card(issue: Issue, section: Section) -> Card:
    return Card(
        f"{issue.name}: {section.heading}",
        (*section.parts, *choices(*section.buttons)),
        subtitle=section.subtitle,
        state=section.state,
        also=(issue.subject.id, *section.also),
    )


def _subject(library: Library, about: str, dossier: str) -> Named:
    record = library.get(about) or library.about(about or dossier)
    if not about and record is None:
        record = next((shelf.about for shelf in library.dossiers), None)
    if isinstance(record, Named):
        return record
    raise Unknown(f"“{about}” is not on record any more, so there is nothing to deliver about it.")
