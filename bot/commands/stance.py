"""`/stance`: where someone stands on each question, or on one."""

from __future__ import annotations

from bot.card import Card
from bot.cards.stance import question_card, stance_card
from bot.command import KNOWN_AT, Call, Command, Kind, Param


async def _run(call: Call) -> Card:
    holder = call.needed_holder("who")
    question = call.question("question")
    as_of = call.date("as_of")
    if question:
        return question_card(call.library, holder, question, as_of)
    return stance_card(call.library, holder, as_of)


STANCE = Command(
    "stance",
    "Where someone stands, and how that changed",
    _run,
    (
        Param("who", "A person or organisation", Kind.HOLDER, required=True),
        Param("question", "One question of the debate", Kind.QUESTION),
        Param("as_of", "As it stood at this date", Kind.DATE),
        KNOWN_AT,
    ),
    example="/stance musk",
)
