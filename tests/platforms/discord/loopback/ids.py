"""Snowflakes: ids in the form that Discord gives them, from which their time can be read."""

from __future__ import annotations

import datetime as dt
import itertools

from tests.platforms.clock import Clock

EPOCH = 1_420_070_400_000
"""Milliseconds since 1970 at which Discord begins to count."""
_SHIFT = 22


class Ids:
    """Gives each id once; later ones are greater."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._count = itertools.count(1)

    def new(self) -> str:
        """Give an id that was made now; ids of one millisecond differ in their lowest bits."""
        milliseconds = int(self._clock.now() * 1000) - EPOCH
        return str((milliseconds << _SHIFT) | (next(self._count) & 0x3FFFFF))


def stamp(seconds: float) -> str:
    """Give a time as Discord writes it."""
    return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat(timespec="milliseconds")
