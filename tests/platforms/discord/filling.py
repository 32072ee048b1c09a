"""Filling in a form of Discord as a person does: what they would type, choose, or leave for want of it."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any

from tests.contracts.surface import Shown
from tests.platforms.discord.kit import elements as kinds
from tests.platforms.discord.loopback import Modal, User
from tests.platforms.discord.loopback.forms import fill, value_of
from tests.platforms.discord.seen import seen_form
from tests.platforms.discord.typed import mended

_PARAGRAPH = 2


def fill_in(modal: Modal, name: str, value: str, people: Mapping[str, User]) -> None:
    """Put a value into a field, a long one into its parts one after the other; whom there is to name, by their ids."""
    parts = [each for each in modal.fields() if each.partition("+")[0] == name]
    assert parts, f"no field {name!r} among {list(modal.fields())}"
    most = modal.fields()[parts[0]].get("max_length", len(value) or 1)
    for place, part in enumerate(parts):
        end = None if part == parts[-1] else (place + 1) * most
        _put(modal, part, mended(value[place * most : end]), people)


def _put(modal: Modal, name: str, value: str, people: Mapping[str, User]) -> None:
    field = modal.fields()[name]
    match field["type"]:
        case kinds.UPLOAD:
            assert not value, "a file is not typed"
        case kinds.INPUT:
            # What is pasted into one line loses its breaks.
            fill(modal, name, value if field["style"] == _PARAGRAPH else " ".join(value.splitlines()))
        case kinds.MENU:
            offered = any(value == each["value"] for each in field["options"])
            if offered or not value.strip():
                fill(modal, name, [value] if offered else [])
        case _:
            if value in people or not value.strip():  # What was chosen stays until something else is.
                fill(modal, name, [people[value]] if value in people else [])


def form_in(modal: Modal, errors: Mapping[str, str]) -> Shown:
    """Read a form with what was written into it, and what is said to be wrong."""
    source = deepcopy(modal.source)
    for labelled in source["components"]:
        if "component" in labelled:
            _write(labelled["component"], value_of(modal, labelled["component"]))
    form = seen_form([source])
    return replace(form, errors={**form.errors, **errors}, text="\n".join((form.text, *errors.values())))


def _write(field: dict[str, Any], value: Any) -> None:  # noqa: ANN401  whatever stands in it
    if field["type"] == kinds.INPUT:
        field["value"] = value
    elif field["type"] == kinds.MENU:
        for option in field["options"]:
            option["default"] = option["value"] in value
    elif field["type"] == kinds.USERS and value:
        field["default_values"] = [{"id": each.id, "type": "user"} for each in value]
