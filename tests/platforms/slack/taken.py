"""Holding that Slack takes what is sent to it: our strict copy of its limits, and its own library."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.platforms.slack.blocks import Rendered
from tests.platforms.slack.loopback.kit import check_blocks, check_view

LONGEST_TEXT = 4_000
KEY_LENGTH = 24


def check_taken(rendered: Rendered) -> None:
    """Hold that every message keeps every limit, and that what its buttons need is kept."""
    assert rendered.messages
    for message in rendered.messages:
        assert check_blocks(message.blocks) == []
        for block in Block.parse_all(message.blocks):
            block.validate_json()
        ids = [element["action_id"] for element in touched(message.blocks)]
        assert len(set(ids)) == len(ids)
        assert 0 < len(message.text) <= LONGEST_TEXT
    sent = json.dumps([message.blocks for message in rendered.messages])
    for key in rendered.calls:
        assert len(key) == KEY_LENGTH
        assert f"#{key}" in sent


def check_view_taken(view: Mapping[str, Any]) -> None:
    """Hold that Slack takes a dialog."""
    assert check_view(view) == []
    View(**view).validate_json()


def touched(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give every button and menu."""
    rows = [element for block in blocks if block["type"] == "actions" for element in block["elements"]]
    return rows + [block["accessory"] for block in blocks if "accessory" in block]


def asked(rendered: Rendered) -> dict[str, str]:
    """Give what stands on everything that can be pressed, by the line that it asks, kind and all."""
    found: dict[str, str] = {}
    for element in (each for message in rendered.messages for each in touched(message.blocks)):
        groups = element.get("option_groups") or [{"options": element.get("options", [element])}]
        for option in (each for group in groups for each in group["options"]):
            kind, line = option["value"][0], option["value"][1:]
            found[kind + (rendered.calls[line[1:]] if line.startswith("#") else line)] = option["text"]["text"]
    return found
