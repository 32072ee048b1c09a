"""Inserting what may be there already, on either database."""

from __future__ import annotations

from sqlalchemy import Insert, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


def unless_there(connection: AsyncConnection, table: Table) -> Insert:
    """Give an insert into a table that passes over what has the key of a row that is there."""
    if is_sqlite(connection):
        return sqlite.insert(table).on_conflict_do_nothing()
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415  slow to import, and SQLite needs none

    return postgresql.insert(table).on_conflict_do_nothing()


def is_sqlite(connection: AsyncConnection) -> bool:
    return connection.dialect.name == "sqlite"
