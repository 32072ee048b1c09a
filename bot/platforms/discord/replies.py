"""What someone is answered with on Discord, as the JSON of its callbacks and messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.card import Button, Card, Choices, State, Text, spans
from bot.platforms.discord.components import Message, render
from bot.platforms.discord.interactions import EPHEMERAL
from bot.platforms.discord.writing import written

SAY, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
"""The kinds of a first answer."""
_V2 = 1 << 15
_NO_MENTIONS: Mapping[str, Any] = {"parse": []}
_SAID = b'{"type":4,"data":{"components":%b,"flags":32768,"allowed_mentions":{"parse":[]}}}'
_HUSHED = b'{"type":4,"data":{"components":%b,"flags":32832,"allowed_mentions":{"parse":[]}}}'
_UPDATED = b'{"type":7,"data":{"components":%b,"allowed_mentions":{"parse":[]},"flags":32768,"attachments":[]}}'


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: messages, or a form, or suggestions for an option."""

    messages: tuple[Message, ...] = ()
    private: bool = True
    replaces: bool = False
    """Whether the messages take the place of the one that something was pressed on."""
    modal: Mapping[str, Any] | None = None
    choices: tuple[Mapping[str, Any], ...] = ()
    opens: str = ""
    """What a button asks that opens the form, for when it cannot be opened in time."""
    once: str = ""
    """What may be done again if the answer does not arrive."""


@dataclass(frozen=True, slots=True)
class Deferral:
    """What is told when an answer takes longer: whether it takes a message's place, else who will see it."""

    private: bool = True
    replaces: bool = False


def told(text: str, *buttons: Button, title: str = "") -> Reply:
    """Say something of our own, with what can be done about it; without a title it is what went wrong."""
    parts: tuple[Text | Choices, ...] = (Text(spans(text)), *((Choices(buttons),) if buttons else ()))
    wrong = Card("That did not work", parts, state=State.ERROR)
    return Reply(render(Card(title, parts) if title else wrong).messages)


def first(reply: Reply) -> Mapping[str, Any]:
    """Give the first answer to an interaction; messages with files, and those after the first, come after it."""
    if reply.modal is not None:
        return {"type": MODAL, "data": reply.modal}
    if not reply.messages:
        return {"type": CHOICES, "data": {"choices": list(reply.choices)}}
    if reply.messages[0].files:
        return deferred(Deferral(reply.private, reply.replaces))
    if reply.replaces:
        return {"type": UPDATE, "data": edited(reply.messages[0])}
    return {"type": SAY, "data": said(reply.messages[0], private=reply.private)}


def begun(reply: Reply) -> bytes:
    """Write the first answer as it is sent, with a message as it is written already."""
    if reply.modal is not None or not reply.messages or reply.messages[0].files:
        return written(first(reply))
    message = reply.messages[0].json
    return _UPDATED % message if reply.replaces else (_HUSHED if reply.private else _SAID) % message


def rest(reply: Reply) -> Sequence[Message]:
    """Give the messages that come after the first answer."""
    return reply.messages if reply.messages and reply.messages[0].files else reply.messages[1:]


def deferred(deferral: Deferral) -> Mapping[str, Any]:
    """Give the first answer to what takes longer."""
    if deferral.replaces:
        return {"type": DEFER_UPDATE}
    return {"type": DEFER, "data": {"flags": EPHEMERAL if deferral.private else 0}}


def said(message: Message, *, private: bool) -> Mapping[str, Any]:
    """Give the JSON of a new message."""
    flags = _V2 | (EPHEMERAL if private else 0)
    return {"components": message.components, "flags": flags, "allowed_mentions": _NO_MENTIONS}


def edited(message: Message) -> Mapping[str, Any]:
    """Give the JSON of a message that takes another's place: who sees it stays as it was, its files are gone."""
    parts = {"components": message.components, "allowed_mentions": _NO_MENTIONS}
    return {**parts, "flags": _V2, "attachments": []}
