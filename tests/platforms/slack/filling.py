"""Filling in a dialog of Slack as a person does: what they would type, choose, or leave for want of it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from bot.platforms.slack.views import NOTHING
from tests.contracts.surface import Shown
from tests.platforms.slack.loopback import Person, View
from tests.platforms.slack.loopback.fields import SINGLE, is_empty, offered
from tests.platforms.slack.loopback.showing import state_of
from tests.platforms.slack.seen import seen_form

NEEDED = "Please complete this required field."
"""What Slack itself says of a field that must not be empty; it does not send the form then."""
_HALF = re.compile("[\ud800-\udfff]")
_SOMEONE = re.compile("[UW][A-Z0-9]+")


def mended(text: str) -> str:
    """Give a text as it leaves a person's machine, which sends no half characters."""
    return _HALF.sub("\N{REPLACEMENT CHARACTER}", text)


async def fill(person: Person, view: View, name: str, value: str) -> None:
    """Put a value into a field, a long one into its parts one after the other."""
    parts = [block for block in view.inputs() if block.partition("+")[0] == name]
    assert parts, f"no field {name!r} among {list(view.inputs())}"
    most = view.inputs()[parts[0]]["element"].get("max_length", len(value) or 1)
    for place, block in enumerate(parts):
        end = None if block == parts[-1] else (place + 1) * most
        await _put(person, view, block, mended(value[place * most : end]))


async def _put(person: Person, view: View, block: str, value: str) -> None:
    element = view.inputs()[block]["element"]
    chosen: object = value or None
    match element["type"]:
        case "file_input":
            assert not value, "a file is not typed"
            return
        case "plain_text_input" if not element["multiline"]:
            chosen = " ".join(value.splitlines())  # What is pasted into one line.
        case "external_select":
            asked = value.strip()
            chosen = _option((await person.suggest(view, block, asked)).options, asked) if asked else None
        case "static_select":
            chosen = _option(offered(element), value.strip() or NOTHING)
        case "users_select" | "conversations_select":
            chosen = value if _SOMEONE.fullmatch(value) else None
    await person.choose(view, block, chosen)


def _option(options: Sequence[dict[str, Any]], wanted: str) -> dict[str, Any] | None:
    """Give what is chosen for a text: what stands for it, or is called so; nothing where it is not offered."""
    return next((one for one in options if wanted in {one["value"], one["text"]["text"]}), None)


def missing(view: View) -> list[str]:
    """Give the fields that are empty and must not be."""
    states = state_of(view)
    needed = [block for block, one in view.inputs().items() if not one.get("optional")]
    return [block for block in needed if all(map(is_empty, states[block].values()))]


def form_in(view: View, errors: Mapping[str, str]) -> Shown:
    """Read a dialog with what was written into it."""
    source = deepcopy(view.source)
    for block in source["blocks"]:
        element = block.get("element", {})
        for state in view.typed.get(block["block_id"], {}).values():
            now, first = SINGLE.get(element["type"], ("value", "initial_value"))
            element.pop(first, None)
            element |= {first: state[now]} if state.get(now) else {}
    return seen_form(source, errors)
