"""Deliveries: what became of each slot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.card import Button, Card, Fact, Facts, Pages, Part, Span, State, Style, spans
from bot.cards.parts import choices, note, said, time_of, turning
from bot.command import Call, write_line
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
_UNCONFIRMED = "Nobody knows whether it was posted: the answer was lost. Look in the channel, and say what you see."


def deliveries_card(
    call: Call, found: Sequence[Delivery], subscriptions: Mapping[int, Subscription], page: int
) -> Card:
    """List deliveries, the latest slot first; `found` has one more than fit when there are older ones."""
    every = Button("Subscriptions", "/subscriptions")
    if not found:
        return Card("Deliveries", (said("Nothing was due here yet."), *choices(every)), state=State.GAP)
    rows = tuple(_row(call, one, subscriptions.get(one.subscription)) for one in found[:PAGE_SIZE])
    pages = Pages(page, page + (len(found) > PAGE_SIZE))
    kinds = tuple(
        Button(f"Only {_SAID[status]}", call.line(status=status, page=None)) for status in ("unconfirmed", "failed")
    )
    onward = choices(*turning(call, pages, "◀ Newer", "Older ▶"), every, *(() if call.text("status") else kinds))
    return Card("Deliveries", (Facts(rows), *onward), subtitle="latest first", pages=pages if pages.of > 1 else None)


def delivery_card(call: Call, one: Delivery, subscription: Subscription | None) -> Card:
    """Show one, with what can be said of one that nobody knows of."""
    parts: list[Part] = [Facts((_row(call, one, subscription), Fact("Tries", spans(str(one.attempts)))))]
    here: tuple[Button, ...] = ()
    if one.status == "unconfirmed":
        parts.append(note(_UNCONFIRMED))
        here = (Button("It is there", call.line(do="there")), Button("Post it", call.line(do="post")))
    of = Button(f"Subscription {one.subscription}", write_line("subscriptions", {"number": str(one.subscription)}))
    return Card("A delivery", (*parts, *choices(*here, *((of,) if subscription else ()))))


def outcome(call: Call, one: Delivery) -> Fact:
    """Say when one was due and what became of it, with a link to it where there is one."""
    why = f" · {one.why}" if one.why else ""
    shown = Span(_SAID[one.status], Style.STRONG, url=one.link or None, line=None if one.link else _line(one))
    return Fact(time_of(call, one.slot), spans(shown, why))


def _row(call: Call, one: Delivery, subscription: Subscription | None) -> Fact:
    fact = outcome(call, one)
    of = f" · subscription {one.subscription}" + ("" if subscription else ", deleted since")
    return Fact(fact.label, (*fact.spans, *spans(f" · {one.channel}{of}")))


def _line(one: Delivery) -> str:
    return write_line("deliveries", {"number": str(one.subscription), "slot": one.slot.isoformat()})
