"""The shapes of what blocks and elements are made of: texts, options, confirmations, filters."""

from __future__ import annotations

import re

from tests.platforms.slack.loopback.kit import limits
from tests.platforms.slack.loopback.kit.report import Json, Report
from tests.platforms.slack.loopback.kit.shape import Check, Shape, by_type, flag, items, one_of, string

WEB = re.compile(r"https?://\S+")
ANY = re.compile(r"[A-Za-z][\w+.-]*:.+", re.DOTALL)


def plain(most: int) -> Check:
    """Take plain text."""
    return by_type({"plain_text": Shape({"text": string(most), "emoji": flag}, ("text",))})


def text(most: int = limits.TEXT) -> Check:
    """Take plain text or mrkdwn; each has a flag that the other has not."""
    return by_type(
        {
            "plain_text": Shape({"text": string(most), "emoji": flag}, ("text",)),
            "mrkdwn": Shape({"text": string(most), "verbatim": flag}, ("text",)),
        },
    )


def url(value: Json, report: Report) -> None:
    """Take an address that a person can open."""
    string(limits.URL)(value, report)
    if isinstance(value, str) and not WEB.fullmatch(value):
        report.fault("must be a valid url")


def any_url(value: Json, report: Report) -> None:
    """Take the address of a link inside text, which may also write a mail."""
    string(limits.URL)(value, report)
    if isinstance(value, str) and not ANY.fullmatch(value):
        report.fault("must be a valid url")


def pattern(regex: str, like: str) -> Check:
    """Take a string of this form."""

    def check(value: Json, report: Report) -> None:
        if not isinstance(value, str) or not re.fullmatch(regex, value):
            report.fault(f"must match {like}")

    return check


OPTION = Shape(
    {
        "text": plain(limits.OPTION_TEXT),
        "value": string(limits.OPTION_VALUE),
        "description": plain(limits.OPTION_DESCRIPTION),
    },
    ("text", "value"),
)
OVERFLOW_OPTION = Shape({**OPTION.fields, "url": url}, ("text", "value"))
CHOICE = Shape(
    {
        "text": text(limits.OPTION_TEXT),
        "value": string(limits.OPTION_VALUE),
        "description": text(limits.OPTION_DESCRIPTION),
    },
    ("text", "value"),
)
GROUP = Shape({"label": plain(limits.GROUP_LABEL), "options": items(OPTION, limits.OPTIONS)}, ("label", "options"))
CONFIRM = Shape(
    {
        "title": plain(limits.CONFIRM_TITLE),
        "text": text(limits.CONFIRM_TEXT),
        "confirm": plain(limits.CONFIRM_BUTTON),
        "deny": plain(limits.CONFIRM_BUTTON),
        "style": one_of("primary", "danger"),
    },
    ("title", "text", "confirm", "deny"),
)
DISPATCH = Shape(
    {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 2)}, ("trigger_actions_on",)
)
FILTER = Shape(
    {
        "include": items(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
)
SLACK_FILE = Shape({"id": string(255), "url": url})
