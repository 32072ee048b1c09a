"""`/debates`: which debates are on record."""

from __future__ import annotations

from bot.card import Card
from bot.cards.catalogue import debates_card
from bot.command import Call, Command


async def _run(call: Call) -> Card:
    return debates_card(call.library)


DEBATES = Command("debates", "The debates on record and their questions", _run)
