"""What a check of how a platform is set up found."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; `how` says how to mend what is not ok."""

    ok: bool
    what: str
    how: str = ""
    stops: bool = False
    """Whether nothing works until someone mends it; otherwise a part does, or it may get well by itself."""
