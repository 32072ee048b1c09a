"""The words that somebody wrote into a message, without the marks that Slack puts around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.platforms.slack.escaping import escape

_CHANNEL = re.compile(r"<#([A-Z0-9]+)\|([^<>|]+)>")
_BARE = re.compile(r"<@([UW][A-Z0-9]+)>")
Part = Mapping[str, Any]


def written(message: Part) -> str:
    """Give the text of a message as Slack escapes it, of its rich text where it has some.

    The text beside that has bold words between stars and the like, which nobody said.
    """
    text = message.get("text") or ""
    blocks = message.get("blocks") or []
    if not isinstance(text, str) or [block["type"] for block in blocks] != ["rich_text"]:
        return text if isinstance(text, str) else ""
    channels = dict(_CHANNEL.findall(text))
    return "\n".join(_lines(blocks[0], channels))


def mentioned(text: str) -> list[str]:
    """Give the ids of the users who are mentioned in a text by nothing but their ids."""
    return list(dict.fromkeys(_BARE.findall(text)))


def named(text: str, names: Mapping[str, str]) -> str:
    """Write the names of users beside their ids, as far as they are known."""
    return _BARE.sub(lambda found: f"<@{found[1]}|{escape(names.get(found[1]) or found[1])}>", text)


def _lines(block: Part, channels: Mapping[str, str]) -> Iterator[str]:
    for element in block["elements"]:
        if element["type"] == "rich_text_list":
            yield from _lines(element, channels)
        else:
            yield "".join(_word(part, channels) for part in element["elements"])


def _word(part: Part, channels: Mapping[str, str]) -> str:
    match part["type"]:
        case "text":
            return escape(part["text"])
        case "link":
            return escape(part.get("text") or part["url"])
        case "user":
            return f"<@{part['user_id']}>"
        case "channel":
            return f"#{escape(channels.get(part['channel_id'], part['channel_id']))}"
        case "broadcast":
            return f"@{part['range']}"
        case "emoji":
            return _emoji(part)
        case "date":
            return escape(part.get("fallback") or "")
        case _:
            return ""


def _emoji(part: Part) -> str:
    """Give an emoji as a character; one of the workspace's own has none, and stays a name between colons."""
    try:
        return "".join(chr(int(code, 16)) for code in part["unicode"].split("-"))
    except (KeyError, ValueError, OverflowError):
        return f":{escape(part['name'])}:"
