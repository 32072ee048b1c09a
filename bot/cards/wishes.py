"""What someone wants for a channel, in words: what comes, where, when, and on which days next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.card import Fact, Facts, Heading, Part, spans
from bot.cards.parts import count, name, note
from bot.command import Call
from bot.recurrence import Recurrence
from bot.store.subscriptions import Wish
from briefings.dates import PartialDate

MOST_DUE = 5
HOUR = 60
"""Minutes."""
KINDS = {
    "briefing": "full briefing",
    "new": "what is new",
    "quote": "quote of the day",
    "day": "what happened on this day",
    "movements": "who moved",
    "digest": "digest",
}
"""What comes, in words."""
LEAVES_OUT = {"new", "movements"}
"""The kinds that may be told to come also when nothing is new."""


def recurrence_of(wish: Wish) -> Recurrence:
    """Give when something that is kept comes."""
    return Recurrence.kept(wish.every, wish.zone, wish.skip, wish.until)


def what(call: Call, wish: Wish) -> str:
    """Say what comes, and of what: `full briefing · Open-source AI`."""
    found = call.library.about(wish.about) or call.library.get(wish.about) if wish.about else None
    return " · ".join(filter(None, (KINDS.get(wish.kind, wish.kind), name(found) if found else wish.about)))


def wish_facts(call: Call, wish: Wish, place: str) -> tuple[Fact, ...]:
    """Say all that was chosen; `place` is what the channel is called."""
    facts = [
        Fact("What", spans(what(call, wish))),
        Fact("Where", spans(place)),
        Fact("When", spans(recurrence_of(wish).spoken())),
    ]
    if wish.kind in LEAVES_OUT:
        also = "left out" if wish.only_new else "posted all the same, and says so"
        facts.append(Fact("When nothing is new", spans(also)))
    return (*facts, Fact("Late by at most", spans(lasting(wish.lateness))))


def lasting(minutes: int) -> str:
    """Say how long some minutes are: `2 hours`, `90 minutes`."""
    return count(minutes, "minute") if minutes % HOUR else count(minutes // HOUR, "hour")


def next_days(call: Call, recurrence: Recurrence) -> tuple[Part, ...]:
    """List the next due times, by day where the channel is."""
    zone = ZoneInfo(recurrence.zone)
    moments = [moment.astimezone(zone) for moment in recurrence.upcoming(call.desk.now(), MOST_DUE)]
    if not moments:
        return Heading("Next"), note("It has come to its end.")
    days = groupby(moments, lambda moment: moment.date())
    rows = tuple(Fact(_day(day), spans(_times(list(there)))) for day, there in days)
    return Heading("Next", recurrence.zone), Facts(rows)


def _day(day: dt.date) -> str:
    return f"{day:%a} {PartialDate.of(day).spoken()}"


def _times(moments: Sequence[dt.datetime]) -> str:
    return ", ".join(f"{moment:%H:%M}" for moment in moments)
