"""Asking the bot as someone in a channel does, and reading what a card says and leads to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Protocol, TypeVar, assert_never

from bot.card import (
    Card,
    Choices,
    Facts,
    File,
    Form,
    Heading,
    Note,
    Part,
    Picture,
    Quotation,
    Spans,
    Text,
    Timeline,
    as_text,
)
from bot.command import Asker, Command
from bot.commands import COMMANDS
from bot.dispatch import Answer, Dispatch
from bot.roles import Role
from bot.tenants import Tenants
from briefings.library import Library

TODAY = dt.date(2026, 11, 24)
SAMPLE = Path(__file__).parents[1] / "record" / "sample"
P = TypeVar("P", bound=Part)


class Ask(Protocol):
    """Type a line in a channel and get what is answered."""

    async def __call__(self, line: str, role: Role = Role.EVERYONE, channel: str = "square") -> Answer: ...


def noon(day: dt.date) -> dt.datetime:
    """Give the middle of a day."""
    return dt.datetime.combine(day, dt.time(12), dt.UTC)


def dispatch_over(
    library: Library | Tenants, *commands: Command, today: Callable[[], dt.date] = lambda: TODAY
) -> Dispatch:
    """Put a bot together that answers from a record, or from each tenant's own, with chance that repeats itself."""
    tenants = library if isinstance(library, Tenants) else Tenants(library)
    return Dispatch(commands or COMMANDS, tenants, lambda: noon(today()), Random(1))  # noqa: S311  nothing is secret here


def asking(dispatch: Dispatch) -> Ask:
    """Give the way to ask this bot."""

    async def ask(line: str, role: Role = Role.EVERYONE, channel: str = "square") -> Answer:
        return await dispatch.answer(line, Asker("playground:local", "u1", channel, role))

    return ask


def card_of(answer: Answer) -> Card:
    """Give the card of an answer with nothing wrong in it."""
    assert isinstance(answer.body, Card)
    assert answer.fault is None, as_text(answer.body)
    return answer.body


def refusal_of(answer: Answer) -> Card:
    """Give the card that tells an asker what to mend, which only they see."""
    assert isinstance(answer.body, Card)
    assert (answer.fault, answer.private) == ("asker's", True), as_text(answer.body)
    return answer.body


def form_of(answer: Answer) -> Form:
    """Give the form that asks for what is missing, which only the asker sees."""
    assert isinstance(answer.body, Form)
    assert (answer.fault, answer.private) == (None, True)
    return answer.body


def plain(spans: Spans) -> str:
    """Give the text of spans; where its lines may break is not told."""
    return _breakable("".join(span.text for span in spans))


def text_of(body: Card | Form) -> str:
    """Give the whole of a card or form in plain text; where its lines may break is not told."""
    return _breakable(as_text(body))


def parts_of(card: Card, kind: type[P]) -> list[P]:
    return [part for part in card.parts if isinstance(part, kind)]


def headings(card: Card) -> list[tuple[str, str]]:
    return [(part.text, part.aside) for part in parts_of(card, Heading)]


def facts(card: Card) -> dict[str, str]:
    return {fact.label: plain(fact.spans) for part in parts_of(card, Facts) for fact in part.rows}


def quote_ids(card: Card) -> list[str]:
    return [part.id for part in parts_of(card, Quotation)]


def row_ids(card: Card) -> list[str]:
    return [row.id for part in parts_of(card, Timeline) for row in part.rows]


def buttons(card: Card) -> dict[str, str]:
    return {button.label: button.line for button in card.buttons}


def lines_of(body: Card | Form) -> Iterator[str]:
    """Give every line that something on a card asks when it is pressed."""
    for part in body.parts if isinstance(body, Card) else ():
        if isinstance(part, Choices):
            yield from (button.line for button in part.buttons)
        yield from (span.line for spans in _runs(part) for span in spans if span.line)


def _breakable(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def _runs(part: Part) -> list[Spans]:
    match part:
        case Text() | Note() | Quotation():
            return [part.spans]
        case Facts():
            return [fact.spans for fact in part.rows]
        case Timeline():
            return [spans for row in part.rows for spans in (row.spans, row.aside)]
        case Heading() | Picture() | File() | Choices():
            return []
        case _:
            assert_never(part)
