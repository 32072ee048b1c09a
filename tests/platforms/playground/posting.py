"""Time for what is posted into the playground."""

from __future__ import annotations

import datetime as dt


def utc() -> dt.datetime:
    """Give the time as it is."""
    return dt.datetime.now(dt.UTC)
