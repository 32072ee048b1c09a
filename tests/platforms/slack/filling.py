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
    match element["type"]:
        case "file_input":
            assert not value, "a file is not typed"
            chosen: object = None
        case "plain_text_input":
            # What is pasted into one line loses its breaks.
            chosen = value if element["multiline"] else " ".join(value.splitlines())
        case "external_select":
            asked = value.strip()
            offers = (await person.suggest(view, block, asked)).options if asked or _stands(view, block) else ()
            chosen = _option(offers, asked or NOTHING)
        case "static_select":
            chosen = _option(offered(element), value.strip() or NOTHING)
        case _:
            chosen = value if _SOMEONE.fullmatch(value) else None
    if chosen is not None:  # What was chosen stays until something else is.
        await person.choose(view, block, chosen)


def _stands(view: View, block: str) -> bool:
    """Tell whether there is something in a field."""
    return not all(map(is_empty, state_of(view)[block].values()))


def _option(options: Sequence[dict[str, Any]], wanted: str) -> dict[str, Any] | None:
    """Give what is chosen for a text: what stands for it, or is called so; nothing where it is not offered."""
    return next((one for one in options if wanted in {one["value"], one["text"]["text"]}), None)


def missing(view: View) -> list[str]:
    """Give the fields that are empty and must not be."""
    return [block for block, one in view.inputs().items() if not one.get("optional") and not _stands(view, block)]


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
