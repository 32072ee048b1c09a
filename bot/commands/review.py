"""`/review`: what waits for a curator: suggestions, and corrections that a newer shipped version touches."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace

from bot.card import Card, Form
from bot.cards.changed import added_card
from bot.cards.refused import explained
from bot.cards.suggestions import PAGE_SIZE, queue_card, rejected_card, review_card
from bot.command import PAGE, Call, Kind, Param
from bot.commands.add import ADDING, SUGGESTION, drafts, form
from bot.commands.deciding import approve, approving, refuse_decided, reject, still_open
from bot.commands.fields import QUOTE, WHERE
from bot.commands.standing import ANYWAY, REASON, asked, curating, params_of
from bot.errors import Unknown
from bot.roles import Role
from bot.store.suggestions import Suggestion
from briefings.editing import near_duplicates
from briefings.model import Quote

_ADD = next(command for command in ADDING if command.name == "record add quote")
VERDICTS = ("approve", "edit", "reject")


async def _run(call: Call) -> Card | Form:
    number = call.number("number", 0)
    verdict = call.choice("verdict", VERDICTS)
    if not number:
        return await _queue(call)
    if verdict == "reject":
        reason = call.needed("reason").strip()
        async with call.desk.writing(Role.CURATOR) as work:
            await reject(work, number, reason)
        return rejected_card(number)
    if verdict == "approve":
        return await _approve(call, number)
    async with call.desk.reading(Role.CURATOR) as transaction:
        suggestion = await transaction.suggestions.get(number)
    if suggestion is None:
        raise Unknown(f"There is no suggestion {number}.")
    if verdict == "edit":
        refuse_decided(suggestion)
        return form(
            _as_call(call, suggestion, **{SUGGESTION.name: str(number)}),
            "quote",
            "record add quote",
            "Edit and approve",
            "Approve",
        )
    near = await asyncio.to_thread(_near, _as_call(call, suggestion))
    return review_card(call, suggestion, near)


async def _queue(call: Call) -> Card:
    offset = (max(call.number("page", 1), 1) - 1) * PAGE_SIZE
    async with call.desk.reading(Role.CURATOR) as transaction:
        waiting = await transaction.suggestions.count_open()
        suggestions = await transaction.suggestions.open(PAGE_SIZE, offset)
    edition = call.tenant.edition
    conflicts = list(edition.disagreements()) if offset == 0 else []
    return queue_card(call, suggestions, waiting, conflicts, len(edition.library.unsettled()))


async def _approve(call: Call, number: int) -> Card:
    async with call.desk.writing(Role.CURATOR) as work:
        suggestion = await still_open(work, number)
        # What is asked of it leads to an addition, which approves it too.
        suggested = replace(_as_call(call, suggestion, **{SUGGESTION.name: str(number)}), command=_ADD)
        how = approving(suggestion, replace(asked(call), reason=""))
        with explained(call, params_of((*QUOTE, *WHERE))):
            made = await asyncio.to_thread(drafts, suggested, "quote", work.edition, how)
        await work.append(made)
        await approve(work, number, made[-1].record)
    return added_card(await call.desk.present(), made[-1], work.made[-1])


def _as_call(call: Call, suggestion: Suggestion, /, **more: str) -> Call:
    """Give the call that adds what was suggested."""
    return replace(call, given={**json.loads(suggestion.line), **more})


def _near(call: Call) -> Sequence[Quote]:
    return near_duplicates(call.library, call.text("speaker") or "", call.text("words") or "")


REVIEW = curating(
    "review",
    "What waits for a curator: suggestions and conflicts",
    _run,
    (
        Param("number", "The number of a suggestion", Kind.NUMBER),
        Param("verdict", "What becomes of it", Kind.CHOICE, choices=VERDICTS),
        replace(REASON, summary="Why it is rejected", label="Why; whoever suggested it is told"),
        ANYWAY,
        PAGE,
    ),
)
