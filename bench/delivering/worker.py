"""A process that delivers against a platform that answers at once: `python -m bench.delivering.worker URL RATE`.

It writes a line with its first post, and all of them when its standard input ends.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import logging
import sys
from contextlib import suppress
from random import Random

from bench.delivering.platform import AtOnce
from bench.delivering.waiting import Watch
from bot.schedule.courier import Courier
from bot.schedule.running import deliver
from bot.store.database import Database
from bot.tenants import Tenants
from briefings.library import Library
from briefings.load import SHIPPED, load


async def work(url: str, rate: int) -> None:
    """Deliver until standard input ends, and write what was posted."""
    database = Database(url)
    tenants = Tenants(Library(load((SHIPPED,))), database)
    platform = AtOnce()
    courier = Courier(tenants, database, {"slack": platform}, _now, Random(1))  # noqa: S311  the same each time
    delivering = asyncio.create_task(deliver(courier, database, {"slack": rate}, _now))
    first = asyncio.create_task(_tell(platform))
    async with Watch() as watch:
        asked = asyncio.create_task(asyncio.to_thread(_asked, watch))
        await asyncio.wait([delivering, asked], return_when=asyncio.FIRST_COMPLETED)
    for task in (first, delivering):
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    await database.close()
    _write(platform.posts)


def _asked(watch: Watch) -> None:
    """Answer each line with the longest that others waited since the last one, in seconds, until there are no more."""
    for _ in sys.stdin:
        _write(watch.longest)
        watch.longest = 0.0


async def _tell(platform: AtOnce) -> None:
    await platform.first.wait()
    _write("first")


def _write(what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    asyncio.run(work(sys.argv[1], int(sys.argv[2])))
