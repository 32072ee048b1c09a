"""What was changed on record, and how to take it back."""

from __future__ import annotations

from collections.abc import Sequence

from bot.card import Button, Card, Part, Span, Style
from bot.cards.difference import rows_of
from bot.cards.parts import choices, count, listed, name, note, quotation, said, source_line
from bot.command import write_line
from briefings.edition import DOSSIER, Edition
from briefings.export import as_dict
from briefings.library import Library
from briefings.model import About, Quote, Record
from briefings.revisions import Draft, Revision, Status

MOST_NAMED = 5
"""So many records are named one by one, of the rest how many they are."""


def undo_button(revision: Revision, label: str = "Undo", to: Revision | None = None) -> Button:
    """Take a change back, or all from that one on to another."""
    several = {"to": to.number} if to and to.number > revision.number else {}
    return Button(label, write_line("record undo", {"number": revision.number, **several}))


def history_button(record_id: str) -> Button:
    return Button("History", write_line("history", {"id": record_id}))


def added_card(edition: Edition, draft: Draft, revision: Revision) -> Card:
    """Say under which id something is on record now."""
    library = edition.library
    onward = [
        Button("See it", _see(draft)),
        Button("Correct it", write_line("record correct", {"id": draft.record})),
        undo_button(revision),
    ]
    if draft.noun in {"person", "organisation"}:
        onward.insert(1, Button("Add a quote", write_line("record add quote", {"speaker": draft.record})))
    if draft.noun == DOSSIER:
        onward.insert(1, Button("Add a question", write_line("record add question", {"dossier": draft.record})))
    about = library.about(draft.dossier) if len(library.dossiers) > 1 and draft.noun != DOSSIER else None
    where = f", in “{about.title}”" if about else ""
    parts = [said("On record as ", Span(draft.record, Style.STRONG), f"{where}."), *_shown(library, draft.record)]
    return Card("On record", (*parts, *choices(*onward)), also=(draft.record,))


def _see(draft: Draft) -> str:
    return write_line("debates", {}) if draft.noun == DOSSIER else source_line(draft.record)


def _shown(library: Library, record_id: str) -> tuple[Part, ...]:
    record = library.get(record_id)
    if isinstance(record, Quote):
        return (quotation(library, record),)
    about = library.about(record_id)
    whole = record or about
    return (said(name(whole)),) if whole else ()


def corrected_card(edition: Edition, before: Record | About, revision: Revision) -> Card:
    """Show what a correction changed."""
    after = edition.effective(before.id)
    changes = rows_of(as_dict(before), as_dict(after) if after else {})
    parts: tuple[Part, ...] = (said(Span(before.id, Style.STRONG), " stands corrected."), changes)
    onward = (Button("See it", _see(revision.draft)), history_button(before.id), undo_button(revision))
    return Card("Corrected", (*parts, *_why(revision), *choices(*onward)), also=(before.id,))


def retracted_card(before: Edition, after: Edition, revision: Revision) -> Card:
    """Say what is not shown any more, the things that rested on it too."""
    record_id = revision.draft.record
    text = " is not shown, picked or searched any more. It stays retracted, until a curator reinstates it."
    parts: list[Part] = [said(Span(record_id, Style.STRONG), text)]
    parts += _without(before, after)
    reinstate = Button("Reinstate it", write_line("record reinstate", {"id": record_id}))
    return Card("Retracted", (*parts, *_why(revision), *choices(reinstate, history_button(record_id))))


def _without(before: Edition, after: Edition) -> list[Part]:
    """Say what is shown without a record that went, or not at all."""
    touched = [one.id for one in after.library.unsettled() if after.library.get(one.id) != before.library.get(one.id)]
    hidden = [one for one in touched if after.library.get(one) is None]
    rest = [one for one in touched if one not in hidden]
    parts: list[Part] = []
    if hidden:
        parts.append(said(f"What rested on it alone is not shown either: {some(hidden)}."))
    if rest:
        parts.append(said(f"Shown without it: {some(rest)}."))
    return parts


def some(ids: Sequence[str]) -> str:
    """Name a few of many records, and how many more there are."""
    return listed([*ids[:MOST_NAMED], *([f"{len(ids) - MOST_NAMED:,} more"] if len(ids) > MOST_NAMED else [])])


def reinstated_card(edition: Edition, revision: Revision) -> Card:
    record_id = revision.draft.record
    parts = (said(Span(record_id, Style.STRONG), " is on record again."), *_shown(edition.library, record_id))
    onward = choices(Button("See it", _see(revision.draft)), history_button(record_id), undo_button(revision))
    return Card("Reinstated", (*parts, *onward), also=(record_id,))


def undone_card(before: Edition, edition: Edition, undone: Revision, revision: Revision, when: str) -> Card:
    """Say what was taken back, and what is not shown any more without it."""
    record_id = revision.draft.record
    sentence = f" stands as it did before {WORDS[undone.draft.action.value]} of {when}."
    match revision.draft.status:
        case Status.RETRACTED:
            sentence = " is retracted again."
        case Status.SHOWN if undone.draft.status is not Status.SHOWN:
            sentence = " is on record again, as it was before."
        case _ if not edition.effective(record_id):
            sentence = " is not on record any more."
    shown = (*_shown(edition.library, record_id), *_without(before, edition))
    parts = (said(Span(record_id, Style.STRONG), sentence), *shown)
    onward = choices(history_button(record_id), undo_button(revision, "Do it again"))
    return Card("Taken back", (*parts, *onward), also=(record_id,) if edition.effective(record_id) else ())


def undone_together_card(before: Edition, edition: Edition, made: Sequence[Revision], passed_over: int) -> Card:
    """Say which records changes were taken back of at once; `passed_over` had been taken back or erased."""
    gone = [one.draft.record for one in made if not edition.effective(one.draft.record)]
    back = [one.draft.record for one in made if edition.effective(one.draft.record)]
    parts: list[Part] = [said(f"{count(len(made), 'change is', 'changes are')} taken back, all at once.")]
    if gone:
        parts.append(said(f"Not on record any more: {some(gone)}."))
    if back:
        parts.append(said(f"As {'it was' if len(back) == 1 else 'they were'} before: {some(back)}."))
    parts += _without(before, edition)
    if passed_over:
        parts.append(note(f"{count(passed_over, 'other', 'others')} had been taken back or erased before."))
    onward = choices(undo_button(made[0], "Do it again", to=made[-1]), history_button(made[0].draft.record))
    return Card("Taken back", (*parts, *onward), also=tuple(back[:MOST_NAMED]))


WORDS = {
    "add": "the addition",
    "correct": "the correction",
    "retract": "the retraction",
    "reinstate": "the reinstatement",
    "undo": "the undoing",
    "erase": "the erasure",
}
"""What a revision is called inside a sentence."""


def _why(revision: Revision) -> tuple[Part, ...]:
    return (note(f"Why: {revision.draft.reason}"),) if revision.draft.reason else ()
