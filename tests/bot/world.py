"""Two tenants in two processes on one database, beside a plain model of what their records should be."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import Callable, Coroutine
from copy import deepcopy
from itertools import count
from typing import Any, TypeVar

from bot.desk import Desk
from bot.importing import take_in
from bot.store.database import Database
from bot.tenants import Tenant, Tenants
from briefings.editing import Asked
from briefings.edition import Edition
from briefings.faults import ContentError
from briefings.library import Library
from briefings.load import load
from briefings.names import ANYTHING
from briefings.refusals import Gone, Lookalike, NearDuplicate, Needed, Unchanged
from briefings.revisions import Draft, Revision, Status
from briefings.rows import read
from briefings.search import Query
from tests.bot.asking import SAMPLE
from tests.bot.desks import change, desk_at
from tests.bot.inventing import dossier_of, searched
from tests.bot.plain import ABSENT, ERASED, RETRACTED, SHOWN, PlainTenant, Record, record_of, shown_by, visible

CANARIES = {"slack:T1": "canaryone", "discord:7": "canarytwo"}
"""A word that stands in everything that a tenant writes, and may be seen by that tenant alone."""
RIGHTLY_REFUSED = (ContentError, NearDuplicate, Lookalike, Gone, Unchanged, Needed)
"""What may be refused rightly: a reference to what is not shown, words that stand already."""
T = TypeVar("T")


class World:
    """What the tenants have done so far, in the bot and in the plain model."""

    def __init__(self, runner: asyncio.Runner, url: str) -> None:
        self.url = url
        self.now = dt.datetime(2026, 11, 1, 12, tzinfo=dt.UTC)
        self.plain = {tenant: PlainTenant() for tenant in CANARIES}
        self.last_revision: dict[tuple[str, str], Revision] = {}
        (self.content,) = load([SAMPLE])
        self.shipped: Record = record_of([self.content])
        self.databases: list[Database] = []
        self.processes: list[Tenants] = []
        self._runner = runner
        self._numbers = count(1)
        self._tokens: dict[str, set[str]] = {tenant: set() for tenant in CANARIES}
        self._shipped_versions = dict.fromkeys(self.shipped, 1)
        self._remembered: list[tuple[dt.datetime, dict[str, Record]]] = []

    def start(self) -> None:
        for _ in range(2):
            database, process = self._opened()
            self.databases.append(database)
            self.processes.append(process)

    def restart(self, process: int) -> None:
        self.run(self.databases[process].close())
        self.databases[process], self.processes[process] = self._opened()

    def close(self) -> None:
        for database in self.databases:
            self.run(database.close())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    def tick(self) -> None:
        self.now += dt.timedelta(minutes=1)

    def _opened(self) -> tuple[Database, Tenants]:
        database = Database(self.url)
        process = Tenants(Library([self.content]), database)
        self.run(process.open(self.now))
        return database, process

    # -- what is done -----------------------------------------------------------------------------

    def desk(self, tenant: str, process: int) -> Desk:
        # With limits of its own: how much may be done in a minute is not what is looked at here.
        return desk_at(self.processes[process], tenant, now=lambda: self.now)

    def change(self, tenant: str, process: int, make: Callable[[Edition], Draft]) -> Draft | None:
        """Make one change at a desk; `None` when it is refused for what it says."""
        self.tick()
        try:
            (made,) = self.run(change(self.desk(tenant, process), make))
        except RIGHTLY_REFUSED:
            return None
        self.made(tenant, made)
        return made.draft

    def take_in(self, tenant: str, process: int, rows: list[dict[str, Any]]) -> bool:
        """Import rows; say whether they were taken in, all of them, or none."""
        self.tick()
        desk = self.desk(tenant, process)
        try:
            taken = self.run(take_in(desk, read(json.dumps(rows)), "rows", Asked(self.now.date(), anyway=True)))
        except ContentError:
            return False
        for made in taken.made:
            self.made(tenant, made)
        return True

    def made(self, tenant: str, made: Revision) -> None:
        """Remember a revision as the last one of its record."""
        before = self.last_revision.get((tenant, made.draft.record))
        assert made.version == (before.version if before else 0) + 1
        self.last_revision[tenant, made.draft.record] = made

    def ship(self, wanted: Record) -> None:
        """Let the program come with other content, and start it anew."""
        for one in {*wanted, *self.shipped}:
            if wanted.get(one) != self.shipped.get(one):
                self._shipped_versions[one] = self._shipped_versions.get(one, 0) + 1
        self.shipped, self.content = wanted, dossier_of(wanted)
        self.tick()
        for process in range(2):
            self.restart(process)

    def word(self, tenant: str) -> str:
        """Give words that were never used, with the tenant's canary."""
        token = f"word{self.number():04}"
        self._tokens[tenant].add(token)
        return f"{CANARIES[tenant]} {token}"

    def number(self) -> int:
        """Give a number that was never given."""
        return next(self._numbers)

    # -- what should be so ------------------------------------------------------------------------

    def ever_used(self, tenant: str) -> set[str]:
        """Give every id that stands for something now, or stood for it once."""
        return {*self._shipped_versions, *self.plain[tenant].states}

    def visible(self, tenant: str) -> Record:
        return visible(self.plain[tenant].stands(self.shipped))

    def version(self, tenant: str, record_id: str) -> int:
        return self._shipped_versions.get(record_id, 0) + len(self.plain[tenant].states.get(record_id, ()))

    def hold(self) -> None:
        """Hold that every process shows each tenant what it should be shown, and nothing else."""
        self._remember()
        for database, process in zip(self.databases, self.processes, strict=True):
            self.run(_caught_up(process, database))
            for tenant in CANARIES:
                present = self.run(process.get(tenant))
                assert shown_by(present.library) == self.visible(tenant)
                self._versions_and_statuses_are_right(tenant, present.edition)
                _nothing_of_another_is_seen(tenant, present)
                self._search_finds_what_is_shown(tenant, present.library)

    def hold_known(self) -> None:
        """Hold that what was known halfway is what was so then, but for what is retracted now."""
        if len(self._remembered) > 1:
            self._was_known(len(self._remembered) // 2)

    def hold_all_known(self) -> None:
        """Hold the same of moments from the first to the last."""
        for place in range(0, len(self._remembered), max(len(self._remembered) // 6, 1)):
            self._was_known(place)

    def _remember(self) -> None:
        if not self._remembered or self._remembered[-1][0] != self.now:
            standing = {tenant: deepcopy(plain.stands(self.shipped)) for tenant, plain in self.plain.items()}
            self._remembered.append((self.now, standing))

    def _was_known(self, place: int) -> None:
        moment, then = self._remembered[place]
        for tenant, standing in then.items():
            known = self.run(self.processes[place % 2].known_at(tenant, moment))
            left = {one: record for one, record in standing.items() if one not in self.plain[tenant].hidden()}
            assert shown_by(known) == visible(left), moment

    def _versions_and_statuses_are_right(self, tenant: str, edition: Edition) -> None:
        plain = self.plain[tenant]
        standing = plain.stands(self.shipped)
        for record_id in self.ever_used(tenant):
            assert edition.version(record_id) == self.version(tenant, record_id)
            status = plain.last(record_id).status
            wanted = status if status in {RETRACTED, ERASED} else SHOWN if record_id in standing else ABSENT
            assert edition.status(record_id) is Status(wanted), record_id

    def _search_finds_what_is_shown(self, tenant: str, library: Library) -> None:
        held: dict[str, set[str]] = {
            token: set() for token in (*sorted(self._tokens[tenant])[-6:], CANARIES[tenant], "lamps")
        }
        shown = self.visible(tenant)
        for record_id, record in shown.items():
            if record.noun in {"quote", "event", "person", "organisation"}:
                text = searched(record, shown)
                for token, ids in held.items():
                    if token in text:
                        ids.add(record_id)
        for token, ids in held.items():
            query = Query.read(token)
            assert query
            hits = library.find(query, limit=1_000)
            assert {hit.id for hit in hits.page} == ids, token
            assert hits.total == len(ids)


def _nothing_of_another_is_seen(tenant: str, present: Tenant) -> None:
    library = present.library
    for other, canary in CANARIES.items():
        if other != tenant:
            assert canary not in json.dumps({one: record.fields for one, record in shown_by(library).items()})
            assert library.index.rarest(canary, 10) == []
            assert canary not in str(library.names.complete(canary, ANYTHING))
            assert canary not in str(library.names.find(canary, ANYTHING))


async def _caught_up(process: Tenants, database: Database) -> None:
    await process._refresh(await database.generations())  # noqa: SLF001  what watching does each second
