"""What a check of how a platform is set up found."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

_MOST_SKEW = 60
"""So many seconds our clock may differ from a platform's; a signature older or newer than 300 is refused."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; `how` says how to mend what is not ok."""

    ok: bool
    what: str
    how: str = ""
    stops: bool = False
    """Whether nothing works until someone mends it; otherwise a part does, or it may get well by itself."""


def of_clock(platform: str, skew: float, *, signs: bool) -> Finding:
    """Say whether our clock agrees with a platform's; `signs` when that matters for what it sends."""
    if abs(skew) <= _MOST_SKEW:
        return Finding(ok=True, what=f"The clock agrees with {platform}’s.")
    off = str(dt.timedelta(seconds=round(abs(skew))))
    what = f"This machine’s clock is {off} {'ahead of' if skew > 0 else 'behind'} {platform}’s (hours:minutes:seconds)."
    why = f" Past five minutes, all that {platform} sends is refused as too old or too new." if signs else ""
    return Finding(ok=False, what=what, how=f"Let the machine set it: timedatectl set-ntp true.{why}")
