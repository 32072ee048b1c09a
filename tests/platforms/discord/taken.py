"""Holding that Discord takes what is sent to it, by our strict copy of its limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.platforms.discord.components import Message, Rendered
from bot.platforms.discord.presses import pressed
from tests.platforms.discord.kit import check_message, check_modal, walk
from tests.platforms.discord.kit.elements import BUTTON, MENU

KEY_LENGTH = 24


def sent(message: Message) -> dict[str, Any]:
    """Give a message as it is sent."""
    return {
        "components": message.components,
        "flags": 1 << 15,
        "allowed_mentions": {"parse": []},
        "attachments": [{"id": str(place), "filename": file.name} for place, file in enumerate(message.files)],
    }


def check_taken(rendered: Rendered) -> None:
    """Hold that every message keeps every limit, and that what its buttons need is kept."""
    assert rendered.messages
    values: list[str] = []
    for message in rendered.messages:
        assert check_message(sent(message)) == []
        values += asked_on(message)
    keys = {found.key for value in values if (found := pressed(value)) and found.key}
    assert keys == set(rendered.calls)
    assert all(len(key) == KEY_LENGTH for key in keys)


def check_form_taken(data: Mapping[str, Any]) -> None:
    """Hold that Discord takes a modal."""
    assert check_modal(data) == []


def asked_on(message: Message) -> list[str]:
    """Give what all that can be pressed on a message sends."""
    found: list[str] = []
    for component in walk(message.components):
        if component["type"] == BUTTON:
            found.append(component["custom_id"])
        elif component["type"] == MENU:
            found += [option["value"] for option in component["options"]]
    return found


def asked(rendered: Rendered) -> list[str]:
    """Give the line that each thing asks which can be pressed, with the sign of whether it turns before it."""
    sent_values = [value for message in rendered.messages for value in asked_on(message)]
    read = [(value, pressed(value)) for value in sent_values]
    return [value[0] + (rendered.calls[one.key] if one.key else one.line) for value, one in read if one]
