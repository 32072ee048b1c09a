"""The shapes of rich text: sections, lists, quotes, preformatted text and what stands in them."""

from __future__ import annotations

from tests.platforms.slack.loopback.kit import limits
from tests.platforms.slack.loopback.kit.objects import any_url, pattern
from tests.platforms.slack.loopback.kit.report import Json, Report
from tests.platforms.slack.loopback.kit.shape import Check, Shape, by_type, flag, items, number, one_of, string

STYLE = Shape(dict.fromkeys(("bold", "italic", "strike", "code", "underline"), flag))
MENTION_STYLE = Shape(
    dict.fromkeys(("bold", "italic", "strike", "highlight", "client_highlight", "unlink"), flag),
)
WORDS = Shape({"text": string(limits.RICH_TEXT), "style": STYLE}, ("text",))
LINK = Shape({"url": any_url, "text": string(limits.RICH_TEXT), "unsafe": flag, "style": STYLE}, ("url",))
INLINE: dict[str, Shape] = {
    "text": WORDS,
    "link": LINK,
    "emoji": Shape({"name": string(100), "unicode": string(100), "style": STYLE}, ("name",)),
    "user": Shape({"user_id": string(20), "style": MENTION_STYLE}, ("user_id",)),
    "usergroup": Shape({"usergroup_id": string(20), "style": MENTION_STYLE}, ("usergroup_id",)),
    "channel": Shape({"channel_id": string(20), "style": MENTION_STYLE}, ("channel_id",)),
    "team": Shape({"team_id": string(20), "style": STYLE}, ("team_id",)),
    "broadcast": Shape({"range": one_of("here", "channel", "everyone"), "style": STYLE}, ("range",)),
    "color": Shape({"value": pattern(r"#[0-9A-Fa-f]{6}", "a hex colour"), "style": STYLE}, ("value",)),
    "date": Shape(
        {
            "timestamp": number(0, 99_999_999_999),
            "format": string(200),
            "url": any_url,
            "fallback": string(200),
            "style": STYLE,
        },
        ("timestamp", "format"),
    ),
}
MANY = 10_000
"""Slack names no number for the elements of a rich text; the total of a message's blocks holds them."""


def inline(shapes: dict[str, Shape]) -> Check:
    return items(by_type(shapes), MANY)


BORDER = number(0, 1)
SECTION = Shape({"elements": inline(INLINE)}, ("elements",))
QUOTE = Shape({"elements": inline(INLINE), "border": BORDER}, ("elements",))
PREFORMATTED = Shape(
    {"elements": inline({"text": WORDS, "link": LINK}), "border": BORDER, "language": string(50)},
    ("elements",),
)
LIST = Shape(
    {
        "elements": items(by_type({"rich_text_section": SECTION}), MANY),
        "style": one_of("bullet", "ordered"),
        "indent": number(0, limits.LIST_INDENT),
        "offset": number(0, MANY),
        "border": BORDER,
    },
    ("elements", "style"),
)
PARTS = by_type(
    {
        "rich_text_section": SECTION,
        "rich_text_quote": QUOTE,
        "rich_text_preformatted": PREFORMATTED,
        "rich_text_list": LIST,
    },
)
ELEMENTS = items(PARTS, MANY)
RICH_TEXT = Shape({"elements": ELEMENTS}, ("elements",))
CELL = by_type(
    {
        "raw_text": Shape({"text": string(limits.TABLE_TEXT)}, ("text",)),
        "raw_number": Shape({"value": string(100)}, ("value",)),
        "rich_text": RICH_TEXT,
    },
)


def row(value: Json, report: Report) -> None:
    """Take one row of a table."""
    items(CELL, limits.TABLE_COLUMNS)(value, report)
