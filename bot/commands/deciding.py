"""What becomes of a suggestion, and how whoever made it is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.command import write_line
from bot.desk import Work
from bot.errors import Unknown, UserError
from bot.store.suggestions import Suggestion
from briefings.editing import Asked

OPEN: Final = "open"
APPROVED: Final = "approved"
REJECTED: Final = "rejected"


async def still_open(work: Work, number: int) -> Suggestion:
    """Give a suggestion that no one has decided on yet; raise `UserError` for any other."""
    suggestion = await work.transaction.suggestions.get(number)
    if suggestion is None:
        raise Unknown(f"There is no suggestion {number}.")
    refuse_decided(suggestion)
    return suggestion


def refuse_decided(suggestion: Suggestion) -> None:
    """Raise `UserError` for a suggestion that someone has decided on."""
    if suggestion.status != OPEN:
        raise UserError(f"Suggestion {suggestion.number} was {suggestion.status} already. Nothing was changed.")


def approving(suggestion: Suggestion, how: Asked) -> Asked:
    """Let what a suggestion leads to say whose it was, and after that the reason that is given."""
    said = f"suggested by {suggestion.user}"
    return replace(how, reason=f"{said}: {how.reason}" if how.reason else said)


async def approve(work: Work, number: int, record_id: str) -> None:
    """Note that a suggestion led to a record, and let whoever made it know."""
    suggestion = await still_open(work, number)
    await work.transaction.suggestions.decide(number, APPROVED, work.user, work.at, record=record_id)
    await work.note("approve", record_id, f"suggestion {number}")
    await _tell(work, suggestion)


async def reject(work: Work, number: int, reason: str) -> None:
    """Note that a suggestion was not taken, and let whoever made it know why."""
    suggestion = await still_open(work, number)
    await work.transaction.suggestions.decide(number, REJECTED, work.user, work.at, reason=reason)
    await work.note("reject", f"suggestion {number}", reason)
    await _tell(work, suggestion)


async def _tell(work: Work, suggestion: Suggestion) -> None:
    line = write_line("suggestions", {"number": suggestion.number})
    await work.transaction.notices.add(suggestion.user, line, work.at)
