"""Removing the words of a record for good, from every revision and suggestion; what is left is a tombstone."""

from __future__ import annotations

import json
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bot.command import write_line
from bot.desk import Desk
from bot.errors import Unavailable
from bot.roles import Role
from bot.store.database import Transaction
from bot.store.deeds import ERASE
from bot.store.suggestions import Suggestion
from briefings import editing
from briefings.checking import FEWEST
from briefings.edition import DOSSIER
from briefings.revisions import SHIPPED, Action, Draft, Revision, Status
from briefings.words import alike, fold

FORGOTTEN = "The same words were erased from the record"


@dataclass(frozen=True, slots=True)
class Erasure:
    """What was erased: `tenants` counts those that it was erased for."""

    noun: str
    dossier: str
    shipped: bool
    """Whether it came with the program, so that its words stand in a content file too."""
    tenants: int
    scrubbed: bool
    """Whether the words are gone from the database's files as well, and not only from its tables."""


async def shipped_last(desk: Desk, record_id: str) -> Revision | None:
    """Give the last recorded version of a record that comes, or came, with the program."""
    history = await desk.shipped_history(record_id)
    return history[-1] if history else None


async def erase(desk: Desk, record_id: str, reason: str) -> Erasure:
    """Erase a record: one of the tenant's own there, one that comes with the program everywhere.

    What was erased before is erased once more, so that whatever an interrupted erasure left behind goes too. Raise
    `Missing` for what never was on record, `ValueError` for a whole debate.
    """
    database = desk.tenants.database
    if database is None:
        raise Unavailable("This bot keeps no changes: it runs without a database. There is nothing to erase.")
    last = await shipped_last(desk, record_id)
    if last is None:
        draft = await _own(desk, record_id, reason)
        return Erasure(draft.noun, draft.dossier, shipped=False, tenants=1, scrubbed=await database.scrub())
    draft = _tombstone(last.draft, reason)
    names = [name for name in await database.generations() if name != SHIPPED]
    shipped = await desk.shipped_history(record_id)
    # While it is known which words they are, should this be interrupted.
    for name in names:
        async with desk.tenants.holding(name), database.writing(name) as transaction:
            await _forget(desk, transaction, record_id, shipped)
    tombstones = len(shipped) + (last.draft.status is not Status.ERASED)
    # First where all others have it from.
    for name in (SHIPPED, *names):
        async with desk.tenants.holding(name), database.writing(name) as transaction:
            await _everywhere(desk, transaction, draft, shipped, 0 if name == SHIPPED else tombstones)
    return Erasure(draft.noun, draft.dossier, shipped=True, tenants=len(names), scrubbed=await database.scrub())


async def _own(desk: Desk, record_id: str, reason: str) -> Draft:
    async with desk.writing(Role.ADMIN) as work:
        draft = _tombstone(editing.erased(work.edition, record_id, reason), reason)
        await _forget(desk, work.transaction, record_id, ())
        await _remove(work.transaction, record_id)
        if work.edition.status(record_id) is not Status.ERASED:
            await work.append([draft])
            await work.note(ERASE, record_id, reason)
    return draft


async def _everywhere(
    desk: Desk, transaction: Transaction, draft: Draft, shipped: Sequence[Revision], beneath: int
) -> None:
    history = await transaction.revisions.of(draft.record)
    await _forget(desk, transaction, draft.record, shipped)
    await _remove(transaction, draft.record)
    if not history or history[-1].draft.status is not Status.ERASED:
        await transaction.revisions.append([draft], desk.user, desk.now(), lambda _record: beneath)
        await transaction.deeds.add(desk.user, ERASE, draft.record, draft.reason, desk.now())


async def _forget(desk: Desk, transaction: Transaction, record_id: str, shipped: Sequence[Revision]) -> None:
    """Empty every suggestion of what a quote says or ever said; those that wait cannot be approved any more.

    What buttons and forms carry of it is gone too.
    """
    versions = [json.loads(one.draft.fields) for one in (*shipped, *await transaction.revisions.of(record_id))]
    speakers = {fields["speaker"] for fields in versions if fields.get("speaker")}
    wordings = {fields["words"] for fields in versions if fields.get("words")}
    if not wordings:
        return
    kept = (await transaction.calls.all()).items()
    await transaction.calls.erase(key for key, line in kept if any(_in(line, one, speakers) for one in wordings))
    found: list[Suggestion] = []
    for suggestion in await transaction.suggestions.worded():
        given = json.loads(suggestion.line)
        if given.get("speaker") in speakers and any(_same(one, given.get("words", "")) for one in wordings):
            found.append(suggestion)
    await transaction.suggestions.empty([one.number for one in found], desk.user, desk.now(), FORGOTTEN)
    for one in found:
        subject = f"suggestion {one.number}"
        await transaction.deeds.erase(subject)
        if one.status == "open":
            await transaction.deeds.add(desk.user, "reject", subject, FORGOTTEN, desk.now())
            line = write_line("suggestions", {"number": one.number})
            await transaction.notices.add(one.user, line, desk.now())


def _in(line: str, words: str, speakers: AbstractSet[str]) -> bool:
    """Tell whether a kept line says the words; a few are only known for them beside who said them."""
    known = len(fold(words).split()) >= FEWEST or any(speaker in line for speaker in speakers)
    return known and fold(words) in fold(line)


def _same(words: str, suggested: str) -> bool:
    """Tell whether words are a version of others; of a few words alone it cannot be told by their being a part."""
    few = [len(fold(one).split()) < FEWEST for one in (words, suggested)]
    return fold(words) == fold(suggested) or (few[0] == few[1] and alike(words, suggested))


async def _remove(transaction: Transaction, record_id: str) -> None:
    await transaction.revisions.erase(record_id)
    await transaction.suggestions.erase(record_id)
    await transaction.deeds.erase(record_id)


def _tombstone(known: Draft, reason: str) -> Draft:
    if known.noun == DOSSIER:
        raise ValueError(known.record)
    return Draft(known.record, known.noun, known.dossier, Action.ERASE, Status.ERASED, "{}", reason)
