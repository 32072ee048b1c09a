"""`/record retract`, `reinstate` and `settle`: out of sight, back again, and ours or the shipped one."""

from __future__ import annotations

from bot.card import Card, Form
from bot.cards.changed import corrected_card, reinstated_card, retracted_card
from bot.cards.refused import explained
from bot.command import Call, Command, Kind, Param
from bot.commands.correct import ID, whole
from bot.commands.standing import REASON, VERSION, asked, noticing
from bot.roles import Role
from briefings.editing import reinstate, retract, settle
from briefings.edition import Edition

KEEP = Param("keep", "ours or shipped", Kind.CHOICE, required=True, choices=("ours", "shipped"), label="What stays")


async def _retract(call: Call) -> Card | Form:
    record_id = whole(call, call.tenant.edition).id
    call.needed("reason")
    async with call.desk.writing(Role.CURATOR) as work:
        before = work.edition
        with explained(call, {}):
            draft = retract(before, record_id, asked(call))
        await work.append([draft])
        await work.note("retract", record_id, draft.reason)
    return retracted_card(before, await call.desk.present(), work.made[-1])


async def _reinstate(call: Call) -> Card | Form:
    record_id = call.needed("id").strip().casefold()
    async with call.desk.writing(Role.CURATOR) as work:
        with explained(call, {}):
            draft = reinstate(work.edition, record_id, asked(call))
        await work.append([draft])
        await work.note("reinstate", record_id, draft.reason)
    return reinstated_card(await call.desk.present(), work.made[-1])


async def _settle(call: Call) -> Card:
    keep = call.choice("keep", ("ours", "shipped")) or "ours"
    record_id = call.needed("id").strip().casefold()
    async with call.desk.writing(Role.CURATOR) as work:
        edition: Edition = work.edition
        stood = whole(call, edition)
        with explained(call, {}):
            draft = settle(edition, record_id, ours=keep == "ours", asked=asked(call))
        await work.append([draft])
        await work.note("settle", record_id, f"kept {keep}")
    return corrected_card(await call.desk.present(), stood, work.made[-1])


_WHY = Param("reason", "Why it is retracted", Kind.TEXT, required=True, limit=REASON.limit, exact=True)
RETRACT = Command(
    "record retract",
    "Take a record out of sight, with the reason",
    noticing(_retract),
    (ID, _WHY, VERSION),
    title="Retract a record",
    submit="Retract",
    role=Role.CURATOR,
    private=True,
    lasting=False,
)
REINSTATE = Command(
    "record reinstate",
    "Show a retracted record again",
    noticing(_reinstate),
    (ID, REASON, VERSION),
    title="Reinstate a record",
    submit="Reinstate",
    role=Role.CURATOR,
    private=True,
    lasting=False,
)
SETTLE = Command(
    "record settle",
    "Choose where your correction and a newer shipped version differ",
    _settle,
    (ID, KEEP, REASON),
    role=Role.CURATOR,
    private=True,
    lasting=False,
)
