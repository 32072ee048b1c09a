"""A record's history: each version with who made it, when, why, and what it changed."""

from __future__ import annotations

from collections.abc import Sequence

from bot.card import Button, Card, Fact, Facts, Heading, Part, Span, State, Style, spans
from bot.cards.changed import undo_button
from bot.cards.difference import label_of, rows_of, text_of
from bot.cards.parts import choices, count, note, page_of, said, time_of, turning, user_name
from bot.command import Call, write_line
from briefings.edition import differing
from briefings.history import Version
from briefings.revisions import SHIPPED, Action, Status

PAGE_SIZE = 5
DONE = {
    Action.ADD: "added",
    Action.CORRECT: "corrected",
    Action.RETRACT: "retracted",
    Action.REINSTATE: "reinstated",
    Action.UNDO: "took a change back",
    Action.ERASE: "erased",
}


def history_card(call: Call, record_id: str, versions: Sequence[Version]) -> Card:
    """Show the versions of a record, newest first."""
    newest = list(reversed(versions))
    shown, pages = page_of(newest, call.number("page", 1), PAGE_SIZE, call.line(page=None))
    parts: list[Part] = []
    for version in shown:
        before = versions[version.number - 2] if version.number > 1 else None
        parts += _version(call, version, before)
    own = [version for version in versions if version.owner != SHIPPED]
    undo = undo_button(own[-1].revision, "Take the last change back") if own and _can_undo(own[-1]) else None
    parts += choices(*_onward(record_id, versions[-1]), undo, *turning(call, pages, "◀ Newer", "Older ▶"))
    state = State.GAP if versions[-1].status is not Status.SHOWN else State.ANSWER
    subtitle = f"{count(len(versions), 'version')} · newest first"
    return Card(f"History of {record_id}", tuple(parts), subtitle=subtitle, pages=pages, state=state, also=(record_id,))


def _can_undo(version: Version) -> bool:
    return version.status is not Status.ERASED


def _onward(record_id: str, last: Version) -> tuple[Button | None, ...]:
    if last.status is Status.SHOWN:
        return (
            Button("See it", write_line("source", {"id": record_id})),
            Button("Correct it", write_line("record correct", {"id": record_id})),
        )
    if last.status is Status.RETRACTED:
        return (Button("Reinstate it", write_line("record reinstate", {"id": record_id})),)
    return ()


def _version(call: Call, version: Version, before: Version | None) -> list[Part]:
    revision = version.revision
    when = time_of(call, revision.at)
    who = Span("The shipped record", Style.STRONG) if version.owner == SHIPPED else user_name(revision.actor)
    done = DONE[revision.draft.action]
    if version.owner == SHIPPED and version.status is Status.ABSENT:
        done = "took it out"
    parts: list[Part] = [Heading(f"Version {version.number}", when), said(who, f" {done}.")]
    if before is None or not before.fields:
        own = (Fact(label_of(key), spans(text_of(value))) for key, value in version.fields.items() if key != "id")
        parts.append(Facts(tuple(own)))
    elif differing(before.fields, version.fields):
        parts.append(rows_of(before.fields, version.fields))
    if version.against != version.number - 1:
        parts.append(note(f"Made against {f'version {version.against}' if version.against else 'none of the others'}."))
    if revision.draft.reason:
        parts.append(note(f"Why: {revision.draft.reason}"))
    return parts
