"""Text as Slack writes it on the wire, and what a person typed."""

from __future__ import annotations

import re

_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">"}
_ENTITY = re.compile("|".join(_ENTITIES))
_MARK = re.compile(
    r"<(?P<sign>[@#])(?P<id>[A-Z][A-Z0-9]*)(?:\|(?P<called>[^<>|]*))?>"
    r"|<!(?P<group>here|channel|everyone|group|subteam|date)(?:\^[^<>|]*)?(?:\|(?P<shown>[^<>]*))?>"
    r"|<(?P<address>(?:[a-z][a-z0-9+.-]*://|mailto:|tel:)[^<>|]+)(?:\|(?P<label>[^<>]*))?>"
    rf"|{_ENTITY.pattern}"
)


def escape(text: str) -> str:
    """Write a text so that nothing in it is a mention, a link or markup for Slack."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str, *, ids: bool = False) -> str:
    """Give what a person typed, of a text that Slack escaped; one that it did not escape is taken as it is.

    A mention is the name that was shown, or with `ids` the bare id of the user or channel. Nothing is read twice:
    what was typed as `&lt;` comes as `&amp;lt;` and stays `&lt;`.
    """
    if "&" not in text and "<" not in text:
        return text
    return _MARK.sub(lambda found: _typed(found, ids=ids), text)


def _typed(found: re.Match[str], *, ids: bool) -> str:
    if user_or_channel := found["id"]:
        if ids:
            return user_or_channel
        return f"{found['sign']}{_plain(found['called'] or user_or_channel)}"
    if group := found["group"]:
        return _plain(found["shown"]) if found["shown"] else f"@{group}"
    if address := found["address"]:
        return _plain(found["label"] or address.removeprefix("mailto:").removeprefix("tel:"))
    return _ENTITIES[found.group()]


def _plain(text: str) -> str:
    return _ENTITY.sub(lambda found: _ENTITIES[found.group()], text)
