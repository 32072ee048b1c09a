"""The commands as Discord has them: one tree, written from the bot's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.command import PRIVATE, SORTS, Command, Kind, Param
from bot.families import branches
from bot.platforms.discord.interactions import CHAT, MESSAGE
from bot.platforms.discord.options import ATTACHMENT, BOOLEAN, CHANNEL, GROUP, INTEGER, STRING, SUB, USER
from bot.roles import Role

CHECK, SUGGEST = "check", "suggest"
CHECK_MESSAGE, PUT_ON_RECORD = "Check against the record", "Put on record"
"""The commands on a message."""
_TYPES = {Kind.NUMBER: INTEGER, Kind.USER: USER, Kind.CHANNEL: CHANNEL, Kind.FILE: ATTACHMENT}
_COMPLETED = frozenset({*SORTS, Kind.RECORD, Kind.DATE, Kind.COMMAND})
_LONGEST = 6_000
"""Characters that Discord takes for an option at most."""
_DESCRIPTION = 100
_IN_SERVERS, _ANYWHERE = [0], [0, 1, 2]
_BY_SERVERS, _BY_ANYONE = [0], [0, 1]
_MANAGE_SERVER = 1 << 5


def tree(commands: Sequence[Command]) -> list[dict[str, Any]]:
    """Give all commands as Discord takes them in one request."""
    typed = [_root(name, group) for name, group in branches(1, commands)]
    return [*typed, _on_message(CHECK_MESSAGE, anywhere=True), _on_message(PUT_ON_RECORD, anywhere=False)]


def _root(name: str, group: Sequence[Command]) -> dict[str, Any]:
    """Give one command: its own, or the family of those whose names begin with its word."""
    anywhere = all(_is_open(command) for command in group)
    root: dict[str, Any] = {"name": name, "type": CHAT, **_body(name, 1, group), **_place(anywhere=anywhere)}
    if all(command.role is Role.ADMIN for command in group):
        root["default_member_permissions"] = _MANAGE_SERVER
    return root


def _is_open(command: Command) -> bool:
    """Tell whether a command only reads what everyone may."""
    return command.role is Role.EVERYONE and not command.private


def _place(*, anywhere: bool) -> dict[str, Any]:
    return {
        "contexts": _ANYWHERE if anywhere else _IN_SERVERS,
        "integration_types": _BY_ANYONE if anywhere else _BY_SERVERS,
    }


def _body(name: str, depth: int, group: Sequence[Command]) -> dict[str, Any]:
    if len(group) == 1 and group[0].name == name:
        (command,) = group
        return {"description": _shortened(command.summary), "options": list(_options(command))}
    if any(command.name == name for command in group):
        raise ValueError(f"/{name} cannot be a command and the beginning of others on Discord")
    members = [
        {"name": inner.split()[-1], "type": SUB if _alone(inner, some) else GROUP, **_body(inner, depth + 1, some)}
        for inner, some in branches(depth + 1, group)
    ]
    words = ", ".join(member["name"] for member in members)
    return {"description": _shortened(f"/{name} …: {words}"), "options": members}


def _alone(name: str, group: Sequence[Command]) -> bool:
    return len(group) == 1 and group[0].name == name


def _options(command: Command) -> Iterator[dict[str, Any]]:
    # Of what changes something nothing has to be typed: without it its form opens.
    asks = command.lasting or (command.role is Role.EVERYONE and not command.private)
    listed = sorted(command.listed, key=lambda param: not (param.required and asks))
    yield from (_option(param, required=param.required and asks) for param in listed)
    if not command.private:
        yield {"name": PRIVATE.name, "type": BOOLEAN, "description": PRIVATE.summary, "required": False}


def _option(param: Param, *, required: bool) -> dict[str, Any]:
    kind = _TYPES.get(param.kind, STRING)
    option: dict[str, Any] = {
        "name": param.name,
        "type": kind,
        "description": _described(param),
        "required": required,
    }
    if param.kind is Kind.CHOICE:
        option["choices"] = [{"name": choice, "value": choice} for choice in param.choices]
    elif param.kind in _COMPLETED or param.offers or param.several:
        option["autocomplete"] = True
    if kind == STRING and param.kind is not Kind.CHOICE:
        option["max_length"] = min(param.limit, _LONGEST)
    if kind == INTEGER:
        option["min_value"] = 1
    return option


def _on_message(name: str, *, anywhere: bool) -> dict[str, Any]:
    return {"name": name, "type": MESSAGE, **_place(anywhere=anywhere)}


def _described(param: Param) -> str:
    """Say what is to be written, and how, where there is room for that."""
    whole = f"{param.summary} · {param.hint}" if param.hint else param.summary
    return whole if len(whole) <= _DESCRIPTION else _shortened(param.summary)


def _shortened(text: str) -> str:
    return text if len(text) <= _DESCRIPTION else f"{text[: _DESCRIPTION - 1].rstrip()}…"
