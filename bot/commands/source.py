"""`/source`: everything known about one record."""

from __future__ import annotations

from dataclasses import replace

from bot.card import Card
from bot.cards.refused import refuse_gone
from bot.cards.source import source_card
from bot.command import KNOWN_AT, Call, Command, Kind, Param
from briefings.model import Quote

HIDDEN = "It is not shown, since words in it were taken off the record."


async def _run(call: Call) -> Card:
    record_id = call.needed("id").strip().casefold()
    if call.library.get(record_id) is None:
        refuse_gone(call, record_id)
    record = call.record("id")
    if isinstance(record, Quote) and record.evidence and call.tenant.edition.holds_retracted(record.evidence):
        # Its surroundings may be words that were taken off the record for themselves.
        return source_card(call.library, replace(record, evidence=HIDDEN, evidence_at=None))
    return source_card(call.library, record)


SOURCE = Command(
    "source",
    "Everything known about one record",
    _run,
    (Param("id", "The id of a quote, event, position, person or source", Kind.RECORD, required=True), KNOWN_AT),
)
