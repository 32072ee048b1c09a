"""The database: transactions that are one tenant's, and what tells other processes of a change."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, func, inspect, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store import engines
from bot.store.address import read_address
from bot.store.attempts import Attempts
from bot.store.calls import Calls
from bot.store.claims import Claims
from bot.store.content import Content
from bot.store.curators import Curators
from bot.store.deeds import Deeds
from bot.store.deliveries import Deliveries
from bot.store.faults import committing, is_read_only, told
from bot.store.installs import Installs
from bot.store.ledger import Ledger
from bot.store.losses import Losses
from bot.store.notices import Notices
from bot.store.revisions import Revisions
from bot.store.settings import AllSettings, Settings
from bot.store.states import States
from bot.store.subscriptions import Subscriptions
from bot.store.suggestions import Suggestions
from bot.store.tables import claim
from bot.store.tables import tenant as tenants

log = logging.getLogger(__name__)

CHANNEL = "onrecord"
"""PostgreSQL's NOTIFY channel; what is sent on it is a tenant."""
MOST_REPLICAS = 64
_ENTER = text("INSERT INTO tenant (id) VALUES (:id) ON CONFLICT DO NOTHING")


@dataclass(frozen=True, slots=True)
class Transaction:
    """One tenant's part of the database as it is in one transaction.

    `generation` goes up with whatever is written for the tenant; 0 is a tenant that nothing was written for.
    """

    generation: int
    revisions: Revisions
    curators: Curators
    settings: Settings
    suggestions: Suggestions
    notices: Notices
    deeds: Deeds
    calls: Calls
    installs: Installs
    subscriptions: Subscriptions
    deliveries: Deliveries
    content: Content


@dataclass(frozen=True, slots=True)
class Beside:
    """One tenant's part of what is kept beside the record, in one transaction."""

    calls: Calls
    claims: Claims
    losses: Losses


@dataclass(frozen=True, slots=True)
class Common:
    """What is no tenant's, or of all tenants at once, as it is in one transaction."""

    states: States
    ledger: Ledger
    attempts: Attempts
    settings: AllSettings


