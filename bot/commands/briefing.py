"""`/briefing`: the curated account of a debate or question, and what is new since."""

from __future__ import annotations

from bot.card import Card
from bot.cards.briefing import briefing_card, no_briefing_card
from bot.cards.catalogue import debates_card
from bot.cards.refused import NotShown
from bot.command import Call, Command, Kind, Param
from bot.tenants import DEFAULT_DOSSIER
from briefings.model import Briefing


async def _run(call: Call) -> Card:
    library = call.library
    default = library.about(call.tenant.settings.get(DEFAULT_DOSSIER, ""))
    subject = call.subject("about") or default or next((shelf.about for shelf in library.dossiers), None)
    if subject is None:
        return debates_card(library)
    briefing = library.briefing(subject.id)
    held = [placed.record for placed in library.unsettled() if library.get(placed.id) is None]
    if briefing is None and any(isinstance(one, Briefing) and one.about == subject.id for one in held):
        raise NotShown("The briefing on this is not shown, since something that it rests on is not on record any more.")
    return briefing_card(library, briefing) if briefing else no_briefing_card(library, subject)


BRIEFING = Command(
    "briefing",
    "The state of a debate or question, and what is new since",
    _run,
    (Param("about", "A debate or one of its questions", Kind.SUBJECT),),
    example="/briefing",
)
