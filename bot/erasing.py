"""Removing the words of a record for good, from every revision and suggestion; what is left is a tombstone."""

from __future__ import annotations

from dataclasses import dataclass

from bot.desk import Desk
from bot.errors import Unavailable
from bot.roles import Role
from bot.store.database import Transaction
from bot.store.deeds import ERASE
from briefings import editing
from briefings.edition import DOSSIER
from briefings.revisions import SHIPPED, Action, Draft, Revision, Status


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
    # First where all others have it from.
    for name in (SHIPPED, *names):
        async with desk.tenants.lock(name), database.writing(name) as transaction:
            await _everywhere(desk, transaction, draft)
    return Erasure(draft.noun, draft.dossier, shipped=True, tenants=len(names), scrubbed=await database.scrub())


async def _own(desk: Desk, record_id: str, reason: str) -> Draft:
    async with desk.writing(Role.ADMIN) as work:
        draft = _tombstone(editing.erased(work.edition, record_id, reason), reason)
        await _remove(work.transaction, record_id)
        if work.edition.status(record_id) is not Status.ERASED:
            await work.append([draft])
            await work.note(ERASE, record_id, reason)
    return draft


async def _everywhere(desk: Desk, transaction: Transaction, draft: Draft) -> None:
    history = await transaction.revisions.of(draft.record)
    await _remove(transaction, draft.record)
    if not history or history[-1].draft.status is not Status.ERASED:
        await transaction.revisions.append([draft], desk.user, desk.now())
        await transaction.deeds.add(desk.user, ERASE, draft.record, draft.reason, desk.now())


async def _remove(transaction: Transaction, record_id: str) -> None:
    await transaction.revisions.erase(record_id)
    await transaction.suggestions.erase(record_id)
    await transaction.deeds.erase(record_id)


def _tombstone(known: Draft, reason: str) -> Draft:
    if known.noun == DOSSIER:
        raise ValueError(known.record)
    return Draft(known.record, known.noun, known.dossier, Action.ERASE, Status.ERASED, "{}", reason)
