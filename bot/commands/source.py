"""`/source`: everything known about one record."""

from __future__ import annotations

from dataclasses import replace

from bot.card import Card
from bot.cards.refused import refuse_gone
from bot.cards.source import source_card
from bot.command import KNOWN_AT, Call, Command, Kind, Param
from briefings.edition import Edition
from briefings.model import Quote
from briefings.words import fold

HIDDEN = "It is not shown, since words in it were taken off the record."


async def _run(call: Call) -> Card:
    record_id = call.needed("id").strip().casefold()
    if call.library.get(record_id) is None:
        refuse_gone(call, record_id)
    record = call.record("id")
    if isinstance(record, Quote) and record.evidence and _holds_retracted(call.tenant.edition, record.evidence):
        # Its surroundings may be words that were taken off the record for themselves.
        return source_card(call.library, replace(record, evidence=HIDDEN, evidence_at=None))
    return source_card(call.library, record)


def _holds_retracted(edition: Edition, text: str) -> bool:
    within = f" {fold(text)} "
    retracted = (edition.standing(revision.draft) for revision in edition.retracted())
    return any(isinstance(quote, Quote) and f" {fold(quote.words)} " in within for quote in retracted)


SOURCE = Command(
    "source",
    "Everything known about one record",
    _run,
    (Param("id", "The id of a quote, event, position, person or source", Kind.RECORD, required=True), KNOWN_AT),
)
