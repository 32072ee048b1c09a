"""`/record retract`, `reinstate`, `undo` and `settle`: out of sight, back again, and taking a change back."""

from __future__ import annotations

import json

from bot.card import Button, Card, Form
from bot.cards.changed import corrected_card, reinstated_card, retracted_card, undone_card
from bot.cards.parts import time_of
from bot.cards.refused import explained
from bot.command import Call, Command, Kind, Param, write_line
from bot.commands.correct import ID, whole
from bot.commands.standing import REASON, VERSION, asked, noticing
from bot.desk import Work
from bot.errors import Unknown, UserError
from bot.roles import Role
from briefings.editing import reinstate, retract, settle, undo
from briefings.edition import Edition
from briefings.refusals import Conflict
from briefings.revisions import Action, Revision

NUMBER = Param("number", "The number of the change, your last one otherwise", Kind.NUMBER)
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


async def _undo(call: Call) -> Card:
    async with call.desk.writing(Role.CURATOR) as work:
        revisions = work.transaction.revisions
        wanted = call.number("number", 0)
        undone = await (revisions.get(wanted) if wanted else revisions.last_by(call.desk.user))
        if undone is None:
            raise Unknown(
                f"There is no change {wanted} here." if wanted else "There is no change of yours to take back."
            )
        history = await revisions.of(undone.draft.record)
        _refuse_taken_back(history, undone)
        before = next((one for one in reversed(history) if one.version < undone.version), None)
        with explained(call, {}):
            try:
                draft = undo(work.edition, undone, before, asked(call))
            except Conflict:
                raise _newer(work.edition, undone.draft.record) from None
        made = await work.append([draft])
        if beside := await _source_beside(work, undone):
            earlier = await revisions.of(beside.draft.record)
            stood = next((one for one in reversed(earlier) if one.version < beside.version), None)
            await work.append([undo(work.edition, beside, stood, asked(call))])
        await work.note("undo", draft.record, f"change {undone.number}")
    return undone_card(work.edition, await call.desk.present(), undone, made[0], time_of(call, undone.at))


async def _source_beside(work: Work, undone: Revision) -> Revision | None:
    """Give the revision of a source that was made with the one taken back, when nothing else stands there."""
    # A new source is put there before what stands in it, and taken back after it.
    step = 1 if undone.draft.action is Action.UNDO else -1
    beside = await work.transaction.revisions.get(undone.number + step)
    if beside is None or (beside.at, beside.actor, beside.draft.noun) != (undone.at, undone.actor, "source"):
        return None
    if beside.draft.action is not (Action.UNDO if step > 0 else Action.ADD):
        return None
    source, record = beside.draft.record, undone.draft.record
    last = work.edition.last(source)
    entries = (entry for shelf in work.edition.library.dossiers for entry in shelf.entries())
    others = [entry for entry in entries if entry.source == source and entry.id != record]
    stands = json.loads(undone.draft.fields).get("source") == source
    return beside if stands and not others and last and last.number == beside.number else None


def _refuse_taken_back(history: list[Revision], undone: Revision) -> None:
    if any(later.draft.undoes == undone.number for later in history):
        raise UserError("That change was taken back already. Nothing was changed.")


def _newer(edition: Edition, record_id: str) -> UserError:
    """Lead from a change that others were built on to the newest of those."""
    last = edition.last(record_id)
    number = last.number if last else None
    text = f"{record_id} was changed again since. Take the newer change back first."
    newer = Button("Take the newer one back", write_line("record undo", {"number": number}))
    return UserError(text, buttons=(newer, Button("Its history", write_line("history", {"id": record_id}))))


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
UNDO = Command(
    "record undo",
    "Take a change back, your last one or the one with this number",
    noticing(_undo),
    (NUMBER, REASON),
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
