"""Taking changes back: a record stands again as it did before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from briefings.editing import Asked
from briefings.edition import Edition
from briefings.refusals import Conflict, Gone
from briefings.revisions import Action, Draft, Revision, Status

Histories = Mapping[str, Sequence[Revision]]
"""Every revision of each record, in the order in which they were made."""


def undo(edition: Edition, revision: Revision, before: Revision | None, asked: Asked) -> Draft:
    """Take a revision back: the record stands again as `before`, its revision before that, left it.

    Raise `Conflict` when others were built on it, `Gone` when the record was erased.
    """
    last = edition.last(revision.draft.record)
    if last and last.draft.status is Status.ERASED:
        raise Gone(last)
    # What was changed after it and taken back again does not stand in its way.
    if last is None or (last.number != revision.number and _left(last) != _left(revision)):
        now = edition.version(revision.draft.record)
        raise Conflict(revision.draft.record, now - (last.version if last else 0) + revision.version, now)
    # What was not added here is shipped, or was and may be again: without a change of one's own it stands as that does.
    fields, base, status = "{}", "{}", Status.SHOWN
    if before:
        fields, base, status = before.draft.fields, before.draft.base, before.draft.status
    elif revision.draft.action is Action.ADD:
        fields, status = revision.draft.fields, Status.ABSENT  # The fields so that its history can be read.
    draft = replace(revision.draft, action=Action.UNDO, status=status, fields=fields, base=base, undoes=revision.number)
    return replace(draft, reason=asked.reason)


def undo_each(
    edition: Edition, revisions: Sequence[Revision], histories: Histories, asked: Asked
) -> tuple[list[Draft], list[str]]:
    """Take several revisions back, the newest first; give with that the ids of records that others changed since.

    What was taken back already, or erased since, is passed over.
    """
    drafts: list[Draft] = []
    newer: list[str] = []
    for revision in reversed(revisions):
        record = revision.draft.record
        if edition.status(record) is Status.ERASED or is_taken_back(revision, histories[record]):
            continue
        try:
            drafts.append(undo(edition, revision, before(revision, histories[record]), asked))
        except Conflict:
            newer.append(record)
    return drafts, newer


def before(revision: Revision, history: Iterable[Revision]) -> Revision | None:
    """Give the revision of a record before another one, out of its history."""
    return next((one for one in history if one.version == revision.version - 1), None)


def is_taken_back(revision: Revision, history: Iterable[Revision]) -> bool:
    """Tell whether a revision is taken back now: of undoings, and undoings of those, the newest counts."""
    # Of every revision the change that it is about, and how often that was turned around with it.
    turns: dict[int, tuple[int, int]] = {}
    newest: dict[int, int] = {}
    for one in history:
        change, turn = turns.get(one.draft.undoes or 0, (one.number, -1))
        turns[one.number] = (change, turn + 1)
        newest[change] = turn + 1
    change, turn = turns[revision.number]
    return (newest[change] - turn) % 2 == 1


def _left(revision: Revision) -> tuple[Status, str, str]:
    """Give how a revision left its record."""
    return revision.draft.status, revision.draft.fields, revision.draft.base
