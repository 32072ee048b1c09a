"""`/deliveries`: what was posted by itself, and what was not and why."""

from __future__ import annotations

import datetime as dt

from bot.card import Card
from bot.cards.deliveries import PAGE_SIZE, deliveries_card, delivery_card
from bot.command import PAGE, Call, Command, Kind, Param
from bot.commands.subscribing import NUMBER, the_one
from bot.errors import Unknown, Unreadable
from bot.roles import Role
from bot.store.deliveries import Delivery
from bot.tenants import MAY_SUBSCRIBE

STATUSES = ("pending", "posted", "skipped", "unconfirmed", "failed")
THERE, POST = DEEDS = ("there", "post")


async def _run(call: Call) -> Card:
    number, slot = call.number("number", 0), _slot(call)
    if slot:
        return await _one(call, number, slot)
    status, page = call.choice("status", STATUSES), max(call.number("page", 1), 1)
    async with call.desk.reading() as transaction:
        total = await transaction.deliveries.count(number or None, status=status)
        found = await transaction.deliveries.latest(PAGE_SIZE, number or None, (page - 1) * PAGE_SIZE, status=status)
        subscriptions = {one.number: one for one in await transaction.subscriptions.all()}
    return deliveries_card(call, total, found, subscriptions)


async def _one(call: Call, number: int, slot: dt.datetime) -> Card:
    do = call.choice("do", DEEDS)
    async with call.desk.reading() as transaction:
        delivery = await transaction.deliveries.get(number, slot)
        subscription = await transaction.subscriptions.get(number)
    if delivery is None:
        raise Unknown("No such delivery is on the ledger. /deliveries lists them.")
    if do:
        delivery = await _decide(call, delivery, do)
    return delivery_card(call, delivery, subscription)


async def _decide(call: Call, delivery: Delivery, do: str) -> Delivery:
    """Keep what someone saw of one that nobody knew of."""
    async with call.desk.writing(call.needed_role) as work:
        if do == THERE:
            seen = "Nobody knew, until someone saw it there."
            decided = await work.transaction.deliveries.decide(delivery.key, "posted", seen, work.at)
        else:
            if (await the_one(work.transaction, delivery.subscription)).status == "paused":
                raise Unreadable(f"Subscription {delivery.subscription} is paused. Resume it first.")
            decided = await work.transaction.deliveries.decide(delivery.key, "pending", "", work.at)
        if not decided:
            raise Unreadable("That was decided already. Nothing was changed.")
        await work.note("confirm" if do == THERE else "send", f"subscription {delivery.subscription}")
        after = await work.transaction.deliveries.get(delivery.subscription, delivery.slot)
    return after or delivery


def _slot(call: Call) -> dt.datetime | None:
    text = call.text("slot")
    if not text:
        return None
    try:
        slot = dt.datetime.fromisoformat(text)
    except ValueError:
        slot = None
    if slot is None or slot.tzinfo is None:
        raise Unreadable("A slot is a moment such as 2026-11-23T09:00:00+00:00.", field="slot")
    return slot


DELIVERIES = Command(
    "deliveries",
    "What was posted at set times, and what was not and why",
    _run,
    (
        NUMBER,
        Param("status", "Only those of which this became", Kind.CHOICE, choices=STATUSES),
        Param("slot", "When one was due", Kind.TEXT, listed=False),
        Param("do", "What someone saw of one that is unconfirmed", Kind.CHOICE, choices=DEEDS, listed=False),
        PAGE,
    ),
    role=Role.CURATOR,
    setting=MAY_SUBSCRIBE,
    private=True,
    lasting=False,
)
