"""How long whoever delivers waits for what."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """Raise `ValueError` where an attempt could last longer than others leave it alone."""

    attempt: float = 30.0
    """Seconds for one attempt."""
    lease: dt.timedelta = dt.timedelta(seconds=60)
    """So long nobody else tries what one process has begun."""
    unclear: float = 12.0
    """Seconds until it is looked whether something stands there whose answer was lost."""
    longest: float = 300.0
    """Seconds between two attempts at most, unless the platform wants more."""
    lapse: dt.timedelta = dt.timedelta(seconds=60)
    """What was fed and not begun after so long is fed again: the engine may have lost it."""
    ending: float = 10.0
    """Seconds that what has begun has to come to its end when all is stopped."""
    poll: float = 0.5
    """Seconds between two looks into a queue of the engine."""

    def __post_init__(self) -> None:
        if 1.5 * self.attempt > self.lease.total_seconds():
            raise ValueError("Two processes could post at the same time: let a lease last longer than an attempt.")


USUAL = Patience()
