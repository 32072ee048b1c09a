"""`/subscriptions`: what the channels here get, and what can be done with it."""

from __future__ import annotations

from bot.card import Button, Card, Form
from bot.cards.subscriptions import (
    ALL,
    deed,
    deleted_card,
    deliveries_of,
    detail_card,
    list_card,
    preview_card,
    sent_card,
)
from bot.cards.wishes import recurrence_of
from bot.command import Call, Command, Kind, Param, write_line
from bot.commands.subscribe import SUBSCRIBE
from bot.commands.subscribing import NUMBER, enter_due, given_for, mark_of, place_of, the_one
from bot.desk import Work
from bot.errors import Unreadable, UserError
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
            return detail_card(call, subscription, subscription.channel, latest)
        case "edit":
            stood = mark_of(subscription.wish)
            given = {**given_for(subscription, call.today), "number": str(number), "stood": stood}
            return await form_of(call.of(SUBSCRIBE, given))
        case "preview":
            return await _preview(call, subscription)
        case _:
            return await _do(call, subscription, do)


async def _preview(call: Call, one: Subscription) -> Card:
    card = await make(call.desk.tenants, call.asker.tenant, one, one.number, call.desk.now())
    send = Button("Send one now", deed(one.number, SEND)) if one.status == "active" else None
    onward = (send, Button("Change", deed(one.number, EDIT)), ALL)
    return preview_card(call, one, one.channel, card, *onward)


async def _do(call: Call, subscription: Subscription, do: str) -> Card:
    """Pause, resume, send or delete one."""
    number = subscription.number
    if do in {RESUME, SEND}:
        await place_of(call, subscription.channel)
    async with call.desk.writing(call.needed_role) as work:
        subscription = await the_one(work.transaction, number)
        if do in {PAUSE, DELETE}:
            await enter_due(call, work, subscription)
        if do == SEND:
            await _send(work, subscription, platform_of(call.asker.tenant))
        else:
            await _DEEDS[do](work, subscription)
        await work.note("unsubscribe" if do == DELETE else do, f"subscription {number}")
        changed = await work.transaction.subscriptions.get(number)
    if changed is None:
        given = given_for(subscription, call.today)
        return deleted_card(subscription, write_line("subscribe", {key: value or None for key, value in given.items()}))
    return sent_card(number) if do == SEND else detail_card(call, changed, changed.channel, ())


async def _pause(work: Work, one: Subscription) -> None:
    if one.status != "active":
        raise Unreadable(f"Subscription {one.number} does not come now anyway. Nothing was changed.")
    await work.transaction.subscriptions.pause(one.number)


async def _resume(work: Work, one: Subscription) -> None:
    if one.status == "active":
        raise Unreadable(f"Subscription {one.number} is not paused. Nothing was changed.")
    next_at = recurrence_of(one).after(work.at)
    if next_at is None:
        change = Button("Change", deed(one.number, EDIT))
        raise UserError("It has come to its end. Change it to choose another last day.", buttons=(change,))
    await work.transaction.subscriptions.resume(one.number, next_at)


async def _send(work: Work, one: Subscription, platform: str) -> None:
    if one.status == "paused":
        resume = Button("Resume", deed(one.number, RESUME))
        raise UserError(f"Subscription {one.number} is paused, so nothing is sent. Resume it first.", buttons=(resume,))
    waiting = await work.transaction.deliveries.latest(1, one.number, status="pending")
    if waiting:
        raise UserError("One is on its way already. Nothing more is sent.", buttons=(deliveries_of(one.number),))
    await work.transaction.deliveries.add(one.number, work.at, one.channel, platform)


async def _delete(work: Work, one: Subscription) -> None:
    await work.transaction.deliveries.drop(one.number, "The subscription was deleted.", work.at)
    await work.transaction.subscriptions.delete(one.number)


_DEEDS = {PAUSE: _pause, RESUME: _resume, DELETE: _delete}


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
