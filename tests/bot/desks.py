"""A tenant's desk for tests, and changes made at it as a command makes them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection

from bot.desk import Desk
from bot.limits import Limits
from bot.roles import Role
from bot.store.database import Database
from bot.tenants import Tenants
from briefings import editing
from briefings.editing import Asked
from briefings.edition import Edition
from briefings.revisions import Draft, Revision

TENANT = "slack:T1"
NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)


def desk_at(  # noqa: PLR0913  all of what a desk is
    tenants: Tenants,
    tenant: str = TENANT,
    *,
    user: str = "u1",
    granted: Role = Role.CURATOR,
    now: Callable[[], dt.datetime] = lambda: NOW,
    limits: Limits | None = None,
) -> Desk:
    return Desk(tenants, limits or Limits(), now, tenant, user, granted)


async def change(desk: Desk, *makers: Callable[[Edition], Draft]) -> list[Revision]:
    """Make changes in one go, each drafted against the edition in the transaction."""
    async with desk.writing(Role.CURATOR) as work:
        return await work.append([maker(work.edition) for maker in makers])


@contextmanager
def read_only(database: Database) -> Iterator[None]:
    """Let a database refuse every write, as it does on a disk that went read-only; a file cannot refuse root."""
    engine = database._writer.sync_engine  # noqa: SLF001  there is no other way to it
    refusing = True

    def on_checkout(connection: DBAPIConnection, *_: object) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA query_only = {int(refusing)}")
        cursor.close()

    def on_begin(connection: Connection) -> None:
        if refusing:
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")

    if database.is_sqlite:
        event.listen(engine, "checkout", on_checkout)
    else:
        event.listen(engine, "begin", on_begin)
    try:
        yield
    finally:
        refusing = False


def asked(reason: str = "checked", version: int | None = None) -> Asked:
    return Asked(NOW.date(), reason, version)


def correcting(record: str, version: int | None = None, **fields: object) -> Callable[[Edition], Draft]:
    return lambda edition: editing.correct(edition, record, fields, asked(version=version))


def retracting(record: str, reason: str = "misheard") -> Callable[[Edition], Draft]:
    return lambda edition: editing.retract(edition, record, asked(reason))


def reinstating(record: str) -> Callable[[Edition], Draft]:
    return lambda edition: editing.reinstate(edition, record, asked())


def adding(noun: str, dossier: str, fields: Mapping[str, Any]) -> Callable[[Edition], Draft]:
    return lambda edition: editing.add(edition, noun, dossier, fields, asked())
