"""`/record undo`: taking a change back, or several at once, such as those of an import."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence

from bot.card import Button, Card
from bot.cards.changed import some, undone_card, undone_together_card
from bot.cards.parts import count, time_of
from bot.cards.refused import explained
from bot.command import Call, Kind, Param, write_line
from bot.commands.standing import REASON, asked, curating, noticing
from bot.desk import Work
from bot.errors import Unknown, Unreadable, UserError
from bot.roles import Role
from briefings.edition import Edition
from briefings.refusals import Conflict
from briefings.revisions import Action, Draft, Revision
from briefings.undoing import before, is_taken_back, undo, undo_each

NUMBER = Param("number", "The number of the change, your last one otherwise", Kind.NUMBER)
TO = Param("to", "The number of the last of several", Kind.NUMBER)
_TAKEN_BACK = "{} taken back already. Nothing was changed."


async def _undo(call: Call) -> Card:
    first, last = call.number("number", 0), call.number("to", 0)
    return await _together(call, first, last) if last else await _one(call, first)


# -- one change -----------------------------------------------------------------------------------


async def _one(call: Call, wanted: int) -> Card:
    async with call.desk.writing(Role.CURATOR) as work:
        revisions = work.transaction.revisions
        undone = await (revisions.get(wanted) if wanted else revisions.last_by(call.desk.user))
        if undone is None:
            raise Unknown(_no_change(wanted) if wanted else "There is no change of yours to take back.")
        history = await revisions.of(undone.draft.record)
        if is_taken_back(undone, history):
            raise UserError(_TAKEN_BACK.format("That change was"))
        with explained(call, {}):
            try:
                draft = undo(work.edition, undone, before(undone, history), asked(call))
            except Conflict:
                raise _newer(work.edition, [undone.draft.record]) from None
        made = await work.append([draft])
        if beside := await _source_beside(work, undone):
            stood = before(beside, await revisions.of(beside.draft.record))
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


# -- several at once ------------------------------------------------------------------------------


async def _together(call: Call, first: int, last: int) -> Card:
    if not first:
        raise Unreadable("Write the number of the first change, too: /record undo 12 to 15.", field=NUMBER.name)
    if last < first:
        raise Unreadable(f"“{first} to {last}” runs backwards. Write the lower number first.", field=TO.name)
    async with call.desk.writing(Role.CURATOR) as work:
        revisions = await work.transaction.revisions.between(first, last)
        if len(revisions) <= last - first:
            here = {revision.number for revision in revisions}
            raise Unknown(_no_change(next(number for number in range(first, last + 1) if number not in here)))
        drafts = await _drafts(call, work, revisions)
        made = await work.append(drafts)
        await work.note("take back", f"changes {first} to {last}", count(len(made), "change"))
    passed_over = len(revisions) - len(made)
    return undone_together_card(work.edition, await call.desk.present(), made, passed_over)


async def _drafts(call: Call, work: Work, revisions: Sequence[Revision]) -> list[Draft]:
    histories = await work.transaction.revisions.histories(one.draft.record for one in revisions)
    with explained(call, {}):
        drafts, newer = await asyncio.to_thread(undo_each, work.edition, revisions, histories, asked(call))
    if newer:
        raise _newer(work.edition, newer)
    if not drafts:
        raise UserError(_TAKEN_BACK.format("Those changes were"))
    return drafts


def _no_change(number: int) -> str:
    return f"There is no change {number} here."


def _newer(edition: Edition, records: Sequence[str]) -> UserError:
    """Lead from changes that others were built on to the newest of those."""
    last = edition.last(records[0])
    was, newer = ("was", "newer change") if len(records) == 1 else ("were", "newer changes")
    text = f"{some(records)} {was} changed again since. Take the {newer} back first."
    back = Button("Take the newer one back", write_line("record undo", {"number": last.number if last else None}))
    return UserError(text, buttons=(back, Button("Its history", write_line("history", {"id": records[0]}))))


UNDO = curating(
    "record undo",
    "Take a change back, your last one or the one with this number, or several",
    noticing(_undo),
    (NUMBER, TO, REASON),
)
