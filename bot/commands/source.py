"""`/source`: everything known about one record."""

from __future__ import annotations

from bot.card import Card
from bot.cards.source import source_card
from bot.command import KNOWN_AT, Call, Command, Kind, Param


async def _run(call: Call) -> Card:
    return source_card(call.library, call.record("id"))


SOURCE = Command(
    "source",
    "Everything known about one record",
    _run,
    (Param("id", "The id of a quote, event, position, person or source", Kind.RECORD, required=True), KNOWN_AT),
)
