"""What PostgreSQL does by its own driver alone, on a connection that nothing else uses."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import psycopg
from psycopg.conninfo import make_conninfo

from bot.errors import Unavailable
from bot.store import engines
from bot.store.address import Address
from bot.store.faults import failed

log = logging.getLogger(__name__)

_PAUSE = 0.5
_NUMBERED = 0x0EC0
"""Sets the locks of numbers apart from any others."""


async def listen(address: Address, channel: str, on_change: Callable[[str], None]) -> None:
    """Call with all that is sent on a channel, until cancelled."""
    while True:
        try:
            async with await _alone(address) as connection:
                await connection.execute(f"LISTEN {channel}")
                async for notification in connection.notifies():
                    on_change(notification.payload)
        except psycopg.Error as error:
            log.warning("listening_lost error=%s", type(error).__name__)
        await asyncio.sleep(_PAUSE)


async def vacuum(address: Address, *tables: str) -> bool:
    """Let what was taken out of tables vanish from their files too; false when readers are in the way."""
    try:
        async with await _alone(address) as connection:
            # A plain VACUUM only frees the space, and the words would stand in it until it is used again.
            await connection.execute(f"SET lock_timeout = '{engines.PATIENCE}s'")
            await connection.execute(f"VACUUM (FULL) {', '.join(tables)}")
    except psycopg.errors.LockNotAvailable:
        return False
    except psycopg.Error as error:
        raise failed(error) from error
    return True


async def _alone(address: Address) -> psycopg.AsyncConnection[tuple[object, ...]]:
    return await psycopg.AsyncConnection.connect(make_conninfo(address.url, **engines.CONNECT), autocommit=True)


@asynccontextmanager
async def numbered(address: Address, most: int) -> AsyncIterator[int]:
    """Hold the lowest number (from 1) that no other process holds, for as long as the connection lives."""
    try:
        async with await _alone(address) as connection:
            for number in range(1, most + 1):
                taking = await connection.execute("SELECT pg_try_advisory_lock(%s, %s)", (_NUMBERED, number))
                if (row := await taking.fetchone()) and row[0]:
                    yield number
                    return
            raise Unavailable(f"{most} processes deliver already.")
    except psycopg.Error as error:
        raise failed(error) from error
