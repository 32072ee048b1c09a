"""`/new`: what was said or happened lately."""

from __future__ import annotations

import datetime as dt

from bot.card import Card
from bot.cards.timeline import new_card
from bot.command import PAGE, Call, Command, Kind, Param
from briefings.dates import PartialDate

DAYS = 30
"""How far back `/new` looks when no date is given."""


async def _run(call: Call) -> Card:
    since = call.date("since") or PartialDate.of(call.today - dt.timedelta(days=DAYS))
    return new_card(call, call.about("about"), since)


NEW = Command(
    "new",
    "What was said or happened since a date",
    _run,
    (
        Param("since", "Since this date; the last 30 days otherwise", Kind.DATE),
        Param("about", "Only about this debate, question, person or organisation", Kind.ABOUT, by_name=True),
        PAGE,
    ),
    example="/new since:2026-05",
)
