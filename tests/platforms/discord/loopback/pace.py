"""How often an app may identify and send to the gateway."""

from __future__ import annotations

from collections import defaultdict, deque
from typing import Any

from tests.platforms.clock import Clock

A_DAY, PER_DAY = 86_400.0, 1000
FRAMES, MINUTE = 120, 60.0
IDENTIFY_SECONDS = 5.0


class Pace:
    """Counts identifications and frames; `strict` holds to one identification in five seconds."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last: dict[int, float] = {}
        self._frames: defaultdict[int, deque[float]] = defaultdict(deque)
        self.strict = False
        self.max_concurrency = 1
        self.remaining = PER_DAY

    def limit(self) -> dict[str, Any]:
        """Give the limit as `GET /gateway/bot` tells it."""
        return {
            "total": PER_DAY,
            "remaining": self.remaining,
            "reset_after": int(A_DAY * 1000),
            "max_concurrency": self.max_concurrency,
        }

    def identifies(self, shard: int) -> bool:
        """Say whether a shard may identify now, and count it."""
        now, key = self._clock.now(), shard % self.max_concurrency
        early = now - self._last.get(key, 0.0) < IDENTIFY_SECONDS
        if self.remaining <= 0 or (self.strict and early):
            return False
        self.remaining -= 1
        self._last[key] = now
        return True

    def sends(self, connection: int) -> bool:
        """Say whether a connection may send one frame more, and count it."""
        frames, now = self._frames[connection], self._clock.now()
        while frames and frames[0] < now - MINUTE:
            frames.popleft()
        frames.append(now)
        return len(frames) <= FRAMES
