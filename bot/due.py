"""The slots of a subscription that have come: which of them is to be posted, and why the others are not."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bot.posting import platform_of
from bot.recurrence import Recurrence
from bot.store.deliveries import Key, entry
from bot.store.ledger import Due
from bot.store.subscriptions import Subscription

MOST = 500
"""So many slots are given at once; those after them come with the next time."""
MISSED = "It was missed, since the bot was not running, and a newer one has come since."
LATE = "The bot was not running, and when it was again, it was too late for this one."


def slots(tenant: str, one: Due | Subscription, now: dt.datetime) -> tuple[list[dict[str, Any]], dt.datetime | None]:
    """Give the rows of the ledger for the slots that have come by now (UTC), and the slot that follows.

    The newest is to be posted when it is not too late; the older ones are skipped. Raise `ValueError` or `KeyError`
    when its times cannot be read.
    """
    recurrence = Recurrence.kept(one.every, one.zone, one.skip, one.until)
    entries: list[dict[str, Any]] = []
    slot = one.next_at
    while slot and slot <= now and len(entries) < MOST:
        following = recurrence.after(slot)
        why = ""
        if following and following <= now:
            why = MISSED
        elif now - slot > dt.timedelta(minutes=one.lateness):
            why = LATE
        entries.append(entry(Key(tenant, one.number, slot), one.channel, platform_of(tenant), skipped=why, at=now))
        slot = following
    return entries, slot
