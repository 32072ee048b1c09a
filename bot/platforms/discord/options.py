"""What was written into the options of a command, read from its raw JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.platforms.discord.raw import Attached, Raw, attached, snowflake, text

SUB, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ATTACHMENT = 1, 2, 3, 4, 5, 6, 7, 11
"""Kinds of options, as Discord counts them."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A command by its whole name, its arguments, and what was attached, by parameter."""

    name: str
    given: Mapping[str, str]
    files: Mapping[str, Attached]


def read_filled(data: Raw) -> Filled:
    """Read a command that was sent."""
    name, options = _leaf(data)
    given = {text(one["name"]): _written(one) for one in options if one["type"] != ATTACHMENT}
    kept = (data.get("resolved") or {}).get("attachments") or {}
    files = {text(one["name"]): attached(kept[one["value"]]) for one in options if one["type"] == ATTACHMENT}
    return Filled(name, given, files)


def read_typed(data: Raw) -> tuple[str, str, str]:
    """Read a command that is being typed: its name, the option that is, and what that has so far."""
    name, options = _leaf(data)
    (focused,) = (one for one in options if one.get("focused"))
    value = focused["value"]
    # In an option for numbers it may be one.
    return name, text(focused["name"]), text(value) if isinstance(value, str) else _written(focused)


def _leaf(data: Raw) -> tuple[str, Sequence[Mapping[str, Any]]]:
    """Give the whole name of a command and the options that stand under its last word."""
    names, options = [text(data["name"])], _options(data)
    while options and options[0]["type"] in {SUB, GROUP}:
        (one,) = options
        names.append(text(one["name"]))
        options = _options(one)
    return " ".join(names), options


def _options(of: Raw) -> Sequence[Mapping[str, Any]]:
    options = of.get("options") or []
    if not isinstance(options, list):
        raise TypeError(options)
    return options


def _written(option: Raw) -> str:
    """Write the value of an option as it stands in a line."""
    kind, value = option["type"], option["value"]
    if isinstance(value, bool) != (kind == BOOLEAN) or isinstance(value, int) != (kind in {BOOLEAN, INTEGER}):
        raise TypeError(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    return snowflake(value) if kind in {USER, CHANNEL} else text(value)
