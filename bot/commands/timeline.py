"""`/timeline`: what was said and what happened, in order."""

from __future__ import annotations

from bot.card import Card
from bot.cards.timeline import timeline_card
from bot.command import KNOWN_AT, PAGE, Call, Command, Kind, Param

_ORDERS = ("newest", "oldest")


async def _run(call: Call) -> Card:
    about = call.about("about")
    since, until = call.period()
    return timeline_card(call, about, since, until, newest=call.choice("order", _ORDERS) != "oldest")


TIMELINE = Command(
    "timeline",
    "What was said and what happened, in order",
    _run,
    (
        Param("about", "A person, organisation, question or debate", Kind.ABOUT),
        Param("from", "From this date", Kind.DATE),
        Param("to", "Until this date", Kind.DATE),
        Param("order", "The newest or the oldest first", Kind.CHOICE, choices=_ORDERS),
        KNOWN_AT,
        PAGE,
    ),
    example="/timeline openai from:2023",
)
