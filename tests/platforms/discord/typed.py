"""What someone types on Discord for a line: a command that is offered there, and its options, each of its kind."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.errors import UserError
from bot.reading import read_line, seen
from bot.suggest import Surroundings
from tests.platforms.discord import typing_commands as kinds

Part = Mapping[str, Any]
_ASIDE = 0xF0000
"""Where characters are put that would be passed over in a line; nobody gives those there a meaning."""
_PUT_ASIDE = re.compile("[\U000f0000-\U000fffff]")
_HALF = re.compile("[\ud800-\udfff]")


def mended(text: str) -> str:
    """Give a text as it leaves a person's machine, which sends no half characters."""
    return _HALF.sub("\N{REPLACEMENT CHARACTER}", text)


def typed(line: str, leaves: Mapping[str, kinds.Leaf], around: Surroundings) -> tuple[str, dict[str, object]] | None:
    """Give a command and what is typed into its options, for a user their id; nothing for what nobody can type."""
    try:
        # What is read as a line loses what cannot be seen; what is typed into an option does not.
        command, given = read_line(_put_aside(mended(line)), around.commands, around.library, around.today)
    except UserError:
        return None
    leaf = leaves.get(command.name)
    if leaf is None or not line.startswith(f"/{command.name}"):
        return None
    options = {option["name"]: option for option in leaf.options}
    values = {name: _value(options.get(name, {}), _taken_back(text)) for name, text in given.items()}
    whole = {name for name, option in options.items() if option.get("required")} <= set(values)
    return (command.name, values) if whole and None not in values.values() else None


def _value(option: Part, text: str) -> object:
    """Give what is typed into an option; `None` for what Discord does not take there."""
    if option.get("choices"):
        return next((each["value"] for each in option["choices"] if each["value"] == text.casefold()), None)
    match option.get("type"):
        case kinds.STRING if 0 < len(text) <= option["max_length"]:
            return text
        case kinds.INTEGER if text.isascii() and text.isdecimal() and int(text) >= option["min_value"]:
            return int(text)
        case kinds.BOOLEAN if text in {"yes", "no"}:
            return text == "yes"
        case kinds.USER:
            return text
        case _:
            return None


def _put_aside(text: str) -> str:
    return "".join(letter if seen(letter) else chr(_ASIDE + ord(letter)) for letter in text)


def _taken_back(text: str) -> str:
    return _PUT_ASIDE.sub(lambda found: chr(ord(found[0]) - _ASIDE), text)
