"""`/audit`: who changed what here, and when."""

from __future__ import annotations

import datetime as dt

from bot.card import Card
from bot.cards.tenant import AUDIT_PAGE, audit_card
from bot.command import PAGE, Call, Command, Kind, Param
from bot.roles import Role

_FIRST = dt.date.min + dt.timedelta(days=1)
"""The first day whose midnight is a moment in UTC in every zone."""


async def _run(call: Call) -> Card:
    who = call.user("who")
    since = call.date("since")
    begin = dt.datetime.combine(max(since.earliest, _FIRST), dt.time(), call.tenant.zone) if since else None
    offset = (max(call.number("page", 1), 1) - 1) * AUDIT_PAGE
    async with call.desk.reading(Role.ADMIN) as transaction:
        total, deeds = await transaction.deeds.page(who, begin, AUDIT_PAGE, offset)
    return audit_card(call, total, deeds)


AUDIT = Command(
    "audit",
    "Who changed what here, and when",
    _run,
    (
        Param("who", "Only by this person (their id)", Kind.USER, limit=100),
        Param("since", "Since this date", Kind.DATE),
        PAGE,
    ),
    role=Role.ADMIN,
    private=True,
    lasting=False,
)
