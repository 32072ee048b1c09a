"""`/compare`: two people or organisations side by side."""

from __future__ import annotations

from bot.card import Button, Card
from bot.cards.compare import compare_card
from bot.command import Call, Command, Kind, Param
from bot.errors import Unreadable


async def _run(call: Call) -> Card:
    one, two = call.needed_holder("one"), call.needed_holder("two")
    if one.id == two.id:
        text = f"{one.name} cannot be compared with themselves. Name someone else."
        raise Unreadable(text, buttons=(Button("Choose someone else", call.line(two=None)),))
    return compare_card(call, one, two, call.question("question"))


COMPARE = Command(
    "compare",
    "Two people or organisations side by side",
    _run,
    (
        Param("one", "A person or organisation", Kind.HOLDER, required=True),
        Param("two", "Another one", Kind.HOLDER, required=True),
        Param("question", "One question of the debate", Kind.QUESTION),
    ),
    example="/compare altman musk",
)
