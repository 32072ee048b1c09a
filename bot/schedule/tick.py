"""The tick: every slot that has come is entered into the ledger, and its subscription moved to the next one."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from bot.posting import platform_of
from bot.recurrence import Recurrence
from bot.store.database import Database
from bot.store.deliveries import Key, entry
from bot.store.ledger import Due
from bot.tenants import Clock

log = logging.getLogger(__name__)

AT_ONCE = 100
"""So many subscriptions are entered in one transaction: nobody waits long for it, and the loop is not held up."""
MOST_SLOTS = 500
"""So many slots of one subscription are entered in one transaction; those after them come with the next one."""
MISSED = "It was missed, since the bot was not running, and a newer one has come since."
LATE = "The bot was not running, and when it was again, it was too late for this one."


class Tick:
    """Enters what is due, in any number of processes at once: each due subscription is one process's."""

    def __init__(self, database: Database, now: Clock, tell: Callable[[str], None] = lambda _: None) -> None:
        """`tell` is called with each tenant in which someone is to be told something."""
        self._database = database
        self._now = now
        self._say = tell

    async def run(self) -> int:
        """Enter every slot that has come by now, and give how many are to be posted."""
        posting = 0
        missed: Counter[tuple[str, str]] = Counter()
        while await self._is_due():
            now = self._now()
            async with self._database.writing_common() as common:
                due = await common.ledger.due(now, AT_ONCE)
                if not due:
                    break  # Another process has them in hand.
                entries: list[dict[str, Any]] = []
                following: dict[tuple[str, int], dt.datetime | None] = {}
                for one in due:
                    slots, following[one.tenant, one.number] = _slots(one, now)
                    entries += slots
                    missed[one.tenant, one.by] += sum(1 for slot in slots if slot["status"] == "skipped")
                await common.ledger.enter(entries)
                await common.ledger.advance(following)
            posting += sum(1 for slot in entries if slot["status"] == "pending")
            await asyncio.sleep(0)
        await self._tell({who: count for who, count in missed.items() if count})
        return posting

    async def _is_due(self) -> bool:
        async with self._database.reading_common() as common:
            return await common.ledger.is_due(self._now())

    async def _tell(self, missed: Mapping[tuple[str, str], int]) -> None:
        """Let those who set up what was missed know it, all of it at once."""
        for (tenant, user), count in missed.items():
            log.warning("slots_missed tenant=%s count=%d", tenant, count)
            async with self._database.writing(tenant) as transaction:
                await transaction.notices.add(user, "/deliveries status:skipped", self._now())
            self._say(tenant)


def _slots(due: Due, now: dt.datetime) -> tuple[list[dict[str, Any]], dt.datetime | None]:
    """Give the slots of a subscription that have come, and the one that follows.

    The newest is to be posted when it is not too late; the older ones are skipped.
    """
    recurrence = Recurrence.kept(due.every, due.zone, due.skip, due.until)
    entries: list[dict[str, Any]] = []
    slot: dt.datetime | None = due.next_at
    while slot and slot <= now and len(entries) < MOST_SLOTS:
        following = recurrence.after(slot)
        why = ""
        if following and following <= now:
            why = MISSED
        elif now - slot > dt.timedelta(minutes=due.lateness):
            why = LATE
        key = Key(due.tenant, due.number, slot)
        entries.append(entry(key, due.channel, platform_of(due.tenant), skipped=why, at=now))
        slot = following
    return entries, slot
