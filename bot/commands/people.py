"""`/people`: who is on record."""

from __future__ import annotations

from bot.card import Card
from bot.cards.catalogue import people_card
from bot.command import PAGE, Call, Command, Kind, Param


async def _run(call: Call) -> Card:
    about = call.dossier("dossier")
    dossiers = (call.library.dossier_of(about.id),) if about else call.library.dossiers
    return people_card(call, dossiers)


PEOPLE = Command(
    "people",
    "The people and organisations on record",
    _run,
    (Param("dossier", "Only those of this debate", Kind.DOSSIER), PAGE),
)
