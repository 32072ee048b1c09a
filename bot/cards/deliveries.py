"""Deliveries: what became of each slot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.card import Button, Card, Fact, Facts, Part, Span, State, Style, spans
from bot.cards.parts import channel_name, choices, count, page_of, said, time_of, turning
from bot.cards.wishes import what
from bot.command import Call, Line, write_line
from bot.store.deliveries import Delivery
from bot.store.subscriptions import Subscription

PAGE_SIZE = 15
_SAID = {
    "pending": "is on its way",
    "posted": "posted",
    "skipped": "left out",
    "unconfirmed": "unconfirmed",
    "failed": "not posted",
}
_TROUBLE = ("unconfirmed", "failed")
_UNCONFIRMED = (
    "Nobody knows whether it was posted: the answer was lost. Look in the channel, and say what you see, here or by "
    "/deliveries status:unconfirmed where it was to come."
)


def deliveries_card(
    call: Call, total: int, found: Sequence[Delivery], subscriptions: Mapping[int, Subscription]
) -> Card:
    """List deliveries, the latest slot first: those of the page that is asked for, of so many in all."""
    status = call.text("status")
    every = Button("Subscriptions", "/subscriptions")
    if not total:
        which = f"No delivery here is “{_SAID[status.casefold()]}”." if status else "Nothing was due here yet."
        return Card("Deliveries", (said(which), *choices(every)), state=State.GAP)
    _, pages = page_of(range(total), call.number("page", 1), PAGE_SIZE, call.line(page=None))
    rows = tuple(_row(call, one, subscriptions.get(one.subscription)) for one in found)
    kinds = () if status else tuple(Button(f"Only {_SAID[one]}", call.line(status=one, page=None)) for one in _TROUBLE)
    onward = choices(*turning(call, pages, "◀ Newer", "Older ▶"), every, *kinds)
    subtitle = f"{count(total, 'delivery', 'deliveries')} · latest first · times in {call.tenant.zone.key}"
    return Card("Deliveries", (Facts(rows), *onward), subtitle=subtitle, pages=pages)


def delivery_card(call: Call, one: Delivery, subscription: Subscription | None) -> Card:
    """Show one, with what can be said of one that nobody knows of."""
    facts = [_row(call, one, subscription)]
    if one.attempts > 1:
        facts.append(Fact("Tried", spans(f"{one.attempts} times")))
    parts: list[Part] = [Facts(tuple(facts))]
    here: tuple[Button | None, ...] = ()
    if one.status == "unconfirmed":
        parts.append(said(_UNCONFIRMED))
        post = Button("Post it", call.line(do="post")) if subscription and subscription.status != "paused" else None
        here = (Button("It is there", call.line(do="there")), post)
    of = Button(f"Subscription {one.subscription}", _subscription(one.subscription)) if subscription else None
    subtitle = f"times in {call.tenant.zone.key}"
    return Card("A delivery", (*parts, *choices(*here, of, Button("All deliveries", "/deliveries"))), subtitle=subtitle)


def outcome(call: Call, one: Delivery) -> Fact:
    """Say when one was due and what became of it, with a link to it where there is one."""
    why = f" · {one.why}" if one.why else ""
    opened = _line(one) if one.status == "unconfirmed" else None
    shown = Span(_SAID[one.status], Style.STRONG, url=one.link or None, line=opened)
    return Fact(time_of(call, one.slot), spans(shown, why))


def _row(call: Call, one: Delivery, subscription: Subscription | None) -> Fact:
    fact = outcome(call, one)
    of = what(call, subscription) if subscription else f"subscription {one.subscription}, deleted since"
    return Fact(fact.label, (*fact.spans, *spans(f" · {of} · ", channel_name(one.channel))))


def _subscription(number: int) -> Line:
    return write_line("subscriptions", {"number": str(number)})


def _line(one: Delivery) -> Line:
    return write_line("deliveries", {"number": str(one.subscription), "slot": one.slot.isoformat()})
