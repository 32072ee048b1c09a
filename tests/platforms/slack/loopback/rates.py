"""Slack's rates: switched on, a second message in a second in one channel is too many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.platforms.clock import Clock
from tests.platforms.slack.loopback.refusals import Refused

MINUTE = 60.0


class Rates:
    """Counts by workspace and channel; off until it is switched on."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last: dict[tuple[str, ...], float] = {}
        self.posting = False
        self.history = False

    def check(self, method: str, args: Mapping[str, Any], team: str) -> None:
        """Refuse a call that comes too early."""
        if self.posting and method in ("chat.postMessage", "chat.postEphemeral"):
            self._space(("post", team, str(args.get("channel"))), 1.0)
        elif self.history and method == "conversations.history":
            self._space(("history", team), MINUTE)

    def _space(self, key: tuple[str, ...], seconds: float) -> None:
        now = self._clock.now()
        wait = self._last.get(key, 0.0) + seconds - now
        if wait > 0:
            raise Refused("ratelimited", retry_after=max(1, round(wait)))
        self._last[key] = now
