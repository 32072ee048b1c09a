"""`/history`: every version of a record, with what each changed; a retracted record's words are seen here alone."""

from __future__ import annotations

from bot.card import Card
from bot.cards.history import history_card
from bot.command import PAGE, Call, Kind, Param
from bot.commands.standing import curating
from bot.roles import Role
from briefings.history import versions


async def _run(call: Call) -> Card:
    record_id = call.needed("id").strip().casefold()
    if not call.tenant.edition.version(record_id):
        record_id = call.record("id").id
    async with call.desk.reading(Role.CURATOR) as transaction:
        own = await transaction.revisions.of(record_id)
    return history_card(call, record_id, versions(await call.desk.shipped_history(record_id), own, call.desk.tenant))


HISTORY = curating(
    "history",
    "Every version of a record, and what each changed",
    _run,
    (Param("id", "The id of a record", Kind.RECORD, required=True), PAGE),
)
