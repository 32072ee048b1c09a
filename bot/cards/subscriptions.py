"""Subscriptions: previewed, saved, listed, shown one by one."""

from __future__ import annotations

from collections.abc import Sequence

from bot.card import Button, Card, Choices, Fact, Facts, Heading, Part, Span, State, Style, spans
from bot.cards.balance import balance, balance_parts
from bot.cards.deliveries import outcome
from bot.cards.parts import channel_name, choices, count, day_of, note, page_of, said, turning, user_name
from bot.cards.wishes import next_days, recurrence_of, what, wish_facts
from bot.command import Call, Line, write_line
from bot.store.deliveries import Delivery
from bot.store.subscriptions import CHANNEL_GONE, TENANT_GONE, Subscription, Wish

PAGE_SIZE = 10
_PAUSED = {
    "": "paused",
    CHANNEL_GONE: "paused, since nothing can be posted into the channel",
    TENANT_GONE: "paused, since the bot was taken out",
    "times": "paused, since its times cannot be read any more: change them",
}
ALL = Button("All subscriptions", "/subscriptions")


def preview_card(call: Call, wish: Wish, place: str, card: Card | None, *onward: Button | None) -> Card:
    """Show what is wanted, when it comes next, and how it would look now."""
    parts: list[Part] = [Facts(wish_facts(call, wish, place)), *next_days(call, recurrence_of(wish))]
    if card:
        without = tuple(part for part in card.parts if not isinstance(part, Choices))
        parts += [Heading("As it would look now"), said(Span(card.title, Style.STRONG)), *without]
        parts += [Heading("Balance"), *balance_parts(balance(call.library, card.records))]
    else:
        parts.append(note("Just now there is nothing to say, so nothing would be posted."))
    return Card("Preview", (*parts, *choices(*onward)))


def saved_card(call: Call, number: int, wish: Wish, place: str, before: str = "active") -> Card:
    """Say what comes from now on; `before` is the status that one had which was changed."""
    parts: list[Part] = [Facts(wish_facts(call, wish, place)), *next_days(call, recurrence_of(wish))]
    if before != "active":
        parts.append(note(f"It {'was paused' if before == 'paused' else 'had come to its end'}, and comes again now."))
    onward = choices(
        Button("Preview", deed(number, "preview")),
        Button("Send one now", deed(number, "send")),
        Button("Change", deed(number, "edit")),
        Button("Delete", deed(number, "delete")),
        ALL,
    )
    return Card("Saved", (*parts, *onward), subtitle=f"Subscription {number}")


def list_card(call: Call, subscriptions: Sequence[Subscription]) -> Card:
    """List what the channels get, the oldest first."""
    new = Button("New subscription", "/subscribe")
    if not subscriptions:
        text = said("No channel here gets anything at set times yet.")
        return Card("Subscriptions", (text, *choices(new)), state=State.GAP)
    shown, pages = page_of(subscriptions, call.number("page", 1), PAGE_SIZE, call.line(page=None))
    rows = tuple(Fact(str(one.number), spans(*_row(call, one))) for one in shown)
    onward = choices(*turning(call, pages), new, Button("Deliveries", "/deliveries"))
    subtitle = count(len(subscriptions), "subscription")
    return Card("Subscriptions", (Facts(rows), *onward), subtitle=subtitle, pages=pages)


def detail_card(call: Call, one: Subscription, place: str, latest: Sequence[Delivery]) -> Card:
    """Show one with what became of it lately, and what can be done with it."""
    facts = Facts(
        (*wish_facts(call, one, place), Fact("Set up by", spans(user_name(one.by), f", {day_of(call, one.at)}")))
    )
    parts: list[Part] = [facts, *(next_days(call, recurrence_of(one)) if one.next_at else ())]
    if latest:
        parts += [Heading("Lately"), Facts(tuple(outcome(call, delivery) for delivery in latest))]
    stopped = one.status != "active"
    onward = choices(
        Button("Resume", deed(one.number, "resume")) if stopped else Button("Pause", deed(one.number, "pause")),
        Button("Change", deed(one.number, "edit")),
        None if stopped else Button("Send one now", deed(one.number, "send")),
        Button("Preview", deed(one.number, "preview")),
        Button("Delete", deed(one.number, "delete")),
    )
    return Card(f"Subscription {one.number}", (*parts, *onward, *choices(ALL)), subtitle=_state(one))


def sent_card(number: int) -> Card:
    text = said("It is posted within seconds, unless there is nothing to say.")
    return Card("On its way", (text, *choices(deliveries_of(number))))


def deleted_card(one: Subscription, again: Line) -> Card:
    """Say that one is gone, and how to have it `again`."""
    text = said(f"Subscription {one.number} is deleted, and nothing of it comes any more.")
    onward = choices(Button("Subscribe again", again), ALL)
    return Card("Deleted", (text, note("What it has posted stays."), *onward))


def deliveries_of(number: int) -> Button:
    return Button("What became of it", write_line("deliveries", {"number": str(number)}))


def _row(call: Call, one: Subscription) -> tuple[str | Span, ...]:
    state = f" · {_state(one)}" if one.status != "active" else ""
    opened = Span(f"Open {one.number}", line=write_line("subscriptions", {"number": str(one.number)}))
    when = f" · {recurrence_of(one).spoken()}{state} · "
    return Span(what(call, one), Style.STRONG), " · ", channel_name(one.channel), when, opened


def _state(one: Subscription) -> str:
    match one.status:
        case "paused":
            return _PAUSED.get(one.why, "paused")
        case "ended":
            return "has come to its end"
        case _:
            return "active"


def deed(number: int, do: str) -> Line:
    """Give the line that does something with a subscription."""
    return write_line("subscriptions", {"number": str(number), "do": do})
