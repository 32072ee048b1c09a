"""What a person reads and can touch in blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.platforms.slack.loopback.kit import elements
from tests.platforms.slack.loopback.kit.report import Json

SPOKEN = ("text", "title", "label", "hint", "placeholder", "alt_text", "fallback")
INSIDE = ("fields", "elements", "accessory", "element", "rows", "options", "option_groups")
MARKED = ("mrkdwn", "markdown")
MENTION = re.compile(r"<([@#!][^>\s][^>]*)>")
LINK = re.compile(r"<((?:https?://|mailto:)[^>|]+)(?:\|[^>]*)?>")
ADDRESSES = ("url", "image_url", "title_url")
MENTIONS = {"user": "user_id", "channel": "channel_id", "usergroup": "usergroup_id", "broadcast": "range"}


def words_of(blocks: Sequence[Mapping[str, Any]]) -> str:
    """Give every word that blocks show, a line for each block."""
    return "\n".join("".join(words(block)).strip() for block in blocks)


def words(part: Json) -> Iterator[str]:
    """Give the words of a part of a block in the order in which they stand."""
    if isinstance(part, list):
        for item in part:
            yield from words(item)
            yield "" if inline(item) else "\n"
    elif isinstance(part, dict):
        yield from spoken(part)
        for name in INSIDE:
            if name in part:
                yield from words(part[name])
                yield "\n" if name != "elements" else ""


def inline(item: Json) -> bool:
    """Say whether a part stands in a line with what follows it."""
    kind = item.get("type") if isinstance(item, dict) else None
    return kind in ("text", "link", "emoji", "date", "color", "team", *MENTIONS)


def spoken(part: Mapping[str, Any]) -> Iterator[str]:
    kind = part.get("type")
    if kind in MENTIONS:
        yield f"<@{part.get(MENTIONS[kind])}>"
    elif kind == "emoji":
        yield f":{part.get('name')}:"
    elif kind == "link" and "text" not in part:
        yield str(part.get("url", ""))
    for name in SPOKEN:
        value = part.get(name)
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            yield str(value.get("text", ""))
            yield "\n"


def elements_of(blocks: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give what can be pressed, chosen or filled in, each with its block's id."""
    for block in blocks:
        for element in elements(block):
            yield str(block.get("block_id", "")), element


def parts(part: Json) -> Iterator[dict[str, Any]]:
    """Give every object inside a part of a message."""
    if isinstance(part, list):
        for item in part:
            yield from parts(item)
    elif isinstance(part, dict):
        yield part
        for value in part.values():
            yield from parts(value)


def mentions_of(blocks: Sequence[Mapping[str, Any]]) -> list[str]:
    """Give what Slack makes into a mention: in mrkdwn, in markdown blocks, and as elements of rich text."""
    found: list[str] = []
    for part in parts(list(blocks)):
        kind = part.get("type")
        if kind in MENTIONS and MENTIONS[kind] in part:
            found.append(str(part[MENTIONS[kind]]))
        elif kind in MARKED:
            found += MENTION.findall(str(part.get("text", "")))
    return found


def links_of(blocks: Sequence[Mapping[str, Any]]) -> list[str]:
    """Give the addresses that a person can open, or that their client loads."""
    found: list[str] = []
    for part in parts(list(blocks)):
        found += [str(part[name]) for name in ADDRESSES if name in part]
        if part.get("type") in MARKED:
            found += LINK.findall(str(part.get("text", "")))
    return found