class Database:
    """SQLite in a file or PostgreSQL, by its URL; connects when first needed.

    Whatever fails in it is raised as `bot.errors.Unavailable`; a bad URL as `ValueError`.
    """

    def __init__(self, url: str) -> None:
        self._address = read_address(url)
        self._writer = engines.writer(self._address)
        self._reader = engines.reader(self._address, self._writer)

    @property
    def is_sqlite(self) -> bool:
        return self._address.file is not None

    @property
    def engine_url(self) -> str:
        """Where the engine that runs deliveries keeps what it needs: a file beside SQLite's, or the same PostgreSQL."""
        file = self._address.file
        return self._address.url if file is None else f"sqlite:///{file.with_suffix('.engine.db')}"

    async def close(self) -> None:
        """Close all connections."""
        await self._reader.dispose()
        await self._writer.dispose()

    @asynccontextmanager
    async def writing(self, tenant: str) -> AsyncIterator[Transaction]:
        """Change what is one tenant's: all of it at the end, nothing after an exception.

        Writers of a tenant, on SQLite all writers, come one after the other; whoever waits longer than
        `engines.PATIENCE` seconds gets `Unavailable`.
        """
        async with self._writable() as connection:
            yield _transaction(connection, tenant, await self._lock(connection, tenant))

    @asynccontextmanager
    async def writing_common(self) -> AsyncIterator[Common]:
        """Change what is no tenant's, or all tenants' at once: all of it at the end, nothing after an exception."""
        async with self._writable() as connection:
            yield _common(connection)

    @asynccontextmanager
    async def reading_common(self) -> AsyncIterator[Common]:
        """Read what is no tenant's, or all tenants' at once, as it was at one moment; a write in it fails."""
        with told():
            async with self._reader.connect() as connection:
                yield _common(connection)

    @asynccontextmanager
    async def reading(self, tenant: str) -> AsyncIterator[Transaction]:
        """Read what is one tenant's, all of it as it was at one moment; a write in it fails."""
        with told():
            async with self._reader.connect() as connection:
                found = await connection.execute(select(tenants.c.generation).where(tenants.c.id == tenant))
                yield _transaction(connection, tenant, found.scalar() or 0)

    @asynccontextmanager
    async def beside(self, tenant: str) -> AsyncIterator[Beside]:
        """Read or change what is kept beside a tenant's record and changes nothing of it, so that no one waits for it.

        All of it is kept at the end, nothing after an exception.
        """
        with told():
            async with self._writer.connect() as connection:
                await connection.execute(_ENTER, {"id": tenant})
                yield Beside(Calls(connection, tenant), Claims(connection, tenant), Losses(connection, tenant))
                with committing():
                    await connection.commit()

    async def generations(self) -> dict[str, int]:
        """Give the generation of every tenant that anything was ever written for."""
        with told():
            async with self._reader.connect() as connection:
                rows = await connection.execute(select(tenants.c.id, tenants.c.generation))
                return {row.id: row.generation for row in rows}

    async def claimed(self, since: dt.datetime) -> list[tuple[tuple[str, str], dt.datetime]]:
        """Give every tenant and key that was claimed since a moment, and when, oldest first."""
        query = select(claim.c.tenant, claim.c.key, claim.c.at).where(claim.c.at >= since).order_by(claim.c.at)
        with told():
            async with self._reader.connect() as connection:
                return [((row.tenant, row.key), row.at) for row in await connection.execute(query)]

    async def schema(self) -> str | None:
        """Give the migration that the tables are at, to be compared with `bot.store.tables.HEAD`; none is `None`."""
        with told():
            async with self._reader.connect() as connection:
                return await connection.run_sync(_schema)

    async def listen(self, on_change: Callable[[str], None]) -> None:
        """Call with each tenant that any process changes, until cancelled; ends at once on SQLite.

        What changes while the connection is lost is not told later: poll `generations` as well.
        """
        if not self.is_sqlite:
            from bot.store import postgresql  # noqa: PLC0415  its driver is slow to import, and SQLite needs none

            await postgresql.listen(self._address, CHANNEL, on_change)

    @asynccontextmanager
    async def replica(self) -> AsyncIterator[str]:
        """Give a name that no other process on the database has meanwhile; one that died leaves its to the next."""
        if self.is_sqlite:
            yield "replica-1"
            return
        from bot.store import postgresql  # noqa: PLC0415  as above

        async with postgresql.numbered(self._address, MOST_REPLICAS) as number:
            yield f"replica-{number}"

    async def scrub(self) -> bool:
        """Let erased words vanish from the database's files too; false when readers are in the way just now."""
        with told():
            if self.is_sqlite:
                async with self._writer.connect() as connection:
                    # A checkpoint does not run inside the transaction that a connection begins by itself.
                    driver = (await connection.get_raw_connection()).driver_connection
                    assert driver is not None  # noqa: S101  a checked-out connection has one
                    ((busy, _, _),) = await driver.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
                    return not busy
            from bot.store import postgresql  # noqa: PLC0415  as above

            return await postgresql.vacuum(self._address, "revision", "suggestion", "deed", "call")

    @asynccontextmanager
    async def _writable(self) -> AsyncIterator[AsyncConnection]:
        with told():
            async with self._writer.connect() as connection:
                try:
                    yield connection
                    with committing():
                        await connection.commit()
                except DBAPIError as error:
                    if is_read_only(error):
                        # What was opened when nothing could be written stays so for as long as it is open.
                        await connection.invalidate(error)
                    raise

    async def _lock(self, connection: AsyncConnection, tenant: str) -> int:
        raised = update(tenants).where(tenants.c.id == tenant).values(generation=tenants.c.generation + 1)
        # A notification is sent with the commit, or not at all.
        notify = () if self.is_sqlite else (func.pg_notify(CHANNEL, tenants.c.id),)
        locking = raised.returning(tenants.c.generation, *notify)
        row = (await connection.execute(locking)).first()
        if row is None:
            await connection.execute(_ENTER, {"id": tenant})
            row = (await connection.execute(locking)).one()
        return int(row.generation)


def _transaction(connection: AsyncConnection, tenant: str, generation: int) -> Transaction:
    return Transaction(
        generation,
        Revisions(connection, tenant),
        Curators(connection, tenant),
        Settings(connection, tenant),
        Suggestions(connection, tenant),
        Notices(connection, tenant),
        Deeds(connection, tenant),
        Calls(connection, tenant),
        Installs(connection, tenant),
        Subscriptions(connection, tenant),
        Deliveries(connection, tenant),
        Content(connection),
    )


def _common(connection: AsyncConnection) -> Common:
    return Common(States(connection), Ledger(connection), Attempts(connection), AllSettings(connection))


def _schema(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return version
