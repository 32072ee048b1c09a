"""`/subscriptions`: what the channels here get, and what can be done with it."""

from __future__ import annotations

import datetime as dt

from bot.card import Card, Form
from bot.cards.subscriptions import deleted_card, detail_card, list_card, preview_card, sent_card
from bot.command import Call, Command, Kind, Param
from bot.commands.subscribe import SUBSCRIBE
from bot.commands.subscribing import NUMBER, given_for, kept, place_of, the_one
from bot.errors import Unreadable
from bot.forms import form_of
from bot.making import make
from bot.posting import platform_of
from bot.roles import Role
from bot.store.subscriptions import Subscription
from bot.tenants import MAY_SUBSCRIBE

PAUSE, RESUME, EDIT, SEND, PREVIEW, DELETE = DEEDS = ("pause", "resume", "edit", "send", "preview", "delete")
LATEST = 5
"""So many of its last deliveries are shown with a subscription."""


async def _run(call: Call) -> Card | Form:
    number = call.number("number", 0)
    do = call.choice("do", DEEDS)
    if not number:
        if do:
            raise Unreadable("Say which one by its number.", field="number")
        async with call.desk.reading() as transaction:
            return list_card(call, await transaction.subscriptions.all())
    async with call.desk.reading() as transaction:
        subscription = await the_one(transaction, number)
        latest = await transaction.deliveries.latest(LATEST, number)
    match do:
        case None:
            return detail_card(call, subscription, latest)
        case "edit":
            return await _form(call, subscription)
        case "preview":
            card = await make(call.desk.tenants, call.asker.tenant, subscription, number, call.desk.now())
            return preview_card(call, subscription, subscription.channel, kept(subscription), card, number)
        case _:
            return await _do(call, subscription, do)


async def _form(call: Call, subscription: Subscription) -> Form:
    today = call.desk.now().astimezone(dt.UTC).date()
    given = {**given_for(subscription, today), "number": str(subscription.number)}
    return await form_of(call.of(SUBSCRIBE, given))


async def _do(call: Call, subscription: Subscription, do: str) -> Card:
    """Pause, resume, send or delete one."""
    role, number = call.needed_role, subscription.number
    if do in {RESUME, SEND}:
        await place_of(call, subscription.channel)
    async with call.desk.writing(role) as work:
        subscription = await the_one(work.transaction, number)
        now = work.at
        match do:
            case "pause":
                await work.transaction.subscriptions.pause(number)
            case "resume":
                await work.transaction.subscriptions.resume(number, _next(subscription, now))
            case "send":
                platform = platform_of(call.asker.tenant)
                await work.transaction.deliveries.add(number, now, subscription.channel, platform)
            case _:
                await work.transaction.deliveries.drop(number, "The subscription was deleted.", now)
                await work.transaction.subscriptions.delete(number)
        await work.note("unsubscribe" if do == DELETE else do, f"subscription {number}")
        changed = await work.transaction.subscriptions.get(number)
    if do == SEND:
        return sent_card(number)
    return detail_card(call, changed, ()) if changed else deleted_card(call, subscription)


def _next(subscription: Subscription, now: dt.datetime) -> dt.datetime:
    next_at = kept(subscription).after(now)
    if next_at is None:
        raise Unreadable("It has come to its end. Edit it to choose another last day.")
    return next_at


SUBSCRIPTIONS = Command(
    "subscriptions",
    "What the channels here get at set times: pause, change, send or delete it",
    _run,
    (
        NUMBER,
        Param("do", "What to do with it", Kind.CHOICE, choices=DEEDS),
        Param("page", "Which page", Kind.NUMBER, listed=False),
    ),
    role=Role.CURATOR,
    setting=MAY_SUBSCRIBE,
    private=True,
    lasting=False,
)
