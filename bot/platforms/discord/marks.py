"""What the messages of a delivery are known by, to Discord and in a channel's history, when it is tried again."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

_LONGEST_NONCE = 25
_LEAST, _ROOM = 1 << 30, (1 << 30) - 1
"""Discord numbers components itself, from 1 on, and takes other numbers up to 31 bits."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What one message is known by: `nonce` for some minutes to Discord, `number` in history, for ever."""

    nonce: str
    number: int


def mark(key: str, place: int) -> Mark:
    """Give the mark of a message of a delivery, by its place in it; the same whenever and wherever it is asked."""
    digest = hashlib.sha256(f"{key} {place}".encode()).digest()
    nonce = base64.b32encode(digest).decode()[:_LONGEST_NONCE]
    return Mark(nonce, _LEAST | int.from_bytes(digest[-4:]) & _ROOM)
