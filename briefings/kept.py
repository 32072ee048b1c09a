"""What is made of one snapshot again and again, kept for as long as that snapshot is."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar, cast

T = TypeVar("T")
MOST = 512
"""So much is kept of one snapshot; for more all of it is made anew."""


class Kept:
    """Keeps values by keys that say all they were made from beside the snapshot. Threads may share it."""

    __slots__ = ("_made",)

    def __init__(self) -> None:
        self._made: dict[Hashable, object] = {}

    def of(self, key: Hashable, make: Callable[[], T]) -> T:
        """Give what was made under a key before, or make it."""
        found = self._made.get(key)
        if found is None:
            if len(self._made) >= MOST:
                self._made.clear()
            found = self._made[key] = make()
        return cast("T", found)
