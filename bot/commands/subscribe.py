"""`/subscribe`: a channel is to get a briefing, a quote or what is new, again and again."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.card import Button, Card, Form
from bot.cards.subscriptions import ALL, preview_card, saved_card
from bot.command import Call, Command, Kind, Param, write_line
from bot.commands.subscribing import WANTED, YES, Chosen, enter_due, given_for, mark_of, read_wish, the_one
from bot.errors import Unreadable, UserError
from bot.forms import field_of
from bot.making import make
from bot.roles import Role
from bot.store.subscriptions import Subscription
from bot.tenants import MAY_SUBSCRIBE

PREVIEW, SHOWN, NUMBER, STOOD = "preview", "shown", "number", "stood"


async def _run(call: Call) -> Card:
    number = call.number(NUMBER, 0)
    call = await _with_what_stands(call, number)
    chosen = await read_wish(call)
    next_at = chosen.recurrence.after(call.desk.now())
    if next_at is None:
        raise Unreadable("It would never come. Choose another time or last day.", field="every")
    if call.choice(PREVIEW, (YES,)):
        return await _preview(call, chosen, number)
    return await (_change(call, chosen, next_at, number) if number else _save(call, chosen, next_at))


async def _with_what_stands(call: Call, number: int) -> Call:
    """Let what a line does not say of a subscription stay as it is; a form says all of it."""
    if not number:
        return call
    async with call.desk.reading() as transaction:
        stands = given_for(await the_one(transaction, number), call.today)
    return call if call.submitted else replace(call, given={**stands, **call.given})


async def _save(call: Call, chosen: Chosen, next_at: dt.datetime) -> Card:
    async with call.desk.writing(call.needed_role) as work:
        subscriptions = work.transaction.subscriptions
        known = await subscriptions.all()
        if saved := next((one for one in known if _is_this(one, call, chosen)), None):
            return saved_card(call, saved.number, chosen.wish, chosen.place)
        most = call.desk.limits.subscriptions
        if len(known) >= most:
            text = f"There are {len(known):,} subscriptions here already, and no more than {most:,} can be saved."
            raise UserError(f"{text} Nothing was saved. Delete one first.", buttons=(ALL,))
        number = await subscriptions.add(chosen.wish, next_at, work.user, work.at)
        await work.note("subscribe", f"subscription {number}")
    return saved_card(call, number, chosen.wish, chosen.place)


def _is_this(one: Subscription, call: Call, chosen: Chosen) -> bool:
    """Tell whether one was saved by the very button that is pressed once more."""
    shown = call.text(SHOWN)
    if not shown or one.by != call.asker.user:
        return False
    return one.at.astimezone(dt.UTC).isoformat() >= shown and one.wish == chosen.wish


async def _change(call: Call, chosen: Chosen, next_at: dt.datetime, number: int) -> Card:
    async with call.desk.writing(call.needed_role) as work:
        before = await the_one(work.transaction, number)
        if call.text(STOOD) and call.text(STOOD) != mark_of(before.wish):
            anew = Button("Open it anew", write_line("subscriptions", {NUMBER: number, "do": "edit"}))
            raise UserError("Someone changed it since you opened the form. Nothing was saved.", buttons=(anew,))
        await enter_due(call, work, before)
        await work.transaction.subscriptions.change(number, chosen.wish, next_at)
        await work.note("change", f"subscription {number}")
    return saved_card(call, number, chosen.wish, chosen.place, before.status)


async def _preview(call: Call, chosen: Chosen, number: int) -> Card:
    """Show what would be saved: when it comes, and how it would look now."""
    now = call.desk.now()
    card = await make(call.desk.tenants, call.asker.tenant, chosen.wish, number, now)
    given = given_for(chosen.wish, call.today)
    if number:
        # What is empty is said too: it is taken out.
        given |= {NUMBER: str(number), **({STOOD: stood} if (stood := call.text(STOOD)) else {})}
    else:
        given = {name: value for name, value in given.items() if value} | {SHOWN: now.isoformat()}
    return preview_card(call, chosen.wish, chosen.place, card, Button("Save", write_line(SUBSCRIBE.name, given)))


async def _dialog(call: Call) -> Form:
    """Ask for all of it; the channel is the one that it was asked in."""
    usual = {"where": call.asker.channel, "only_new": YES, "what": "briefing"}
    number = call.text(NUMBER)
    kept = ((PREVIEW, YES), *((name, value) for name in (NUMBER, STOOD) if (value := call.text(name))))
    return Form(
        "Change a subscription" if number else "A scheduled briefing",
        "subscribe",
        tuple(field_of(param, usual.get(param.name, "")) for param in WANTED),
        submit="Preview",
        kept=kept,
    )


SUBSCRIBE = Command(
    "subscribe",
    "Let a channel get briefings, quotes or what is new, at set times",
    _run,
    (
        *WANTED,
        Param(PREVIEW, "Show it before it is saved", Kind.CHOICE, choices=(YES,), by_name=True),
        Param(NUMBER, "The subscription that is changed", Kind.NUMBER, listed=False),
        Param(STOOD, "A mark of how it stood when its form was opened", Kind.TEXT, listed=False),
        Param(SHOWN, "When it was shown before it is saved", Kind.TEXT, listed=False),
    ),
    role=Role.CURATOR,
    setting=MAY_SUBSCRIBE,
    private=True,
    lasting=False,
    dialog=_dialog,
    example='/subscribe briefing every:"mon 09:00" zone:Europe/London preview:yes',
)
