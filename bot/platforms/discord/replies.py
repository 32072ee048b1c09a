"""What someone is answered with on Discord, as the JSON of its callbacks and messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.card import Button, Card, Choices, File, State, Text, spans
from bot.platforms.discord.components import Message, render
from bot.platforms.discord.interactions import EPHEMERAL

SAY, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
"""The kinds of a first answer."""
_V2 = 1 << 15
_NO_MENTIONS: Mapping[str, Any] = {"parse": []}


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: messages, or a form, or suggestions for an option."""

    messages: tuple[Message, ...] = ()
    private: bool = True
    replaces: bool = False
    """Whether the messages take the place of the one that something was pressed on."""
    modal: dict[str, Any] | None = None
    choices: tuple[Mapping[str, Any], ...] = ()
    line: str = ""
    """What opens the form again, when it could not be opened in time."""

    @property
    def files(self) -> tuple[File, ...]:
        return tuple(file for message in self.messages for file in message.files)


def told(text: str, *buttons: Button, title: str = "", private: bool = True) -> Reply:
    """Say something of our own, with what can be done about it; without a title it is what went wrong."""
    parts: tuple[Text | Choices, ...] = (Text(spans(text)), *((Choices(buttons),) if buttons else ()))
    wrong = Card("That did not work", parts, state=State.ERROR)
    return Reply(render(Card(title, parts) if title else wrong).messages, private=private)


def message_of(message: Message, *, private: bool) -> dict[str, Any]:
    """Give the JSON of a message."""
    flags = _V2 | (EPHEMERAL if private else 0)
    return {"components": message.components, "flags": flags, "allowed_mentions": _NO_MENTIONS}


def first(reply: Reply) -> dict[str, Any]:
    """Give the first answer to an interaction; messages with files, and those after the first, come after it."""
    if reply.modal is not None:
        return {"type": MODAL, "data": reply.modal}
    if not reply.messages:
        return {"type": CHOICES, "data": {"choices": list(reply.choices)}}
    if reply.messages[0].files:
        return deferred(private=reply.private, replaces=reply.replaces)
    data = message_of(reply.messages[0], private=reply.private)
    return {"type": UPDATE if reply.replaces else SAY, "data": data}


def deferred(*, private: bool, replaces: bool = False) -> dict[str, Any]:
    """Give the first answer to what takes longer; who will see the answer is settled with it."""
    if replaces:
        return {"type": DEFER_UPDATE}
    return {"type": DEFER, "data": {"flags": EPHEMERAL if private else 0}}


def rest(reply: Reply) -> Sequence[Message]:
    """Give the messages that come after the first answer."""
    return reply.messages if reply.messages and reply.messages[0].files else reply.messages[1:]
