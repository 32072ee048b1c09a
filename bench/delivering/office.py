"""Processes that deliver what subscriptions of a database want, and the database seen from outside."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from select import select as select_ready
from time import monotonic, sleep
from typing import Any

from sqlalchemy import Engine, func, insert, select

from bench.servers import script
from bot.store import engines, schema
from bot.store.address import read_address
from bot.store.tables import delivery, subscription, tenant

TENANT = "slack:bench"
_PATIENCE = 60
_WARMING = 40
_LOOK = 0.1
_EVERY = "0 9 1 1 *"


@dataclass(frozen=True, slots=True)
class Worked:
    """What a process posted: channels and moments; and the longest its loop kept others waiting, in seconds."""

    posts: Sequence[tuple[str, float]]
    longest: float


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

    def settled(self) -> int:
        with self._engine.connect() as connection:
            return connection.execute(select(func.count()).where(delivery.c.status != "pending")).scalar_one()

    def entered(self) -> int:
        with self._engine.connect() as connection:
            return connection.execute(select(func.count()).select_from(delivery)).scalar_one()

    def wait(self, settled: int) -> None:
        """Wait until so many deliveries are settled."""
        until = monotonic() + _PATIENCE
        while self.settled() < settled:
            if monotonic() > until:
                raise RuntimeError(f"only {self.settled()} of {settled} deliveries were settled in {_PATIENCE} seconds")
            sleep(_LOOK)

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

    def spent(self) -> tuple[float, float]:
        """Give the moment, and the seconds that it has been on a core; how long others waited is counted from here."""
        assert self._process.stdin is not None  # noqa: S101  it was asked for
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        now = self.read()
        return now["now"], now["spent"]

    def end(self) -> Worked:
        assert self._process.stdin is not None  # noqa: S101  it was asked for
        self._process.stdin.close()
        made = self.read()
        self._process.wait(_PATIENCE)
        return Worked([(channel, moment) for channel, moment in made["posts"]], made["longest"])

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


@contextmanager
def working(office: Office, rate: int, workers: int) -> Iterator[list[Worker]]:
    """Let processes work in an office, each having delivered something already."""
    begun = [Worker(office.url, rate) for _ in range(workers)]
    try:
        for _ in range(_PATIENCE):
            office.wait(office.entered() + len(office.subscribe([now()] * _WARMING)))
            if all(worker.has_posted() for worker in begun):
                break
        yield begun
    finally:
        for worker in begun:
            worker.kill()


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


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
