"""`/subscribe`: a channel is to get a briefing, a quote or what is new, again and again."""

from __future__ import annotations

from bot.card import Card, Form
from bot.cards.subscriptions import preview_card, saved_card
from bot.command import Call, Command, Kind, Param
from bot.commands.subscribing import WANTED, Chosen, read_wish, the_one
from bot.errors import Unreadable
from bot.forms import field_of
from bot.making import make
from bot.roles import Role
from bot.tenants import MAY_SUBSCRIBE

SAVE, EVERY = "save", "every"


async def _run(call: Call) -> Card:
    role = call.needed_role
    chosen = await read_wish(call)
    number = call.number("number", 0)
    if call.submitted and not call.text(SAVE):
        return await preview(call, chosen, number)
    next_at = chosen.recurrence.after(call.desk.now())
    if next_at is None:
        raise Unreadable("It would never come. Choose another time or last day.", field=EVERY)
    async with call.desk.writing(role) as work:
        subscriptions = work.transaction.subscriptions
        if number:
            await the_one(work.transaction, number)
            await subscriptions.change(number, chosen.wish, next_at)
            await work.note("change", f"subscription {number}")
        else:
            most = call.desk.limits.subscriptions
            if await subscriptions.count() >= most:
                text = f"There are {most:,} subscriptions here already, which is all there can be. Delete one first."
                raise Unreadable(f"{text} Nothing was saved.")
            number = await subscriptions.add(chosen.wish, next_at, work.user, work.at)
            await work.note("subscribe", f"subscription {number}")
    return saved_card(call, number, chosen.wish, chosen.place, chosen.recurrence)


async def preview(call: Call, chosen: Chosen, number: int) -> Card:
    """Show what would be saved: when it comes, and how it would look now."""
    card = await make(call.desk.tenants, call.asker.tenant, chosen.wish, number, call.desk.now())
    return preview_card(call, chosen.wish, chosen.place, chosen.recurrence, card)


async def _dialog(call: Call) -> Form:
    """Ask for all of it; the channel is the one that it was asked in."""
    usual = {"where": call.asker.channel, "only_new": "yes", "what": "briefing"}
    fields = tuple(field_of(param, usual.get(param.name, "")) for param in WANTED)
    kept = tuple((name, value) for name in ("number",) if (value := call.text(name)))
    title = "Change a subscription" if kept else "A scheduled briefing"
    hint = "You see how it looks before it is saved."
    return Form(title, "subscribe", fields, submit="Preview", hint=hint, kept=kept)


SUBSCRIBE = Command(
    "subscribe",
    "Let a channel get briefings, quotes or what is new, at set times",
    _run,
    (
        *WANTED,
        Param("number", "The subscription that is changed", Kind.NUMBER, listed=False),
        Param(SAVE, "yes saves what a form says", Kind.CHOICE, choices=("yes",), listed=False),
    ),
    role=Role.CURATOR,
    setting=MAY_SUBSCRIBE,
    private=True,
    lasting=False,
    dialog=_dialog,
    example='/subscribe briefing every:"mon 09:00" zone:Europe/London',
)
