"""`/source`: everything known about one record."""

from __future__ import annotations

from bot.card import Card
from bot.cards.refused import refuse_gone
from bot.cards.source import source_card
from bot.command import KNOWN_AT, Call, Command, Kind, Param


async def _run(call: Call) -> Card:
    record_id = call.needed("id").strip().casefold()
    if call.library.get(record_id) is None:
        refuse_gone(call, record_id)
    return source_card(call.library, call.record("id"))


SOURCE = Command(
    "source",
    "Everything known about one record",
    _run,
    (Param("id", "The id of a quote, event, position, person or source", Kind.RECORD, required=True), KNOWN_AT),
)
