"""What members of one tenant suggest for its record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.counting import insert_next, portions
from bot.store.tables import suggestion as table

_COLUMNS = (
    table.c.number,
    table.c.user,
    table.c.at,
    table.c.line,
    table.c.status,
    table.c.decided_by,
    table.c.decided_at,
    table.c.reason,
    table.c.record,
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What someone suggested: the arguments as a JSON object in `line`; `open`, `approved` or `rejected`.

    `record` is the id of what was made of it.
    """

    number: int
    user: str
    at: dt.datetime
    line: str
    status: str
    decided_by: str | None
    decided_at: dt.datetime | None
    reason: str | None
    record: str | None


class Suggestions:
    """One tenant's suggestions within a transaction."""

    def __init__(self, connection: AsyncConnection, tenant: str) -> None:
        self._connection = connection
        self._tenant = tenant

    async def add(self, user: str, line: str, at: dt.datetime) -> int:
        """Keep a suggestion and give its number."""
        return await insert_next(self._connection, table, self._tenant, user=user, line=line, at=at)

    async def get(self, number: int) -> Suggestion | None:
        found = await self._read(self._all().where(table.c.number == number))
        return found[0] if found else None

    async def open(self, limit: int, offset: int = 0) -> list[Suggestion]:
        """Give those that wait for a decision, the oldest first."""
        waiting = self._all().where(table.c.status == "open").order_by(table.c.number)
        return await self._read(waiting.limit(limit).offset(offset))

    async def count_open(self) -> int:
        waiting = select(func.count()).where(table.c.tenant == self._tenant, table.c.status == "open")
        return int((await self._connection.execute(waiting)).scalar_one())

    async def of(self, user: str, limit: int) -> list[Suggestion]:
        """Give someone's own, the newest first."""
        theirs = self._all().where(table.c.user == user).order_by(table.c.number.desc())
        return await self._read(theirs.limit(limit))

    async def decide(  # noqa: PLR0913, PLR0917  what is to be known of a decision
        self,
        number: int,
        status: Literal["approved", "rejected"],
        by: str,
        at: dt.datetime,
        reason: str = "",
        record: str | None = None,
    ) -> bool:
        """Decide on an open suggestion; tell whether it was one."""
        decided = (
            update(table)
            .where(table.c.tenant == self._tenant, table.c.number == number, table.c.status == "open")
            .values(status=status, decided_by=by, decided_at=at, reason=reason, record=record)
        )
        return (await self._connection.execute(decided)).rowcount > 0

    async def erase(self, record: str) -> int:
        """Take the words out of the suggestions that a record was made of, for good; give how many there are."""
        emptied = (
            update(table).where(table.c.tenant == self._tenant, table.c.record == record).values(line="{}", reason="")
        )
        return (await self._connection.execute(emptied)).rowcount

    async def worded(self) -> list[Suggestion]:
        """Give all whose words were not erased, whatever was decided on them."""
        return await self._read(self._all().where(table.c.line != "{}").order_by(table.c.number))

    async def empty(self, numbers: Sequence[int], by: str, at: dt.datetime, reason: str) -> None:
        """Take the words out of suggestions, for good; those that wait are rejected for a reason."""
        for some in portions(numbers):
            these = (table.c.tenant == self._tenant, table.c.number.in_(some))
            await self._connection.execute(update(table).where(*these).values(line="{}", reason=""))
            rejected = {"status": "rejected", "decided_by": by, "decided_at": at, "reason": reason}
            await self._connection.execute(update(table).where(*these, table.c.status == "open").values(rejected))

    def _all(self) -> Select[*tuple[Any, ...]]:
        return select(*_COLUMNS).where(table.c.tenant == self._tenant)

    async def _read(self, query: Select[*tuple[Any, ...]]) -> list[Suggestion]:
        return [Suggestion(*row) for row in await self._connection.execute(query)]
