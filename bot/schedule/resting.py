"""Channels and tenants that a platform wants to be left alone for a while."""

from __future__ import annotations

import datetime as dt

from bot.posting import Place
from bot.tenants import Clock

_MOST = 10_000


class Resting:
    """Remembers until when nothing is posted into a channel, or into any of a tenant, in this process."""

    def __init__(self, now: Clock) -> None:
        self._now = now
        self._until: dict[tuple[str, str], dt.datetime] = {}

    def until(self, place: Place) -> dt.datetime | None:
        """Give until when a place is left alone; `None` when it need not be."""
        moments = (self._until.get((place.tenant, place.channel)), self._until.get((place.tenant, "")))
        return max((moment for moment in moments if moment and moment > self._now()), default=None)

    def rest(self, place: Place, until: dt.datetime, *, whole: bool) -> None:
        """Leave a channel alone until a moment, or with `whole` all of its tenant."""
        if len(self._until) >= _MOST:
            now = self._now()
            self._until = {key: moment for key, moment in self._until.items() if moment > now}
        self._until[place.tenant, "" if whole else place.channel] = until
