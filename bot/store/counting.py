"""Rows that are counted from 1 for each tenant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from sqlalchemy import Table, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

_T = TypeVar("_T")
_AT_ONCE = 1_000


async def insert_next(connection: AsyncConnection, table: Table, tenant: str, **values: object) -> int:
    """Insert a row under the tenant's next number and give that; the tenant's lock must be held."""
    last = select(func.coalesce(func.max(table.c.number), 0)).where(table.c.tenant == tenant)
    number: int = (await connection.execute(last)).scalar_one() + 1
    await connection.execute(insert(table), {"tenant": tenant, "number": number, **values})
    return number


def portions(all_of_them: Iterable[_T], size: int = _AT_ONCE) -> Iterator[list[_T]]:
    """Give lists of so many, by default as many as go in one statement."""
    rest = iter(all_of_them)
    while some := list(islice(rest, size)):
        yield some
