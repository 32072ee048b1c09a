"""Subscriptions: previewed, saved, listed, shown one by one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.card import Button, Card, Choices, Fact, Facts, Heading, Part, Span, State, Style, spans
from bot.cards.balance import balance, balance_parts
from bot.cards.deliveries import outcome
from bot.cards.parts import choices, count, name, note, page_of, said, turning
from bot.command import Call, write_line
from bot.recurrence import Recurrence
from bot.store.deliveries import Delivery
from bot.store.subscriptions import Subscription, Wish
from briefings.dates import PartialDate

PAGE_SIZE = 10
MOST_DUE = 5
KINDS = {
    "briefing": "the full briefing",
    "new": "what is new",
    "quote": "a quote of the day",
    "day": "what happened on this day",
    "movements": "who moved",
    "digest": "a digest",
}
"""What comes, in words."""
_PAUSED = {
    "": "paused",
    "channel": "paused, since nothing can be posted into the channel",
    "tenant": "paused, since the bot was taken out",
}
ALL = Button("All subscriptions", "/subscriptions")


def preview_card(  # noqa: PLR0913, PLR0917  all that is shown of it
    call: Call, wish: Wish, place: str, recurrence: Recurrence, card: Card | None, number: int = 0
) -> Card:
    """Show what would be saved and how it would look now; one with a `number` is saved already."""
    parts: list[Part] = [Facts((*_facts(call, wish, place, recurrence), _due(call, recurrence)))]
    if card:
        without = tuple(part for part in card.parts if not isinstance(part, Choices))
        parts += [Heading("As it would look now"), said(Span(card.title, Style.STRONG)), *without]
        parts += [Heading("Balance"), *balance_parts(balance(call.library, card.records))]
    else:
        parts.append(note("Just now there is nothing to say, so nothing would be posted."))
    if number:
        onward = choices(Button("Send one now", _line(number, "send")), Button("Change", _line(number, "edit")), ALL)
    else:
        onward = choices(Button("Save", call.line(save="yes")))
    return Card("Preview", (*parts, *onward))


def saved_card(call: Call, number: int, wish: Wish, place: str, recurrence: Recurrence) -> Card:
    facts = Facts((*_facts(call, wish, place, recurrence), _due(call, recurrence)))
    onward = choices(
        Button("Preview", _line(number, "preview")),
        Button("Send one now", _line(number, "send")),
        Button("Change", _line(number, "edit")),
        Button("Delete", _line(number, "delete")),
        ALL,
    )
    return Card("Saved", (facts, *onward), subtitle=f"Subscription {number}")


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


def detail_card(call: Call, one: Subscription, latest: Sequence[Delivery]) -> Card:
    """Show one with what became of it lately, and what can be done with it."""
    recurrence = Recurrence.kept(one.every, one.zone, one.skip, one.until)
    facts = [*_facts(call, one, one.channel, recurrence), Fact("State", spans(_state(one)))]
    if one.next_at:
        facts.append(_due(call, recurrence))
    parts: list[Part] = [Facts(tuple(facts))]
    if latest:
        parts += [Heading("Lately"), Facts(tuple(outcome(call, delivery) for delivery in latest))]
    pause = Button("Pause", _line(one.number, "pause"))
    resume = Button("Resume", _line(one.number, "resume"))
    onward = choices(
        pause if one.status == "active" else resume,
        Button("Change", _line(one.number, "edit")),
        Button("Send one now", _line(one.number, "send")),
        Button("Preview", _line(one.number, "preview")),
        Button("Delete", _line(one.number, "delete")),
    )
    return Card(f"Subscription {one.number}", (*parts, *onward, *choices(ALL)))


def sent_card(number: int) -> Card:
    seen = Button("See it", write_line("deliveries", {"number": str(number)}))
    return Card("On its way", (said("It is posted within seconds, unless there is nothing to say."), *choices(seen)))


def deleted_card(call: Call, one: Subscription) -> Card:
    """Say that one is gone, and how to have it again."""
    recurrence = Recurrence.kept(one.every, one.zone, one.skip, one.until)
    given = {
        "what": one.kind,
        "about": one.about or None,
        "where": one.channel,
        **{key: value or None for key, value in recurrence.written(call.today).items()},
    }
    again = Button("Subscribe again", write_line("subscribe", given))
    text = said(f"Subscription {one.number} is deleted, and nothing of it comes any more.")
    return Card("Deleted", (text, note("What it has posted stays."), *choices(again, ALL)))


def what(call: Call, wish: Wish) -> str:
    """Say what comes, and of what: `the full briefing · Open-source AI`."""
    found = call.library.about(wish.about) or call.library.get(wish.about) if wish.about else None
    return " · ".join(filter(None, (KINDS.get(wish.kind, wish.kind), name(found) if found else wish.about)))


def _facts(call: Call, wish: Wish, place: str, recurrence: Recurrence) -> list[Fact]:
    facts = [Fact("What", spans(what(call, wish))), Fact("Where", spans(place))]
    facts.append(Fact("When", spans(recurrence.spoken())))
    if wish.kind in {"new", "movements"}:
        facts.append(Fact("Only when something is new", spans("yes" if wish.only_new else "no")))
    return [*facts, Fact("Not later than", spans(f"{wish.lateness} minutes"))]


def _due(call: Call, recurrence: Recurrence) -> Fact:
    moments = recurrence.upcoming(call.desk.now(), MOST_DUE)
    zone = ZoneInfo(recurrence.zone)
    return Fact("Next", spans("; ".join(_said(moment, zone) for moment in moments) or "never again"))


def _said(moment: dt.datetime, zone: ZoneInfo) -> str:
    there = moment.astimezone(zone)
    return f"{there:%a} {PartialDate.of(there.date()).spoken()}, {there:%H:%M}"


def _row(call: Call, one: Subscription) -> tuple[str | Span, ...]:
    recurrence = Recurrence.kept(one.every, one.zone, one.skip, one.until)
    when = f" · {recurrence.spoken()}"
    state = f" · {_state(one)}" if one.status != "active" else ""
    named = Span(f"{what(call, one)}", Style.STRONG, line=write_line("subscriptions", {"number": str(one.number)}))
    return named, f" · {one.channel}", when, state


def _state(one: Subscription) -> str:
    match one.status:
        case "paused":
            return _PAUSED.get(one.why, "paused")
        case "ended":
            return "has come to its end"
        case _:
            return "active"


def _line(number: int, do: str) -> str:
    return write_line("subscriptions", {"number": str(number), "do": do})
