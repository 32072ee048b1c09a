"""`/record retract`, `reinstate` and `settle`: out of sight, back again, and ours or the shipped one."""

from __future__ import annotations

import json

from bot.card import Button, Card, Form
from bot.cards.changed import (
    MOST_NAMED,
    corrected_card,
    history_button,
    reinstated_card,
    retracted_card,
    undo_button,
)
from bot.cards.parts import name
from bot.cards.refused import explained
from bot.command import Call, Kind, Param, short
from bot.commands.correct import ID, whole
from bot.commands.standing import REASON, VERSION, asked, curating, noticing
from bot.errors import Ambiguous, UserError
from bot.roles import Role
from briefings.editing import reinstate, retract, settle
from briefings.edition import DOSSIER, Edition
from briefings.names import ANYTHING, Named, Names
from briefings.refusals import Missing
from briefings.revisions import Status

_NAMED = frozenset({"person", "organisation", "question", DOSSIER})
"""The kinds of record that have a name to be called by."""
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
    record_id = _retracted(call)
    shipped = await call.desk.shipped_history(record_id)
    once = json.loads(shipped[-1].draft.fields) if shipped else {}
    async with call.desk.writing(Role.CURATOR) as work:
        with explained(call, {}):
            try:
                draft = reinstate(work.edition, record_id, asked(call), once)
            except Missing:
                _refuse_wordless(work.edition, record_id)
                raise
        await work.append([draft])
        await work.note("reinstate", record_id, draft.reason)
    return reinstated_card(await call.desk.present(), work.made[-1])


def _retracted(call: Call) -> str:
    """Give the id of the retracted record with this id or name."""
    value, edition = call.needed("id").strip(), call.tenant.edition
    if edition.version(value.casefold()):
        return value.casefold()
    gone = (edition.standing(one.draft) for one in edition.retracted() if one.draft.noun in _NAMED)
    found = Names(one for one in gone if isinstance(one, Named)).find(value, ANYTHING)
    if len(found.matches) == 1 and found.exact:
        return found.matches[0].id
    if things := (found.matches or found.near)[:MOST_NAMED]:
        buttons = tuple(Button(name(thing), call.line(id=thing.id)) for thing in things)
        text = f"Which of those that are retracted is “{short(value)}”?"
        raise Ambiguous(text, buttons=buttons, field="id")
    return call.record("id", exactly=True).id


def _refuse_wordless(edition: Edition, record_id: str) -> None:
    """Refuse to show what only ever came as a retraction, without what it says."""
    last = edition.last(record_id)
    if last and last.draft.status is Status.RETRACTED:
        text = f"What {record_id} says never came here, only that it was retracted. Take that back, then add it anew."
        raise UserError(text, buttons=(undo_button(last, "Take that back"), history_button(record_id)))


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
RETRACT = curating(
    "record retract",
    "Take a record out of sight, with the reason",
    noticing(_retract),
    (ID, _WHY, VERSION),
    title="Retract a record",
    submit="Retract",
)
REINSTATE = curating(
    "record reinstate",
    "Show a retracted record again",
    noticing(_reinstate),
    (ID, REASON, VERSION),
    title="Reinstate a record",
    submit="Reinstate",
)
SETTLE = curating(
    "record settle",
    "Choose where your correction and a newer shipped version differ",
    _settle,
    (ID, KEEP, REASON),
)
