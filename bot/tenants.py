"""What is known of each tenant, in memory: loaded when first asked for, refreshed when any process changes it."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from weakref import WeakValueDictionary
from zoneinfo import ZoneInfo

from bot.errors import Unavailable
from bot.roles import Role, role_named
from bot.store.database import Database, Transaction
from bot.store.engines import PATIENCE
from briefings.dates import ENGLISH
from briefings.edition import Edition, Shipped, as_known, upgrade, written
from briefings.export import as_dict
from briefings.library import Library
from briefings.revisions import SHIPPED, Revision, Status
from briefings.settling import Placed
from briefings.shelf import Shelf

log = logging.getLogger(__name__)

Clock = Callable[[], dt.datetime]
"""Gives the present moment in UTC."""
ZONE, DATES, DEFAULT_DOSSIER, ANSWERS = "zone", "dates", "dossier", "answers"
MAY_SUGGEST, MAY_SUBSCRIBE = "suggest", "subscribe"
"""The settings of a tenant by their names."""
MOST_TENANTS = 1_000
"""So many tenants are kept in memory; whoever was not asked for longest is loaded again when they come back."""
UNUSED = dt.timedelta(hours=1)
"""Whoever was not asked for so long is let go, and loaded again when they come back."""
TIDYING = 60.0
"""After so many seconds it is looked again who that is."""
MOST_KNOWN = 16
"""So many libraries as they were known at some moment are kept."""
POLL = 1.0
"""After so many seconds at most another process's change is looked for, should no notification have come."""
_MOST_AT_ONCE = 100
LOADER = "content"
"""The actor of the revisions that an upgrade of the shipped content makes."""


@dataclass(frozen=True, slots=True)
class Tenant:
    """A tenant as it is at one generation: its record, who may change it, and its settings."""

    edition: Edition
    generation: int = 0
    shipped: int = 0
    """The generation of the shipped record that it lies over."""
    roles: Mapping[str, Role] = field(default_factory=dict)
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def library(self) -> Library:
        return self.edition.library

    @property
    def dates(self) -> str:
        """The language that dates are said in."""
        return self.settings.get(DATES, ENGLISH)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.get(ZONE, "UTC"))


