"""Suggestions: handed in, waiting, decided."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from bot.card import Button, Card, Fact, Facts, Heading, Part, Span, State, Style, quoted, spans
from bot.cards.difference import text_of
from bot.cards.parts import choices, count, day_of, note, page_of, quotation, said, source_line, turning, user_name
from bot.cards.refused import taken_out
from bot.command import Call, write_line
from bot.store.suggestions import Suggestion
from briefings.edition import Disagreement
from briefings.model import Quote

PAGE_SIZE = 5
_LABELS = {
    "speaker": "Who",
    "said": "When",
    "occasion": "Occasion",
    "source": "Where it stands",
    "title": "Title",
    "kind": "Kind",
    "witness": "Heard by",
    "question": "Question",
    "tags": "Tags",
    "note": "Note",
}


def suggested_card(number: int) -> Card:
    text = said(
        Span(f"Suggestion {number}", Style.STRONG), " is waiting for a curator. You are told what became of it."
    )
    own = Button("Your suggestions", write_line("suggestions", {}))
    return Card("Thank you", (text, *choices(own)))


def own_card(call: Call, suggestions: Sequence[Suggestion]) -> Card:
    """Tell someone what became of what they suggested."""
    if not suggestions:
        suggest = Button("Suggest a quote", write_line("suggest", {}))
        return Card("Your suggestions", (said("You have suggested nothing yet."), *choices(suggest)), state=State.GAP)
    parts: list[Part] = []
    for suggestion in suggestions:
        parts += [Heading(f"Suggestion {suggestion.number}", _status(call, suggestion)), *_short(call, suggestion)]
        if suggestion.reason:
            parts.append(note(f"Why: {suggestion.reason}"))
        if suggestion.record and call.library.get(suggestion.record):
            parts += choices(Button("See it", source_line(suggestion.record)))
    ids = tuple(one.record for one in suggestions if one.record and call.library.get(one.record))
    title = f"Suggestion {suggestions[0].number}" if len(suggestions) == 1 else "Your suggestions"
    return Card(title, tuple(parts), also=ids)


def queue_card(
    call: Call, suggestions: Sequence[Suggestion], waiting: int, conflicts: Iterable[Disagreement], held: int
) -> Card:
    """Show what waits for a curator, the oldest first."""
    _, pages = page_of(range(waiting), call.number("page", 1), PAGE_SIZE, call.line(page=None))
    parts: list[Part] = []
    for one in conflicts:
        parts += _conflict(one)
    for suggestion in suggestions:
        parts += [Heading(f"Suggestion {suggestion.number}", day_of(call, suggestion.at)), *_short(call, suggestion)]
        parts.append(Facts((_by(suggestion),)))
        look = Button(f"Look at {suggestion.number}", _line(suggestion.number))
        parts += choices(look)
    if held:
        parts.append(
            note(
                f"{count(held, 'record is', 'records are')} shown only in part or not at all, since what ",
                "they rest on is not on record any more.",
            )
        )
    if not parts:
        return Card("Nothing to review", (said("No suggestion is waiting."),))
    return Card(
        "To review",
        (*parts, *choices(*turning(call, pages))),
        subtitle=f"{count(waiting, 'suggestion')} waiting",
        pages=pages,
    )


def review_card(call: Call, suggestion: Suggestion, near: Sequence[Quote]) -> Card:
    """Show one suggestion whole, with what a curator can do about it."""
    title = f"Suggestion {suggestion.number}"
    subtitle = f"{day_of(call, suggestion.at)} · {_status(call, suggestion)}"
    if instead := _instead(call, suggestion):
        return Card(title, (said(instead), Facts((_by(suggestion),))), subtitle=subtitle)
    given = _given(suggestion)
    rows = (Fact(_LABELS[name], spans(text_of(given[name]))) for name in _LABELS if given.get(name))
    parts: list[Part] = [said(quoted(given.get("words", ""))), Facts((*rows, _by(suggestion)))]
    if near:
        parts += [Heading("Nearly the same, on record"), *(quotation(call.library, quote) for quote in near)]
    if suggestion.status == "open":
        approve = Button(
            "Approve anyway" if near else "Approve",
            _line(suggestion.number, verdict="approve", anyway="yes" if near else None),
        )
        edit = Button("Edit and approve", _line(suggestion.number, verdict="edit"))
        reject = Button("Reject", _line(suggestion.number, verdict="reject"))
        parts += choices(approve, edit, reject)
    return Card(title, tuple(parts), subtitle=subtitle)


def rejected_card(number: int) -> Card:
    onward = Button("What else waits", write_line("review", {}))
    text = f"Suggestion {number} was rejected. Whoever made it is told, with the reason."
    return Card("Rejected", (said(text), *choices(onward)))


def _line(number: int, **more: str | None) -> str:
    return write_line("review", {"number": number, **more})


def _given(suggestion: Suggestion) -> dict[str, Any]:
    given: dict[str, Any] = json.loads(suggestion.line)
    return given


def _instead(call: Call, suggestion: Suggestion) -> str:
    """Say why the words of a suggestion are not shown: those of a retracted record are seen in its history alone."""
    return taken_out(call, suggestion.record) or ("" if _given(suggestion) else "Its words were erased.")


def _short(call: Call, suggestion: Suggestion) -> list[Part]:
    if instead := _instead(call, suggestion):
        return [said(instead)]
    given = _given(suggestion)
    holder = call.library.get(str(given.get("speaker")))
    speaker = getattr(holder, "name", given.get("speaker", ""))
    return [said(quoted(str(given.get("words", "")))), note(f"{speaker}, {given.get('said', '')}")]


def _by(suggestion: Suggestion) -> Fact:
    return Fact("Suggested by", spans(user_name(suggestion.user, Style.PLAIN)))


def _status(call: Call, suggestion: Suggestion) -> str:
    if suggestion.status == "open":
        return "waiting"
    return f"{suggestion.status} on {day_of(call, suggestion.decided_at or suggestion.at)}"


def _conflict(one: Disagreement) -> list[Part]:
    settle = {"id": one.record}
    rows = (
        Fact("Yours", spans(text_of(one.ours))),
        Fact("Shipped now", spans(text_of(one.shipped))),
        Fact("Shipped before", spans(text_of(one.was))),
    )
    return [
        Heading(one.record, f"{one.field}: yours and the shipped one differ"),
        Facts(rows),
        *choices(
            Button("Keep ours", write_line("record settle", {**settle, "keep": "ours"})),
            Button("Take the shipped one", write_line("record settle", {**settle, "keep": "shipped"})),
        ),
    ]
