"""The revisions of one tenant."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, insert, select, type_coerce, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import NullType

from bot.store.counting import portions
from bot.store.tables import moment
from bot.store.tables import revision as table
from bot.store.tables import tenant as tenants
from briefings.revisions import Action, Draft, Revision, Status
from briefings.undoing import is_taken_back

_Values: TypeAlias = dict[str, object]
_ACTIONS = {action.value: action for action in Action}
_STATUSES = {status.value: status for status in Status}
_COLUMNS = (
    table.c.number,
    table.c.version,
    table.c.against,
    table.c.actor,
    # As the driver gives it: of 100,000 rows, a type's own conversion takes as long as all the rest.
    type_coerce(table.c.at, NullType()).label("at"),
    table.c.record,
    table.c.noun,
    table.c.dossier,
    table.c.action,
    table.c.status,
    table.c.fields,
    table.c.reason,
    table.c.base,
    table.c.undoes,
)
_AT_ONCE = 2_000


def _no_other(_record: str) -> int:
    return 0


class Revisions:
    """One tenant's revisions within a transaction; every list is in the order in which they were made."""

    def __init__(self, connection: AsyncConnection, tenant: str) -> None:
        self._connection = connection
        self._tenant = tenant

    async def append(
        self, drafts: Sequence[Draft], actor: str, at: dt.datetime, beneath: Callable[[str], int] = _no_other
    ) -> list[Revision]:
        """Make revisions of drafts, numbered in their order. Raise `Stale` if someone else got hold of a number.

        `beneath` counts the versions of a record that the tenant's own lie over.
        """
        if not drafts:
            return []
        versions = await self._versions({draft.record for draft in drafts})
        counted = update(tenants).where(tenants.c.id == self._tenant).values(revision=tenants.c.revision + len(drafts))
        last: int = (await self._connection.execute(counted.returning(tenants.c.revision))).scalar_one()
        made: list[Revision] = []
        for number, draft in enumerate(drafts, last - len(drafts) + 1):
            before = versions.get(draft.record, 0)
            versions[draft.record] = before + 1
            made.append(Revision(number, before + 1, beneath(draft.record) + before, actor, at, draft))
        for some in portions(made):
            await self._connection.execute(insert(table), [self._values(revision) for revision in some])
        return made

    async def since(self, number: int) -> list[Revision]:
        """Give what came after a number."""
        return await self._read(table.c.number > number)

    async def latest(self) -> list[Revision]:
        """Give the last revision of every record, in the order in which the records came."""
        return await self._last_of_each()

    async def until(self, at: dt.datetime) -> list[Revision]:
        """Give the last revision of every record among those made at a moment or before it."""
        return await self._last_of_each(table.c.at <= at)

    async def begun(self) -> dt.datetime | None:
        """Give when the first was made."""
        first = select(table.c.at).where(table.c.tenant == self._tenant).order_by(table.c.at).limit(1)
        at: dt.datetime | None = (await self._connection.execute(first)).scalar()
        return at

    async def of(self, record: str) -> list[Revision]:
        """Give the history of one record."""
        return await self._read(table.c.record == record)

    async def get(self, number: int) -> Revision | None:
        found = await self._read(table.c.number == number)
        return found[0] if found else None

    async def between(self, first: int, last: int) -> list[Revision]:
        """Give those whose numbers are in a range, both ends included."""
        return await self._read(table.c.number.between(first, last))

    async def histories(self, records: Iterable[str]) -> dict[str, list[Revision]]:
        """Give the history of each of these records."""
        found: dict[str, list[Revision]] = {}
        for some in portions(dict.fromkeys(records)):
            for revision in await self._read(table.c.record.in_(some)):
                found.setdefault(revision.draft.record, []).append(revision)
        return found

    async def last_by(self, actor: str) -> Revision | None:
        """Give the newest revision of someone that can be taken back: none that takes another back, none taken back.

        So whoever undoes again and again goes back through what they did, one by one; what was erased is passed over.
        """
        undoing, again, later = table.alias(), table.alias(), table.alias()
        undone = exists().where(undoing.c.tenant == self._tenant, undoing.c.undoes == table.c.number)
        done_again = undone.where(again.c.tenant == self._tenant, again.c.undoes == undoing.c.number)
        erased = exists().where(
            later.c.tenant == self._tenant, later.c.record == table.c.record, later.c.status == Status.ERASED.value
        )
        own = and_(table.c.tenant == self._tenant, table.c.actor == actor, table.c.undoes.is_(None), ~erased)
        newest_first = select(*_COLUMNS).order_by(table.c.number.desc())
        row = (await self._connection.execute(newest_first.where(own, ~undone).limit(1))).first()
        untouched = None if row is None else _revision(row)
        after = untouched.number if untouched else 0
        rows = await self._connection.execute(newest_first.where(own, done_again, table.c.number > after))
        for some in portions(map(_revision, rows)):
            histories = await self.histories(one.draft.record for one in some)
            if standing := next((one for one in some if not is_taken_back(one, histories[one.draft.record])), None):
                return standing
        return untouched

    async def erase(self, record: str) -> int:
        """Take fields, base and reason out of all revisions of a record, for good; give how many there are.

        A tombstone never had any words, and keeps the reason why they are gone.
        """
        worded = table.c.status != Status.ERASED.value
        emptied = (
            update(table)
            .where(table.c.tenant == self._tenant, table.c.record == record, worded)
            .values(fields="{}", base="{}", reason="")
        )
        return (await self._connection.execute(emptied)).rowcount

    async def _versions(self, records: set[str]) -> dict[str, int]:
        versions: dict[str, int] = {}
        for some in portions(sorted(records)):
            newest = (
                select(table.c.record, func.max(table.c.version))
                .where(table.c.tenant == self._tenant, table.c.record.in_(some))
                .group_by(table.c.record)
            )
            versions.update((row[0], row[1]) for row in await self._connection.execute(newest))
        return versions

    def _values(self, revision: Revision) -> _Values:
        draft = revision.draft
        return {
            "tenant": self._tenant,
            "number": revision.number,
            "record": draft.record,
            "noun": draft.noun,
            "dossier": draft.dossier,
            "version": revision.version,
            "against": revision.against,
            "action": draft.action.value,
            "status": draft.status.value,
            "fields": draft.fields,
            "base": draft.base,
            "reason": draft.reason,
            "actor": revision.actor,
            "at": revision.at,
            "undoes": draft.undoes,
        }

    async def _last_of_each(self, *among: ColumnElement[bool]) -> list[Revision]:
        # All are read and the last kept: a query for the last alone is slower where most records have few, and
        # PostgreSQL, before it has counted the rows of a large import, compares all with all.
        last: dict[str, Revision] = {}
        # Bit by bit, so that nobody else's answer waits for it.
        async for some in (await self._connection.stream(self._those(*among))).partitions(_AT_ONCE):
            for revision in map(_revision, some):
                last[revision.draft.record] = revision
        return list(last.values())

    async def _read(self, *which: ColumnElement[bool]) -> list[Revision]:
        return [_revision(row) for row in await self._connection.execute(self._those(*which))]

    def _those(self, *which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
        return select(*_COLUMNS).where(table.c.tenant == self._tenant, *which).order_by(table.c.number)


def _revision(row: Row[*tuple[Any, ...]]) -> Revision:
    number, version, against, actor, at, record, noun, dossier, action, status, fields, reason, base, undoes = row
    draft = Draft(record, noun, dossier, _ACTIONS[action], _STATUSES[status], fields, reason, base, undoes)
    return Revision(number, version, against, actor, moment(at), draft)
