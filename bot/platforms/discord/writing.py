"""JSON as it is sent to Discord."""

from __future__ import annotations

import json

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def written(value: object) -> bytes:
    """Write a value as JSON; half a character becomes a question mark, since none can be sent."""
    return _ENCODER.encode(value).encode("utf-8", "replace")
