"""What a message says: read from a call's arguments, refused where Slack would."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.platforms.slack.loopback.kit import check_blocks, limits, weigh
from tests.platforms.slack.loopback.kit.report import Json
from tests.platforms.slack.loopback.message import Block
from tests.platforms.slack.loopback.refusals import Refused


@dataclass(frozen=True, slots=True)
class Content:
    """Text, blocks (None when none were given, which is not the same as an empty list) and metadata."""

    text: str
    blocks: list[Block] | None
    metadata: dict[str, Any] | None


def parsed(value: Json, otherwise: str) -> Json:
    """Give JSON that may have come as a string; refuse what is none with a code."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError as error:
        raise Refused(otherwise) from error


def read(args: Mapping[str, Any], most: int = limits.MESSAGE_TEXT, *, empty: bool = False) -> Content:
    """Read what a message says; `empty` allows one that says nothing."""
    text = args.get("text") or ""
    if not isinstance(text, str):
        raise Refused("invalid_arguments", ["must be a string [json-pointer:/text]"])
    if len(text) > most:
        raise Refused("msg_too_long")
    blocks = read_blocks(args.get("blocks"))
    attachments = parsed(args.get("attachments"), "invalid_attachments") or []
    if len(attachments) > limits.ATTACHMENTS:
        raise Refused("too_many_attachments")
    if not empty and not text.strip() and not blocks and not attachments:
        raise Refused("no_text")
    return Content(text, blocks, read_metadata(args.get("metadata")))


def read_blocks(given: Json) -> list[Block] | None:
    blocks = parsed(given, "invalid_blocks_format")
    if blocks is None:
        return None
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    if weigh(blocks) > limits.BLOCKS_TOTAL:
        raise Refused("msg_blocks_too_long")
    if faults := check_blocks(blocks):
        raise Refused("invalid_blocks", faults)
    return blocks


def read_metadata(given: Json) -> dict[str, Any] | None:
    metadata = parsed(given, "invalid_metadata_format")
    if metadata is None:
        return None
    if metadata == {}:
        return {}
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_type"), str):
        raise Refused("invalid_metadata_format")
    if not metadata["event_type"] or not isinstance(metadata.get("event_payload"), dict):
        raise Refused("invalid_metadata_schema")
    if len(json.dumps(metadata)) > limits.METADATA:
        raise Refused("metadata_too_large")
    return metadata
