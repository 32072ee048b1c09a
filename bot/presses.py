"""What a button sends that is pressed, and how its label is cut where a platform shows only a short one."""

from __future__ import annotations

import hashlib

ASKS, TURNS, KEPT = "=", "~", "#"
"""How the value of a button begins that asks a line, of one whose answer takes the place of the message, and what
stands before the key of a line that is kept elsewhere."""
_KEY = 24


def short_key(text: str) -> str:
    """Give the short key under which a text is kept that does not fit; the same for the same text, always."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_KEY]


def shortened(text: str, most: int) -> str:
    """Cut a label that is too long, which stands whole elsewhere; one with nothing to see gets a dash."""
    return (text if len(text) <= most else f"{text[: most - 1].rstrip()}…") if text.strip() else "–"
