"""How much one person and one tenant may change in a while."""

from __future__ import annotations

import time

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from bot.errors import TryLater

CHANGES = "change"
SUGGESTIONS = "suggestion"
_RATES: dict[str, tuple[str, str]] = {
    CHANGES: ("30/minute", "300/minute"),
    SUGGESTIONS: ("10/hour", "200/hour"),
}
"""For each kind of act how many one person and all of a tenant together may do."""


class Limits:
    """Counts acts within this process; a tenant may have `subscriptions` at most."""

    def __init__(self, subscriptions: int = 1_000) -> None:
        self.subscriptions = subscriptions
        self._counted = MovingWindowRateLimiter(MemoryStorage())
        self._rates = {act: (parse(person), parse(tenant)) for act, (person, tenant) in _RATES.items()}

    def refuse(self, act: str, tenant: str, user: str) -> None:
        """Raise `TryLater` when an act would be one too many."""
        person, together = self._rates[act]
        for rate, who in ((together, (act, tenant)), (person, (act, tenant, user))):
            if not self._counted.test(rate, *who):
                raise TryLater(self._sentence(act, rate, who))

    def count(self, act: str, tenant: str, user: str) -> None:
        """Count an act that was not refused."""
        person, together = self._rates[act]
        self._counted.hit(together, act, tenant)
        self._counted.hit(person, act, tenant, user)

    def _sentence(self, act: str, rate: RateLimitItem, who: tuple[str, ...]) -> str:
        left = max(1, round(self._counted.get_window_stats(rate, *who).reset_time - time.time()))
        wait = f"{left} second{'s'[: left > 1]}" if left < 120 else f"{-(-left // 60)} minutes"  # noqa: PLR2004  two minutes
        whose = "from you" if len(who) > 2 else "here"  # noqa: PLR2004  a person's key has three parts
        unit = rate.GRANULARITY.name
        return f"That is more than {rate.amount} {act}s {whose} in one {unit}. Try again in {wait}."
