"""What the commands about subscriptions share: who may, which one is meant, and what someone wants."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from bot.cards.scheduled import KINDS
from bot.cards.wishes import recurrence_of
from bot.command import Call, Kind, Param
from bot.desk import Work
from bot.due import slots
from bot.errors import Unknown, Unreadable, UserError, together
from bot.forms import LINE_LIMIT
from bot.making import BRIEFING
from bot.posting import NotPosted, Place
from bot.recurrence import Recurrence, read_recurrence
from bot.store.database import Transaction
from bot.store.subscriptions import LATENESS, Subscription, Wish
from bot.tenants import ZONE as TENANT_ZONE
from briefings.model import Organisation, Person

MOST_LATE = 24 * 60
NUMBER = Param("number", "The number of a subscription", Kind.NUMBER)
YES, NO = "yes", "no"
_WHAT = "All of it, what is new, a quote, what happened on this day, who moved, or several of these"
WANTED = (
    Param("what", "What is delivered", Kind.CHOICE, required=True, choices=KINDS, label="What", hint=_WHAT),
    Param(
        "every",
        "When it comes",
        Kind.TEXT,
        required=True,
        label="When",
        hint="mon 09:00, weekdays 8:30, monthly last 17:00, first monday 9:00, or a cron line",
    ),
    Param(
        "about",
        "The debate, question or person that it is about",
        Kind.ABOUT,
        by_name=True,
        clearable=True,
        label="About",
        hint="The debate that is usual here, when empty",
    ),
    Param("where", "The channel it comes to", Kind.CHANNEL, by_name=True, label="Where", hint="Here, when empty"),
    Param(
        "zone",
        "The time zone",
        Kind.TEXT,
        by_name=True,
        label="Time zone",
        hint="Such as Europe/London; yours or the one here, when empty",
    ),
    Param(
        "skip",
        "Days on which it does not come",
        Kind.TEXT,
        by_name=True,
        clearable=True,
        limit=LINE_LIMIT,
        label="Days to skip",
        hint="Such as 2026-12-25, 2027-01-01",
    ),
    Param(
        "until",
        "The last day on which it comes",
        Kind.TEXT,
        by_name=True,
        clearable=True,
        label="Last day",
        hint="Such as 2027-06-30; it goes on when empty",
    ),
    Param(
        "only_new",
        "Whether it is left out when nothing is new",
        Kind.CHOICE,
        choices=(YES, NO),
        by_name=True,
        label="Only when something is new",
        hint="Of what is new and of who moved",
    ),
    Param(
        "late",
        "How many minutes late it may come",
        Kind.NUMBER,
        by_name=True,
        label="Minutes it may be late",
        hint=f"{LATENESS} when empty",
    ),
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What someone wants, read and found possible; `place` is what the channel is called there."""

    wish: Wish
    recurrence: Recurrence
    place: str


async def the_one(transaction: Transaction, number: int) -> Subscription:
    found = await transaction.subscriptions.get(number)
    if found is None:
        raise Unknown(f"There is no subscription {number} here. /subscriptions lists them.", field="number")
    return found


async def read_wish(call: Call) -> Chosen:
    """Read what someone wants; raise a `UserError` that says of every argument what is wrong with it."""
    errors: list[UserError] = []
    about, late = "", LATENESS
    kind = call.choice("what", KINDS) or call.needed("what")
    call.needed("every")
    try:
        found = call.about("about")
        about = found.id if found else ""
        if kind == BRIEFING and isinstance(found, Person | Organisation):
            text = f"There are briefings of questions and debates, and none of {found.name} alone."
            raise Unreadable(f"{text} Choose one of these, or movements, new or digest for what.", field="about")
    except UserError as error:
        errors.append(error)
    try:
        recurrence = _recurrence(call)
    except UserError as error:
        errors.append(error)
    late = call.number("late", LATENESS)
    if not 1 <= late <= MOST_LATE:
        errors.append(Unreadable(f"It may be 1 to {MOST_LATE:,} minutes late.", field="late"))
    if errors:
        raise together(errors)
    wish = Wish(
        channel=call.channel("where"),
        kind=kind,
        about=about,
        every=recurrence.cron,
        zone=recurrence.zone,
        skip=",".join(map(str, recurrence.skip)),
        until=str(recurrence.until) if recurrence.until else "",
        only_new=call.choice("only_new", (YES, NO)) != NO,
        lateness=late,
    )
    return Chosen(wish, recurrence, await place_of(call, wish.channel))


def _recurrence(call: Call) -> Recurrence:
    usual = call.asker.zone or call.tenant.settings.get(TENANT_ZONE, "UTC")
    return read_recurrence(
        call.needed("every"),
        call.text("zone") or usual,
        call.text("skip") or "",
        call.text("until") or "",
        now=call.desk.now(),
        line=lambda field, near: call.line(**{field: near}),
    )


async def place_of(call: Call, channel: str) -> str:
    """Give what a channel is called; raise `Unreadable` when nothing could be posted there."""
    if call.poster is None:
        return channel
    try:
        return await call.poster.check(Place(call.asker.tenant, channel))
    except NotPosted as problem:
        raise Unreadable(problem.text, field="where") from None


def given_for(wish: Wish, today: dt.date) -> dict[str, str]:
    """Give the arguments that set up the same; nothing for what was left out."""
    return {
        "what": wish.kind,
        "about": wish.about,
        "where": wish.channel,
        **recurrence_of(wish).written(today),
        "only_new": YES if wish.only_new else NO,
        "late": str(wish.lateness),
    }


def mark_of(wish: Wish) -> str:
    """Give a mark by which it is seen whether someone chose something else meanwhile."""
    return hashlib.sha256(repr(wish).encode()).hexdigest()[:8]


async def enter_due(call: Call, work: Work, one: Subscription) -> None:
    """Enter what has come of a subscription that is about to be another: it is accounted for as it was."""
    came, _ = slots(call.asker.tenant, one, work.at)
    await work.transaction.deliveries.enter(came)
