"""What a button sends that is pressed, and how its label is cut where a platform shows only a short one."""

from __future__ import annotations

import hashlib

from bot.command import SHARE

ASKS, TURNS, KEPT = "=", "~", "#"
"""How the value of a button begins that asks a line, of one whose answer takes the place of the message, and what
stands before the key of a line that is kept elsewhere."""
_KEY = 24


def short_key(text: str) -> str:
    """Give the short key under which a text is kept that does not fit; the same for the same text, always."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_KEY]


def shown_key(line: str, *place: str) -> str:
    """Give what it is known by that someone shows an answer to everyone in some place, lest it be pressed twice.

    It is nothing for a line that asks for anything else.
    """
    if not line.endswith(f" {SHARE.name}:yes"):
        return ""
    written = " ".join((*place, line))
    return f"shown {hashlib.sha256(written.encode('utf-8', 'surrogatepass')).hexdigest()}"


def shortened(text: str, most: int) -> str:
    """Cut a label that is too long, which stands whole elsewhere; one with nothing to see gets a dash."""
    return (text if len(text) <= most else f"{text[: most - 1].rstrip()}…") if text.strip() else "–"
