"""What Discord sends when someone does something, read from its raw JSON: the same over the gateway and over HTTP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from bot.roles import Role

Raw: TypeAlias = Mapping[str, Any]
PING, COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 1, 2, 3, 4, 5
CHAT, MESSAGE = 1, 3
"""Kinds of commands: typed, and chosen on a message."""
EPHEMERAL = 1 << 6
_MANAGES = (1 << 3) | (1 << 5)
"""Administrator, and Manage Server."""
NOWHERE = "@me"
"""The tenant of whoever asks outside of a server: it has the shipped record, and nothing in it can be changed."""


class Malformed(Exception):
    """An interaction that is not as Discord writes them."""


@dataclass(frozen=True, slots=True)
class Where:
    """Who did something and where; `token` answers it for fifteen minutes."""

    id: str
    token: str
    application: str
    guild: str
    channel: str
    user: str
    role: Role = Role.EVERYONE
    message: str = ""
    """The id of the message that it was done on."""
    ephemeral: bool = False
    """Whether only they see that message."""
    asked_by: str = ""
    """Who asked for that message; nothing when it was not asked for."""

    @property
    def tenant(self) -> str:
        return f"discord:{self.guild or NOWHERE}"


@dataclass(frozen=True, slots=True)
class Command:
    """A command was sent, or its last option is being typed."""

    where: Where
    data: Raw
    typing: bool = False


@dataclass(frozen=True, slots=True)
class Press:
    """A button was pressed, or an option of a menu chosen."""

    where: Where
    value: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A form was sent: `meta` is what it carries, `files` what was put into it by the attachment's id."""

    where: Where
    meta: str
    components: Sequence[Raw]
    files: Mapping[str, Raw]


@dataclass(frozen=True, slots=True)
class Menu:
    """A command was chosen on a message."""

    where: Where
    name: str
    message: str
    text: str


Deed: TypeAlias = Command | Press | Sent | Menu


def read(raw: Raw) -> Deed | None:
    """Read an interaction; `None` for one of a kind that is not ours. Raise `Malformed` for what cannot be read."""
    try:
        return _read(raw)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise Malformed(type(error).__name__) from None


def _read(raw: Raw) -> Deed | None:
    kind = raw["type"]
    if kind not in {COMMAND, COMPONENT, AUTOCOMPLETE, MODAL}:
        return None
    where, data = _where(raw), raw["data"]
    if kind == COMPONENT:
        values = data.get("values")
        return Press(where, _text(values[0] if values else data["custom_id"]))
    if kind == MODAL:
        resolved = data.get("resolved") or {}
        return Sent(where, _text(data["custom_id"]), data["components"], resolved.get("attachments") or {})
    if kind == COMMAND and data.get("type", CHAT) == MESSAGE:
        message = data["resolved"]["messages"][data["target_id"]]
        return Menu(where, _text(data["name"]), _text(data["target_id"]), _text(message.get("content") or ""))
    return Command(where, data, typing=kind == AUTOCOMPLETE)


def _where(raw: Raw) -> Where:
    member = raw.get("member") or {}
    user = member.get("user") or raw["user"]
    message = raw.get("message") or {}
    asked = message.get("interaction_metadata") or {}
    manages = bool(int(member.get("permissions") or 0) & _MANAGES)
    return Where(
        id=_text(raw["id"]),
        token=_text(raw["token"]),
        application=_text(raw["application_id"]),
        guild=_text(raw.get("guild_id") or ""),
        channel=_text(raw.get("channel_id") or (raw.get("channel") or {}).get("id") or ""),
        user=_text(user["id"]),
        role=Role.ADMIN if manages else Role.EVERYONE,
        message=_text(message.get("id") or ""),
        ephemeral=bool(int(message.get("flags") or 0) & EPHEMERAL),
        asked_by=_text((asked.get("user") or {}).get("id") or ""),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value
