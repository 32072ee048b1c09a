"""Several of something in one field: cut into its parts, each read by itself, and written out again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from bot.command import Call
from briefings.names import HOLDERS

_MOST_COMMAS = 4
"""No name has so many commas."""
_PARTING = ",; \n"
_SEPARATOR = re.compile(r"[,;\n]+")


def each(call: Call, name: str, one: Callable[[Call, str], Any]) -> list[Any]:
    """Read a list one by one."""
    parts = [part.strip() for part in _SEPARATOR.split(call.needed(name)) if part.strip()]
    return all_of(call, name, parts, one)


def all_of(call: Call, name: str, parts: Iterable[str], one: Callable[[Call, str], Any]) -> list[Any]:
    """Read the parts of a list; what is asked back about one of them leaves the others as they are."""
    every = list(parts)
    found: dict[Any, None] = {}
    for place, part in enumerate(every):
        around = ("".join(f"{other}, " for other in every[:place]), "".join(f", {o}" for o in every[place + 1 :]))
        found[one(replace(call, given={**call.given, name: part}, around=around), name)] = None
    return list(found)


def names(call: Call, name: str) -> Iterator[str]:
    """Cut a list into names: as much of it as is a name on record, commas too, is one."""
    rest = call.needed(name).strip(_PARTING)
    while rest:
        ends = [*(cut.start() for cut in _SEPARATOR.finditer(rest)), len(rest)][:_MOST_COMMAS]
        end = next((end for end in reversed(ends) if _is_name(call, rest[:end])), ends[0])
        yield rest[:end].strip()
        rest = rest[end:].strip(_PARTING)


def _is_name(call: Call, text: str) -> bool:
    return call.library.names.find(text, HOLDERS).whole


def aliases(call: Call, name: str) -> list[str]:
    """Cut a list at its commas, or at its semicolons where it has any: a name may have a comma in it."""
    text = call.needed(name)
    parts = re.split("[;\n]" if ";" in text or "\n" in text else ",", text)
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


def aliases_text(aliases: list[str]) -> str:
    if not any("," in alias for alias in aliases):
        return list_text(aliases)
    return "; ".join(aliases) if len(aliases) > 1 else f"{aliases[0]};"


def list_text(values: list[str]) -> str:
    return ", ".join(values)
