"""What is delivered to a channel: the card of each kind of subscription."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.card import Card, Quotation
from bot.cards.briefing import briefing_card
from bot.cards.dailyquote import quote_section
from bot.cards.issue import Before, Issue, Section
from bot.cards.parts import choices
from bot.cards.whatsnew import new_section
from bot.errors import Unknown
from briefings.library import Library
from briefings.names import Named

KINDS = ("briefing", "new", "quote")


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


def quotes_of_the_day(card: Card) -> tuple[str, ...]:
    """Give the ids of the quotes that a delivered quote of the day or digest showed, to be kept as shown."""
    return tuple(part.id for part in card.parts if isinstance(part, Quotation))


_SECTIONS: Mapping[str, Callable[[Issue], Section | None]] = {"new": new_section, "quote": quote_section}


def _card(issue: Issue, section: Section) -> Card:
    return Card(
        f"{issue.name}: {section.heading}",
        (*section.parts, *choices(*section.buttons)),
        subtitle=section.subtitle,
        state=section.state,
        also=(issue.subject.id, *section.also),
    )


def _subject(library: Library, about: str, dossier: str) -> Named:
    wanted = about or dossier or next((shelf.about.id for shelf in library.dossiers), "")
    record = library.about(wanted) or library.get(wanted)
    if isinstance(record, Named):
        return record
    raise Unknown(f"Nothing with the id “{wanted}” is on record any more, so there is nothing to deliver about it.")
