"""Rates: the headers that every answer has, the limits behind them, and the count of invalid requests."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from tests.platforms.clock import Clock

MAJOR = ("channel_id", "guild_id", "webhook_id", "webhook_token")
"""The parts of a path that have a bucket each."""
STRICT: Mapping[str, tuple[int, float]] = {
    "create_message": (5, 5.0),
    "update_message": (5, 5.0),
    "delete_message": (5, 1.0),
    "execute_webhook": (5, 2.0),
    "update_original_webhook_message": (5, 2.0),
    "bulk_set_application_commands": (2, 60.0),
}
"""What is known of Discord's own limits: how many in how many seconds."""
USUAL = (50, 1.0)
GENEROUS = (10_000, 1.0)
GLOBAL = (50, 1.0)
INVALID_MOST, INVALID_SECONDS = 10_000, 600.0
UNCOUNTED = ("create_interaction_response", "execute_webhook")
"""What does not count towards the global limit: whatever answers interactions."""


@dataclass(slots=True)
class Bucket:
    """One window of one limit."""

    limit: int
    seconds: float
    ends: float
    used: int = 0


class Rates:
    """Counts; `strict` holds to Discord's own limits, otherwise there is room for whatever comes."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: dict[str, Bucket] = {}
        self._global = Bucket(*GLOBAL, ends=0.0)
        self._invalid: deque[float] = deque()
        self.strict = False
        self.worst = 0
        """How many invalid requests there were in any ten minutes."""

    def take(self, operation: str, parts: Mapping[str, str]) -> tuple[dict[str, str], str]:
        """Count a call; give the headers of its answer, and the scope of the limit that it went over, or ""."""
        limit, seconds = STRICT.get(operation, USUAL) if self.strict else GENEROUS
        major = ":".join(parts[name] for name in MAJOR if name in parts)
        bucket = self._fresh(self._buckets.setdefault(f"{operation}:{major}", Bucket(limit, seconds, 0.0)))
        over = bucket.used >= bucket.limit
        bucket.used += 0 if over else 1
        headers = self.headers(operation, bucket)
        if over:
            return headers, "user"
        if self.strict and operation not in UNCOUNTED and "webhook" not in operation:
            everything = self._fresh(self._global)
            everything.used += 1
            if everything.used > everything.limit:
                return headers, "global"
        return headers, ""

    def _fresh(self, bucket: Bucket) -> Bucket:
        now = self._clock.now()
        if now >= bucket.ends:
            bucket.used, bucket.ends = 0, now + bucket.seconds
        return bucket

    def headers(self, operation: str, bucket: Bucket) -> dict[str, str]:
        return {
            "X-RateLimit-Limit": str(bucket.limit),
            "X-RateLimit-Remaining": str(bucket.limit - bucket.used),
            "X-RateLimit-Reset": f"{bucket.ends:.3f}",
            "X-RateLimit-Reset-After": f"{max(bucket.ends - self._clock.now(), 0.0):.3f}",
            "X-RateLimit-Bucket": hashlib.sha256(operation.encode()).hexdigest()[:32],
        }

    def answered(self, status: int, scope: str = "") -> None:
        """Count an answer that Discord calls invalid; those for limits that others share are none."""
        if status in (401, 403) or (status == 429 and scope != "shared"):
            self._invalid.append(self._clock.now())
            self.worst = max(self.worst, self.invalid)

    @property
    def invalid(self) -> int:
        """Give how many invalid requests there were in the last ten minutes."""
        while self._invalid and self._invalid[0] < self._clock.now() - INVALID_SECONDS:
            self._invalid.popleft()
        return len(self._invalid)

    @property
    def banned(self) -> bool:
        return self.invalid >= INVALID_MOST
