"""The tick: every slot that has come is entered into the ledger, and its subscription moved to the next one."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from bot.due import slots
from bot.roles import Role
from bot.store.database import Database
from bot.tenants import Clock

log = logging.getLogger(__name__)

AT_ONCE = 100
"""So many subscriptions are entered in one transaction: nobody waits long for it, and the loop is not held up."""


UNREAD = "times"
"""Why a subscription is paused whose times cannot be read."""


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
                    try:
                        came, following[one.tenant, one.number] = slots(one.tenant, one, now)
                    except (ValueError, KeyError):
                        # What another version wrote, or another set of zones: it holds up no other.
                        log.exception("times_not_read tenant=%s subscription=%d", one.tenant, one.number)
                        await common.ledger.pause(one.tenant, one.number, UNREAD)
                        continue
                    entries += came
                    missed[one.tenant, one.by] += sum(1 for slot in came if slot["status"] == "skipped")
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
                await transaction.notices.add(user, "/deliveries status:skipped", self._now(), Role.CURATOR)
            self._say(tenant)
