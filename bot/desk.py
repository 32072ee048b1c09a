"""Where the record is changed: every write goes through one transaction, in which the role is read again."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace

from bot.errors import Forbidden, Unavailable, UserError
from bot.limits import CHANGES, Limits
from bot.roles import Role, forbidden, role_named
from bot.store.database import Database, Transaction
from bot.store.faults import Stale
from bot.tenants import Clock, Tenant, Tenants, after, people
from briefings.edition import Edition
from briefings.faults import ContentError
from briefings.library import Library
from briefings.refusals import Refused
from briefings.revisions import SHIPPED, Draft, Revision


@dataclass(slots=True)
class Work:
    """A change being made: the tenant as it stands in the transaction, and what was made of it so far."""

    transaction: Transaction
    tenant: Tenant
    user: str
    at: dt.datetime
    made: list[Revision] = field(default_factory=list)
    people_changed: bool = False
    """Set it when roles or settings were changed."""

    @property
    def edition(self) -> Edition:
        return self.tenant.edition

    async def append(self, drafts: Sequence[Draft]) -> list[Revision]:
        """Make revisions; they are seen by everyone once the work is done."""
        beneath = self.edition.shipped.version
        made = await self.transaction.revisions.append(drafts, self.user, self.at, beneath)
        self.made += made
        return made

    async def note(self, action: str, subject: str, note: str = "") -> None:
        """Put a line into the audit."""
        await self.transaction.deeds.add(self.user, action, subject, note, self.at)


@dataclass(frozen=True, slots=True)
class Desk:
    """The place of one person in one tenant; `granted` is the role that their platform says they have.

    A `guest` may do what everyone may, whatever was said of them.
    """

    tenants: Tenants
    limits: Limits
    now: Clock
    tenant: str
    user: str
    granted: Role
    guest: bool = False

    @property
    def _database(self) -> Database:
        if self.tenants.database is None:
            raise Unavailable("This bot keeps no changes: it runs without a database. Nothing was changed.")
        return self.tenants.database

    @asynccontextmanager
    async def writing(self, needed: Role, act: str = CHANGES) -> AsyncIterator[Work]:
        """Change the tenant: everything is kept at the end, nothing after an exception.

        Raise `Forbidden` when whoever asks does not have the role now, `TryLater` when it is too much in a while,
        `Unavailable` when it cannot be kept.
        """
        await self.tenants.record(self.now())
        try:
            async with self._working(needed, act) as work:
                yield work
        except Stale:
            text = "Someone else changed it at the same moment. Nothing was changed. Try again."
            raise Unavailable(text) from None

    @asynccontextmanager
    async def _working(self, needed: Role, act: str) -> AsyncIterator[Work]:
        async with self.tenants.holding(self.tenant):
            self.limits.refuse(act, self.tenant, self.user)
            with self._counted(act):
                async with self._database.writing(self.tenant) as transaction:
                    stored = await transaction.curators.role_of(self.user)
                    self._refuse(role_named(stored), needed)
                    tenant = await self.tenants.caught_up(self.tenant, transaction, transaction.generation - 1)
                    # What others had changed is so, whatever becomes of this change.
                    self.tenants.publish(self.tenant, tenant)
                    work = Work(transaction, tenant, self.user, self.now())
                    yield work
                    changed = await people(tenant, transaction) if work.people_changed else tenant
            # It is kept now: whoever is cancelled here does not take it out of everyone's sight.
            await asyncio.shield(self._publish(work, changed))

    @contextmanager
    def _counted(self, act: str) -> Iterator[None]:
        """Count what is done, and what is refused for what was asked; never what fails by our own fault."""
        try:
            yield
        except (UserError, Refused, ContentError) as error:
            if not (isinstance(error, Forbidden) or (isinstance(error, UserError) and error.ours)):
                self.limits.count(act, self.tenant, self.user)
            raise
        self.limits.count(act, self.tenant, self.user)

    async def _publish(self, work: Work, changed: Tenant) -> None:
        edition = await after(work.edition, work.made)
        self.tenants.publish(self.tenant, replace(changed, edition=edition, generation=work.transaction.generation))

    @asynccontextmanager
    async def reading(self, needed: Role = Role.EVERYONE) -> AsyncIterator[Transaction]:
        """Read what stands in the database alone: histories, suggestions, the audit."""
        tenant = await self.tenants.get(self.tenant)
        self._refuse(tenant.roles.get(self.user, Role.EVERYONE), needed)
        async with self._database.reading(self.tenant) as transaction:
            yield transaction

    @property
    def newest(self) -> Library | None:
        """The tenant's record as it is now, where it is in memory."""
        tenant = self.tenants.at_hand(self.tenant)
        return tenant.library if tenant else None

    async def present(self) -> Edition:
        """Give the tenant's record as it is now."""
        return (await self.tenants.get(self.tenant)).edition

    async def shipped_history(self, record_id: str) -> list[Revision]:
        """Give the recorded shipped versions of a record."""
        async with self._database.reading(SHIPPED) as transaction:
            return await transaction.revisions.of(record_id)

    async def known_at(self, moment: dt.datetime) -> Library:
        """Give the library as it was known at a moment (UTC)."""
        return await self.tenants.known_at(self.tenant, moment)

    async def begun(self) -> dt.datetime | None:
        """Give when the record began (UTC)."""
        return await self.tenants.begun(self.tenant)

    def _refuse(self, stored: Role, needed: Role) -> None:
        role = self.tenants.role(self.tenant, self.user, self.granted, stored)
        if (Role.EVERYONE if self.guest else role) < needed:
            raise forbidden(needed)
