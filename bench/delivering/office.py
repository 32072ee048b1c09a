"""Processes that deliver what subscriptions of a database want, and the database seen from outside."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from select import select as select_ready
from time import monotonic, sleep, time
from typing import Any, TypeAlias

from sqlalchemy import Engine, func, insert, select, text

from bench.servers import script
from bot.store import engines, schema
from bot.store.address import read_address
from bot.store.tables import delivery, subscription, tenant

TENANT = "slack:bench"
_PATIENCE = 60
_WARMING = 40
_LOOK = 0.05
_EVERY = "0 9 1 1 *"
_COPIES = """
    WITH RECURSIVE numbers(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < :count)
    INSERT INTO subscription (tenant, number, {names}) SELECT tenant, numbers.number, {names}
    FROM subscription JOIN numbers ON subscription.number = 0 WHERE tenant = 'slack:filled'
"""
Post: TypeAlias = tuple[str, float]
"""A channel, and the moment in seconds since 1970."""


class Office:
    """A database with all tables, to which subscriptions are added; channels are numbered."""

    def __init__(self, url: str) -> None:
        self.url = url
        schema.upgrade(url)
        self._engine: Engine = engines.migrator(read_address(url))
        self._numbers = count(1)
        with self._engine.begin() as connection:
            connection.execute(insert(tenant), {"id": TENANT, "generation": 1})

    def subscribe(self, due: Sequence[dt.datetime]) -> list[str]:
        """Add a subscription for each due moment and give their channels."""
        rows = [_row(next(self._numbers), moment) for moment in due]
        with self._engine.begin() as connection:
            connection.execute(insert(subscription), rows)
        return [str(row["channel"]) for row in rows]

    def fill(self, count: int) -> None:
        """Add so many subscriptions of which none is due for years."""
        row = _row(0, now() + dt.timedelta(days=3_650))
        with self._engine.begin() as connection:
            connection.execute(insert(tenant), {"id": "slack:filled", "generation": 1})
            connection.execute(insert(subscription), {**row, "tenant": "slack:filled"})
            names = ", ".join(name for name in row if name not in {"tenant", "number"})
            connection.execute(text(_COPIES.format(names=names)), {"count": count})

    def settled(self) -> int:
        with self._engine.connect() as connection:
            return connection.execute(select(func.count()).where(delivery.c.status != "pending")).scalar_one()

    def entered(self) -> int:
        with self._engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(delivery)).scalar_one()

    def deliver(self, due: Sequence[dt.datetime]) -> list[str]:
        """Add subscriptions as above, and wait until all that were due are settled."""
        wanted = self.entered() + len(due)
        channels = self.subscribe(due)
        _wait(self.settled, wanted)
        return channels

    def wait_until_entered(self, wanted: int) -> float:
        """Wait until so many deliveries stand on the ledger, and give the moment."""
        _wait(self.entered, wanted)
        return time()

    def close(self) -> None:
        self._engine.dispose()


class Worker:
    """A process that delivers."""

    def __init__(self, url: str, rate: int) -> None:
        self._posted = False
        self._process = subprocess.Popen(  # noqa: S603  our own
            script("delivering.worker", url, str(rate)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def read(self) -> Any:  # noqa: ANN401  whatever a worker writes
        assert self._process.stdout is not None  # noqa: S101  it was asked for
        return json.loads(self._process.stdout.readline())

    def has_posted(self) -> bool:
        """Tell whether it has posted anything."""
        assert self._process.stdout is not None  # noqa: S101  it was asked for
        if not self._posted and select_ready([self._process.stdout], [], [], 0)[0]:
            self._posted = self.read() == "first"
        return self._posted

    def longest(self) -> float:
        """Give the longest that its loop kept others waiting since that was asked last, in seconds."""
        assert self._process.stdin is not None  # noqa: S101  it was asked for
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return float(self.read())

    def end(self) -> list[Post]:
        """Let it end, and give all that it posted."""
        assert self._process.stdin is not None  # noqa: S101  it was asked for
        self._process.stdin.close()
        posts = [(channel, moment) for channel, moment in self.read()]
        self._process.wait(_PATIENCE)
        return posts

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


@contextmanager
def working(office: Office, rate: int, workers: int) -> Iterator[list[Worker]]:
    """Let processes work in an office, each having delivered something already."""
    begun = [Worker(office.url, rate) for _ in range(workers)]
    try:
        for _ in range(_PATIENCE):
            office.deliver([now()] * _WARMING)
            if all(worker.has_posted() for worker in begun):
                break
        yield begun
    finally:
        for worker in begun:
            worker.kill()


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def _wait(counted: Callable[[], int], wanted: int) -> None:
    until = monotonic() + _PATIENCE
    while (found := counted()) < wanted:
        if monotonic() > until:
            raise RuntimeError(f"only {found} of {wanted} deliveries came in {_PATIENCE} seconds")
        sleep(_LOOK)


def _row(number: int, due: dt.datetime) -> dict[str, object]:
    return {
        "tenant": TENANT,
        "number": number,
        "channel": f"C{number}",
        "kind": "briefing",
        "about": "",
        "every": _EVERY,
        "zone": "UTC",
        "skip": "",
        "until": "",
        "only_new": False,
        "lateness": 120,
        "status": "active",
        "why": "",
        "next_at": due,
        "by": "U1",
        "at": due,
    }