class Tenants:
    """All tenants. Without a database everyone has the shipped record, and no one can change it."""

    def __init__(
        self,
        shipped: Library,
        database: Database | None = None,
        admins: Mapping[str, AbstractSet[str]] = MappingProxyType({}),
    ) -> None:
        """`shipped` is the record that comes with the program; `admins` are users by tenant who are always admins."""
        self.database = database
        self._admins = admins
        self._shipped = Shipped(shipped, {})
        self._shipped_generation = 0
        self._recorded = False
        self._present: OrderedDict[str, Tenant] = OrderedDict()
        self._asked_for: set[str] = set()
        """Whoever was asked for since that was last looked at."""
        self._last: dict[str, dt.datetime] = {}
        """When each was last asked for, as far as that was looked at."""
        # Each lives for as long as anyone holds it or waits for it.
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._known: OrderedDict[tuple[str, int, int, dt.datetime], Library] = OrderedDict()
        self._changed = asyncio.Event()

    async def open(self, now: dt.datetime) -> None:
        """Record what is new in the shipped content; where the database cannot be written, go on without."""
        if self.database is None:
            return
        try:
            await self.record(now)
        except Unavailable as error:
            log.warning("content_not_recorded reason=%r", error.text)
            await self._load_shipped(self.database)

    async def record(self, now: dt.datetime) -> None:
        """Record what is new in the shipped content, if that could not be done before."""
        if self.database is None or self._recorded:
            return
        await self._record_shipped(self.database, now)
        self._recorded = True
        await self._load_shipped(self.database)

    def close(self) -> None:
        """Free what is in memory; nothing may be asked any more."""
        for tenant in self._present.values():
            tenant.library.close()
        self._shipped.library.close()

    # -- reading ----------------------------------------------------------------------------------

    def at_hand(self, name: str) -> Tenant | None:
        """Give a tenant that is in memory."""
        tenant = self._present.get(name)
        if tenant:
            self._present.move_to_end(name)
            self._asked_for.add(name)
        return tenant

    def generation(self, name: str) -> int:
        """Give a tenant's generation, as far as it is known here; 0 for one that is not in memory."""
        tenant = self._present.get(name)
        return tenant.generation if tenant else 0

    async def get(self, name: str) -> Tenant:
        """Give a tenant, from the database where it is not in memory."""
        return self.at_hand(name) or await self._load(name)

    async def known_at(self, name: str, moment: dt.datetime) -> Library:
        """Give the library as it was known at a moment, without what may not be shown any more."""
        tenant = await self.get(name)
        if self.database is None:
            return tenant.library
        key = (name, tenant.shipped, tenant.generation, moment)
        if key not in self._known:
            async with self.database.reading(SHIPPED) as transaction:
                shipped = await transaction.revisions.until(moment)
            async with self.database.reading(name) as transaction:
                own = await transaction.revisions.until(moment)
            hidden = {Status.RETRACTED, Status.ERASED}
            edition = tenant.edition
            gaps = {shelf.about.id: shelf.gaps for shelf in self._shipped.library.dossiers}
            known = await asyncio.to_thread(as_known, shipped, own, lambda one: edition.status(one) in hidden, gaps)
            self._known[key] = known
            if len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)
        return self._known[key]

    async def begun(self, name: str) -> dt.datetime | None:
        """Give when the first of what a tenant has on record was put there; `None` where that is not kept."""
        if self.database is None:
            return None
        begun: list[dt.datetime] = []
        for owner in (SHIPPED, name):
            async with self.database.reading(owner) as transaction:
                if first := await transaction.revisions.begun():
                    begun.append(first)
        return min(begun, default=None)

    def role(self, name: str, user: str, granted: Role, stored: Role) -> Role:
        """Give the highest role that someone has by their platform, by a curator's word, or by the settings."""
        appointed = Role.ADMIN if user in self._admins.get(name, ()) else Role.EVERYONE
        return max(granted, stored, appointed)

    # -- changing ---------------------------------------------------------------------------------

    @asynccontextmanager
    async def holding(self, name: str) -> AsyncIterator[None]:
        """Change a tenant in this process, or take in what others changed, one after the other.

        Whoever has to wait longer than for the database gets `Unavailable`.
        """
        lock = self._locks.get(name) or asyncio.Lock()
        self._locks[name] = lock
        try:
            async with asyncio.timeout(PATIENCE):
                await lock.acquire()
        except TimeoutError:
            text = "Another change takes long just now. Nothing was changed. Try again in a minute."
            raise Unavailable(text) from None
        try:
            yield
        finally:
            lock.release()

    async def caught_up(self, name: str, transaction: Transaction, generation: int) -> Tenant:
        """Give a tenant as it stands in a transaction; to be called while it is held."""
        tenant = self._present.get(name)
        if tenant and (tenant.generation, tenant.shipped) == (generation, self._shipped_generation):
            return tenant
        # All that can fail comes first: a next edition changes the index that it shares with the one before.
        if tenant and tenant.shipped == self._shipped_generation:
            revisions = await transaction.revisions.since(tenant.edition.number)
        else:
            tenant, revisions = None, await transaction.revisions.latest()
        known = await people(tenant or Tenant(Edition(self._shipped)), transaction)
        # Taken together, after the wait: another version of the shipped record may have come meanwhile.
        fresh = (Edition(self._shipped), self._shipped_generation)
        edition, shipped = (tenant.edition, tenant.shipped) if tenant else fresh
        return replace(known, edition=await after(edition, revisions), generation=generation, shipped=shipped)

    def publish(self, name: str, tenant: Tenant) -> None:
        """Let everyone see a tenant as it is now; to be called while it is held."""
        self._present[name] = tenant
        self._present.move_to_end(name)
        for gone in [one for one in self._present if not self._busy(one)][: len(self._present) - MOST_TENANTS]:
            del self._present[gone]

    async def tidy(self, now: Clock) -> None:
        """Let go of whoever is not asked for any more, until cancelled."""
        while True:
            self._let_go(now())
            await asyncio.sleep(TIDYING)

    def _let_go(self, now: dt.datetime) -> None:
        self._last = {name: now if name in self._asked_for else self._last.get(name, now) for name in self._present}
        self._asked_for.clear()
        for name, last in self._last.items():
            if now - last >= UNUSED and not self._busy(name):
                del self._present[name]

    async def watch(self) -> None:
        """Take in what other processes change, until cancelled."""
        if self.database is None:
            return
        listening = asyncio.create_task(self.database.listen(lambda _tenant: self._changed.set()))
        try:
            while True:
                try:
                    await self._refresh(await self.database.generations())
                except Unavailable as error:
                    log.warning("refresh_failed reason=%r", error.text)
                except Exception:
                    # Whatever it is, what others change has to be seen again afterwards.
                    log.exception("refresh_failed")
                # Not `wait_for`: in Python 3.11 it swallows a cancellation that comes together with the event.
                with suppress(TimeoutError):
                    async with asyncio.timeout(POLL):
                        await self._changed.wait()
                self._changed.clear()
        finally:
            listening.cancel()

    # -- inside -----------------------------------------------------------------------------------

    async def _refresh(self, generations: Mapping[str, int]) -> None:
        if self.database and generations.get(SHIPPED, 0) != self._shipped_generation:
            await self._load_shipped(self.database)
        stale = [
            name
            for name, tenant in self._present.items()
            if (generations.get(name, 0), self._shipped_generation) != (tenant.generation, tenant.shipped)
        ]
        # Whoever changes a tenant here takes in what others changed, too.
        await asyncio.gather(*(self._reload(name) for name in stale if not self._busy(name)))

    def _busy(self, name: str) -> bool:
        lock = self._locks.get(name)
        return lock is not None and lock.locked()

    async def _reload(self, name: str) -> None:
        try:
            await self._load(name)
        except Unavailable as error:
            log.warning("refresh_failed tenant=%s reason=%r", name, error.text)
        except Exception:
            # It is loaded afresh when it is next asked for; the others go on being refreshed.
            log.exception("refresh_failed tenant=%s", name)
            self._present.pop(name, None)

    async def _load(self, name: str) -> Tenant:
        if self.database is None:
            tenant = Tenant(Edition(self._shipped))
            self.publish(name, tenant)
            return tenant
        async with self.holding(name):
            async with self.database.reading(name) as transaction:
                tenant = await self.caught_up(name, transaction, transaction.generation)
            self.publish(name, tenant)
            return tenant

    async def _record_shipped(self, database: Database, now: dt.datetime) -> None:
        shelves = self._shipped.library.dossiers
        digest = _digest(shelves)
        async with database.reading(SHIPPED) as transaction:
            if await transaction.content.last() == digest:
                return
        async with database.writing(SHIPPED) as transaction:
            before = {revision.draft.record: revision for revision in await transaction.revisions.latest()}
            drafts = upgrade(before, shelves, f"shipped content {digest[:12]}")
            await transaction.revisions.append(drafts, LOADER, now)
            await transaction.content.add(digest, now)
        log.info("content_recorded changes=%d digest=%s", len(drafts), digest[:12])

    async def _load_shipped(self, database: Database) -> None:
        async with database.reading(SHIPPED) as transaction:
            revisions = await transaction.revisions.latest()
        versions = {revision.draft.record: revision.version for revision in revisions}
        erased = {revision.draft.record: revision for revision in revisions if revision.draft.status is Status.ERASED}
        library = self._without_erased(self._shipped.library, revisions)
        # In one step: whoever loads a tenant takes both.
        self._shipped_generation = transaction.generation
        if library is not self._shipped.library or versions != self._shipped.versions:
            self._shipped = Shipped(library, versions, erased)
            self._present.clear()

    @staticmethod
    def _without_erased(library: Library, revisions: Sequence[Revision]) -> Library:
        erased = [r.draft for r in revisions if r.draft.status is Status.ERASED and library.get(r.draft.record)]
        if not erased:
            return library
        # An index keeps the words of what was taken out of it.
        return library.changed(Placed(draft.dossier, draft.record, None) for draft in erased).unshared()


async def people(tenant: Tenant, transaction: Transaction) -> Tenant:
    """Give a tenant with the roles and settings that stand in a transaction."""
    roles = {one.user: role_named(one.role) for one in await transaction.curators.all()}
    return replace(tenant, roles=roles, settings=await transaction.settings.all())


async def after(edition: Edition, revisions: Sequence[Revision]) -> Edition:
    """Give the edition after further revisions; while there are many to lay over it, others are answered."""
    if not revisions:
        return edition
    if len(revisions) <= _MOST_AT_ONCE:
        return edition.after(revisions)
    return await asyncio.to_thread(edition.after, revisions)


def _digest(shelves: Iterable[Shelf]) -> str:
    """Give a name for this very content."""
    hashed = hashlib.sha256()
    for shelf in shelves:
        for whole in (shelf.about, *shelf.records()):
            hashed.update(written(as_dict(whole)).encode())
    return hashed.hexdigest()
