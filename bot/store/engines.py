"""Connections to SQLite and to PostgreSQL, set up so that what is committed is kept and nobody waits for ever."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from bot.store.address import Address

PATIENCE = 5
"""Seconds to wait for a lock, a statement, a connection."""
_MIGRATION_PATIENCE = 30
_READERS = 4
_POOL, _MORE = 5, 5
_PRAGMAS = (
    f"busy_timeout = {PATIENCE * 1000}",
    "journal_mode = WAL",
    "synchronous = FULL",
    "secure_delete = ON",
)
# A network that swallows packets is noticed, too.
_KEEPALIVE = {"keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "2"}
CONNECT: Mapping[str, str] = {"connect_timeout": str(PATIENCE), "application_name": "onrecord", **_KEEPALIVE}
"""How every connection to PostgreSQL is made."""


def writer(address: Address) -> AsyncEngine:
    """Give the connections that may write: one to SQLite, which has one writer anyhow, several to PostgreSQL."""
    if address.file is None:
        return _postgresql(address)
    return _sqlite(address.file, "BEGIN IMMEDIATE", ("foreign_keys = ON",), connections=1)


def reader(address: Address, writing: AsyncEngine) -> AsyncEngine:
    """Give the connections that cannot write and see one moment's state all through a transaction."""
    if address.file is None:
        return writing.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return _sqlite(address.file, "BEGIN", ("query_only = ON",), connections=_READERS)


def migrator(address: Address) -> Engine:
    """Give a connection that may change tables; SQLite's foreign keys are not held while it does."""
    if address.file is None:
        options = _options(make_url(address.url), lock_timeout=_MIGRATION_PATIENCE)
        return create_engine(_driven(address), poolclass=NullPool, connect_args={**CONNECT, "options": options})
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(address.file)),
        poolclass=NullPool,
        connect_args={"isolation_level": None},
    )
    _prepare(engine, address.file, "BEGIN IMMEDIATE", _PRAGMAS)
    return engine


def _sqlite(file: Path, begin: str, pragmas: tuple[str, ...], *, connections: int) -> AsyncEngine:
    engine = create_async_engine(
        URL.create("sqlite+aiosqlite", database=str(file)),
        # The driver is to begin nothing by itself: it would do so too late, and never for reading.
        connect_args={"isolation_level": None},
        pool_size=connections,
        max_overflow=0,
        pool_timeout=PATIENCE,
        hide_parameters=True,
    )
    _prepare(engine.sync_engine, file, begin, _PRAGMAS + pragmas)
    return engine


def _prepare(engine: Engine, file: Path, begin: str, pragmas: tuple[str, ...]) -> None:
    @event.listens_for(engine, "do_connect")
    def make_folder(*_: object) -> None:
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            # As SQLite would say it, but the driver leaves a thread behind when it fails to connect.
            told = sqlite3.OperationalError(str(error))
            told.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
            raise told from error

    @event.listens_for(engine, "connect")
    def set_up(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        try:
            for pragma in pragmas:
                cursor.execute(f"PRAGMA {pragma}")
        except BaseException:
            # The pool does not know it yet, so nobody else would close it.
            connection.close()
            raise
        cursor.close()

    @event.listens_for(engine, "begin")
    def start(connection: Connection) -> None:
        connection.exec_driver_sql(begin)


def _postgresql(address: Address) -> AsyncEngine:
    options = _options(
        make_url(address.url),
        lock_timeout=PATIENCE,
        statement_timeout=PATIENCE,
        # Whoever holds a tenant's lock and hangs loses it.
        idle_in_transaction_session_timeout=6 * PATIENCE,
    )
    return create_async_engine(
        _driven(address),
        connect_args={**CONNECT, "options": options},
        pool_size=_POOL,
        max_overflow=_MORE,
        pool_timeout=PATIENCE,
        pool_pre_ping=True,
        hide_parameters=True,
    )


def _driven(address: Address) -> URL:
    return make_url(address.url).set(drivername="postgresql+psycopg")


def _options(url: URL, **timeouts: int) -> str:
    given = url.query.get("options", "")
    ours = [f"-c {name}={seconds}s" for name, seconds in timeouts.items()]
    return " ".join([*([given] if isinstance(given, str) and given else []), "-c timezone=UTC -c jit=off", *ours])
