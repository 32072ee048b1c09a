"""Ids and timestamps in the forms that Slack gives them."""

from __future__ import annotations

import itertools
from typing import Any

from tests.platforms.clock import Clock
from tests.platforms.slack.loopback.kit import elements
from tests.platforms.slack.loopback.kit.report import Json

_RUNS = itertools.count()
_A_RUN = 100_000


class Ids:
    """Counts, each Slack from a number of its own: a bot remembers what it did, and may be asked by another later."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._count = itertools.count(next(_RUNS) * _A_RUN + 1)
        self._last = 0

    def new(self, prefix: str) -> str:
        """Give an id such as `U00000012`; its first letter says of what."""
        return f"{prefix}{next(self._count):08d}"

    def ts(self) -> str:
        """Give a message's timestamp, later than every one before."""
        self._last = max(int(self._clock.now() * 1_000_000), self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def filled(self, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Give blocks with the ids that Slack makes up where an app gave none."""
        copies = [copied(block) for block in blocks]
        for block in copies:
            block.setdefault("block_id", self.new("b"))
            for element in elements(block):
                element.setdefault("action_id", self.new("a"))
        return copies


def copied(value: Json) -> Json:
    """Copy JSON, so that nobody changes what was sent."""
    if isinstance(value, dict):
        return {key: copied(item) for key, item in value.items()}
    return [copied(item) for item in value] if isinstance(value, list) else value
