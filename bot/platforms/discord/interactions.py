"""What Discord sends when someone does something, read from its raw JSON: the same over the gateway and over HTTP."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from bot.platforms.discord.modals import names, values
from bot.platforms.discord.options import Filled, read_filled, read_typed
from bot.platforms.discord.raw import Attached, Raw, attached, reading, snowflake, some_snowflake, text
from bot.roles import Role

PING, COMMAND, COMPONENT, AUTOCOMPLETE, MODAL = 1, 2, 3, 4, 5
CHAT, MESSAGE = 1, 3
"""Kinds of commands: typed, and chosen on a message."""
EPHEMERAL = 1 << 6
_MANAGES = (1 << 3) | (1 << 5)
"""Administrator, and Manage Server."""
NOWHERE = "@me"
"""The tenant of whoever asks outside of a server: it has the shipped record, and nothing in it can be changed."""
_BY_SERVER = "0"


@dataclass(frozen=True, slots=True)
class Where:
    """Who did something and where; `token` answers it for fifteen minutes."""

    id: str
    token: str
    application: str
    guild: str
    """The server that let the bot in; nothing elsewhere, in a server too that knows it only through this person."""
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

    @property
    def is_own(self) -> bool:
        """Whether the message is theirs: they alone see it, or they asked for it."""
        return self.ephemeral or (bool(self.message) and self.asked_by == self.user)


@dataclass(frozen=True, slots=True)
class Command:
    """A command was sent."""

    where: Where
    filled: Filled


@dataclass(frozen=True, slots=True)
class Typing:
    """An option of a command is being typed."""

    where: Where
    command: str
    option: str
    text: str


@dataclass(frozen=True, slots=True)
class Press:
    """A button was pressed, or an option of a menu chosen."""

    where: Where
    value: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A form was sent: `meta` is what it carries, `files` what was put into it, by field; `fields` are all it had."""

    where: Where
    meta: str
    written: Mapping[str, str]
    files: Mapping[str, Attached]
    fields: frozenset[str]


@dataclass(frozen=True, slots=True)
class Menu:
    """A command was chosen on a message."""

    where: Where
    name: str
    message: str
    text: str


Deed: TypeAlias = Command | Typing | Press | Sent | Menu


def read(raw: Raw) -> Deed | None:
    """Read an interaction; `None` for one of a kind that is not ours. Raise `Malformed` for what cannot be read."""
    with reading():
        return _read(raw)


def _read(raw: Raw) -> Deed | None:
    kind = raw["type"]
    if kind not in {COMMAND, COMPONENT, AUTOCOMPLETE, MODAL}:
        return None
    where, data = _where(raw), raw["data"]
    if kind == COMPONENT:
        chosen = data.get("values")
        return Press(where, text(chosen[0] if chosen else data["custom_id"]))
    if kind == MODAL:
        written, files = values(data["components"])
        kept = (data.get("resolved") or {}).get("attachments") or {}
        uploads = {name: attached(kept[one]) for name, one in files.items()}
        return Sent(where, text(data["custom_id"]), written, uploads, names(data["components"]))
    if kind == AUTOCOMPLETE:
        return Typing(where, *read_typed(data))
    if (of := data.get("type", CHAT)) == MESSAGE:
        message = data["resolved"]["messages"][data["target_id"]]
        return Menu(where, text(data["name"]), snowflake(data["target_id"]), _words(message))
    return Command(where, read_filled(data)) if of == CHAT else None


def _where(raw: Raw) -> Where:
    member = raw.get("member") or {}
    user = member.get("user") or raw["user"]
    message = raw.get("message") or {}
    asked = message.get("interaction_metadata") or {}
    guild = some_snowflake(raw.get("guild_id")) if _is_let_in(raw) else ""
    manages = bool(guild) and bool(int(member.get("permissions") or 0) & _MANAGES)
    return Where(
        id=snowflake(raw["id"]),
        token=text(raw["token"]),
        application=snowflake(raw["application_id"]),
        guild=guild,
        channel=some_snowflake(raw.get("channel_id") or (raw.get("channel") or {}).get("id")),
        user=snowflake(user["id"]),
        role=Role.ADMIN if manages else Role.EVERYONE,
        message=some_snowflake(message.get("id")),
        ephemeral=bool(int(message.get("flags") or 0) & EPHEMERAL),
        asked_by=some_snowflake((asked.get("user") or {}).get("id")),
    )


def _is_let_in(raw: Raw) -> bool:
    """Tell whether the server itself has the bot; someone may have brought it along for themselves alone."""
    owners = raw.get("authorizing_integration_owners")
    return owners is None or _BY_SERVER in owners


def _words(message: Raw) -> str:
    """Give the words of a message: its own, those that it forwards, or those of what it shows."""
    return next(filter(None, map(str.strip, _texts(message))), "")


def _texts(message: Raw) -> Iterator[str]:
    yield text(message.get("content") or "")
    for snapshot in message.get("message_snapshots") or ():
        yield text((snapshot.get("message") or {}).get("content") or "")
    for embed in message.get("embeds") or ():
        yield text(embed.get("description") or "")
