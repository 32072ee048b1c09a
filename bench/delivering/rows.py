"""What is delivered a second, how soon, how evenly, and what it costs while nothing is due."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, perf_counter_ns, sleep, time

import psycopg

from bench.delivering.office import Office, Post, now, working
from bench.delivering.platform import refused
from bench.servers import measurable, onrecord, serving
from bench.table import A_SECOND, MILLISECONDS, PERCENT, POSTS, SECONDS, Goal, Row
from bot.schedule.tick import Tick
from bot.store.database import Database
from tests import postgres

_MOST = 1_000
"""A rate that nothing reaches."""
_DELIVERED = 1_200
_RATE = 25
_LIMIT = 50
"""What Discord takes of a bot in a second, of which we plan a half."""
_BELOW = 20
"""So many are due in each second below the rate."""
_SECONDS = 8
_ABOVE = 10
"""For so many seconds it is looked what is posted above the rate."""
_DUE = 10_000
_KEPT = 1_000_000
_TICKS = 101
_IDLE = 8
_STARTING = 4


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a database is, how many processes deliver from it, and how many deliveries a second are wanted."""

    name: str
    urls: Iterator[str]
    workers: int
    wanted: int


def rows() -> list[Row]:
    """Measure against a platform that answers at once: on SQLite, and on PostgreSQL where its programs are."""
    with TemporaryDirectory() as folder:
        urls = (f"sqlite:///{folder}/{number}.db" for number in count())
        made = [*_at(_Place("SQLite", urls, workers=1, wanted=60)), *_idle(Path(folder))]
    if postgres.binaries() is None:
        return [*made, Row("deliveries, PostgreSQL", 0, A_SECOND, "not measured: no initdb and pg_ctl here")]
    with postgres.own_server(postgres.SAFE) as server:
        return made + _at(_Place("PostgreSQL", _databases(server), workers=2, wanted=150))


def _at(place: _Place) -> list[Row]:
    return [_most(place), *_evenly(place), _tick(place)]


def _most(place: _Place) -> Row:
    office = Office(next(place.urls))
    with working(office, _MOST, place.workers) as workers:
        channels = frozenset(office.deliver([now()] * _DELIVERED))
        moments = [moment for worker in workers for channel, moment in worker.end() if channel in channels]
    office.close()
    rate = (len(moments) - 1) / (max(moments) - min(moments))
    what = f"{len(moments):,} deliveries, {_who(place)}"
    return Row(what, rate, A_SECOND, goal=Goal("amount", place.wanted, least=True))


def _evenly(place: _Place) -> list[Row]:
    """Measure below the rate, then above it, with all that are due at once."""
    office = Office(next(place.urls))
    with working(office, _RATE, place.workers) as workers:
        soon = now().replace(microsecond=0) + dt.timedelta(seconds=2)  # Slots are whole minutes, ticks whole seconds.
        due = [soon + dt.timedelta(seconds=second) for second in range(_SECONDS) for _ in range(_BELOW)]
        below = dict(zip(office.deliver(due), due, strict=True))
        for worker in workers:
            worker.longest()
        before, began = office.entered(), time()
        above = frozenset(office.subscribe([now()] * _DUE))
        taken = office.wait_until_entered(before + _DUE) - began
        longest = max(worker.longest() for worker in workers)
        sleep(_ABOVE)
        posts = [post for worker in workers for post in worker.end()]
    office.close()
    return [
        _lag(place, below, posts),
        Row(f"{_DUE:,} due at once, {_who(place)}: on the ledger", taken * 1e9, SECONDS, goal=Goal("amount", 5e9)),
        Row("the longest that anyone else waits meanwhile", longest * 1e9, MILLISECONDS, goal=Goal("amount", 1e8)),
        *_shares(place, [moment for channel, moment in posts if channel in above]),
    ]


def _lag(place: _Place, due: Mapping[str, dt.datetime], posts: Iterable[Post]) -> Row:
    lags = [moment - due[channel].timestamp() for channel, moment in posts if channel in due]
    what = f"{_BELOW} due each second of {_RATE}, {_who(place)}: due to posted, p99"
    return Row(what, quantiles(lags, n=100)[-1] * 1e9, SECONDS, goal=Goal("amount", 2e9))


def _shares(place: _Place, moments: Sequence[float]) -> list[Row]:
    rate = (len(moments) - 1) / (max(moments) - min(moments))
    what = f"more due than {_RATE} a second, {_who(place)}"
    return [
        Row(f"{what}: share of that", 100 * rate / _RATE, PERCENT, goal=Goal("amount", 98, least=True)),
        Row(
            f"the same, of {len(moments)}: refused by who takes {_LIMIT} in any second",
            refused(moments, _LIMIT),
            POSTS,
            goal=Goal("amount", 0),
        ),
        Row(f"the same: refused by who takes {_RATE} in any second", refused(moments, _RATE), POSTS),
    ]


def _tick(place: _Place) -> Row:
    office = Office(next(place.urls))
    office.fill(_KEPT)
    taken = asyncio.run(_ticked(office.url))
    office.close()
    what = f"a tick over {_KEPT:,} subscriptions, none due, {place.name}"
    return Row(what, median(taken), MILLISECONDS, goal=Goal("amount", 5e6))


async def _ticked(url: str) -> list[int]:
    database = Database(url)
    tick = Tick(database, now)
    taken: list[int] = []
    for _ in range(_TICKS):
        began = perf_counter_ns()
        await tick.run()
        taken.append(perf_counter_ns() - began)
    await database.close()
    return taken


def _idle(folder: Path) -> Iterator[Row]:
    """Measure `serve` with the playground and a platform for deliveries, while nobody asks and nothing is due."""
    if not measurable():
        return
    with serving([*onrecord(), "serve"], folder, PORT="0") as server:
        sleep(_STARTING)
        before, began = server.spent(), perf_counter()
        sleep(_IDLE)
        share = (server.spent() - before) / 1e7 / (perf_counter() - began)
    yield Row("serve while nothing happens: CPU", share, PERCENT, goal=Goal("amount", 2))


def _who(place: _Place) -> str:
    return place.name if place.workers == 1 else f"{place.name}, {place.workers} processes"


def _databases(server: postgres.Server) -> Iterator[str]:
    """Give the URLs of empty databases."""
    for number in count():
        name = f"bench_{number}"
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        yield server.url(name)
