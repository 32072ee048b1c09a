"""How long a change takes: at the desk with the full sync, laid over a large record, and 100,000 of them at load."""

from __future__ import annotations

import asyncio
import datetime as dt
import gc
import os
from collections.abc import Sequence
from itertools import count, islice
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter_ns

from bench.table import MILLISECONDS, Goal, Row
from bench.timing import duration, settled
from bot.desk import Desk
from bot.limits import Limits
from bot.roles import Role
from bot.store import schema
from bot.store.database import Database
from bot.tenants import Tenants
from briefings.editing import Asked, correct
from briefings.edition import Edition, Shipped, written
from briefings.export import as_dict, noun
from briefings.library import Library
from briefings.model import Dossier, Quote
from briefings.revisions import Action, Draft, Revision, Status

_TENANT, _USER = "playground:local", "you"
_NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
_WRITES = 60
_FOLDS = 5
_FURTHER = 40


def rows(shipped: Library, made_up: Dossier) -> list[Row]:
    """Measure writes to SQLite over the shipped record, and a tenant that keeps the whole made-up debate itself."""
    with settled(), TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.db"
        schema.upgrade(url)
        drafts = [_added(whole, made_up) for whole in (made_up.about, *made_up.records())]
        made = asyncio.run(_written(shipped, url))
        made += _folded(shipped, drafts)
        return made + asyncio.run(_loaded(shipped, url, drafts))


async def _written(shipped: Library, url: str) -> list[Row]:
    """Measure a correction at the desk, from the lock to what everyone sees, against a bare commit of a row's size."""
    database = Database(url)
    tenants = Tenants(shipped, database)
    await tenants.open(_NOW)
    quotes = [quote.id for quote in islice(shipped.all(Quote), _WRITES)]
    taken: list[int] = []
    bare: list[int] = []
    with TemporaryDirectory(dir=Path(url.removeprefix("sqlite:///")).parent) as folder:
        for number, quote in enumerate(quotes):
            bare.append(duration(lambda: _synced(Path(folder) / "file")))
            desk = Desk(tenants, Limits(), lambda: _NOW, _TENANT, _USER, Role.CURATOR)
            began = perf_counter_ns()
            async with desk.writing(Role.CURATOR) as work:
                draft = correct(work.edition, quote, {"note": f"Read again, time {number}."}, Asked(_NOW.date()))
                await work.append([draft])
                await work.note("correct", quote)
            taken.append(perf_counter_ns() - began)
    await database.close()
    goal = Goal("amount", 20e6)
    return [Row("a correction, SQLite with full sync, p50", median(taken), MILLISECONDS, "fsync", median(bare), goal)]


def _synced(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"x" * 4096)
        file.flush()
        os.fsync(file.fileno())


def _folded(shipped: Library, drafts: Sequence[Draft]) -> list[Row]:
    base = Shipped(shipped, {})
    revisions = [Revision(number, 1, 0, _USER, _NOW, draft) for number, draft in enumerate(drafts, 1)]
    edition = Edition(base, revisions)
    folds: list[int] = []
    for _ in range(_FOLDS):
        gc.collect()
        folds.append(duration(lambda: Edition(base, revisions)))
    quotes = (quote.id for quote in edition.library.dossiers[-1].quotes)
    numbers = count(len(drafts) + 1)

    def further(edition: Edition) -> tuple[Edition, float]:
        taken: list[int] = []
        for quote in islice(quotes, _FURTHER):
            draft = correct(edition, quote, {"note": "Read again."}, Asked(_NOW.date()))
            revision = Revision(next(numbers), 2, 1, _USER, _NOW, draft)
            began = perf_counter_ns()
            edition = edition.after([revision])
            taken.append(perf_counter_ns() - began)
        return edition, median(taken)

    edition, without = further(edition)
    indexed = duration(lambda: edition.library.index)
    edition, searched = further(edition)
    edition.library.close()
    what = f"{len(revisions):,} revisions"
    return [
        Row(f"{what} folded", median(folds), MILLISECONDS, goal=Goal("amount", 2e9)),
        Row(f"a further one over {what}", without, MILLISECONDS, goal=Goal("amount", 5e6)),
        Row("the same, with the search index built", searched, MILLISECONDS, goal=Goal("amount", 5e6)),
        Row("that index built", indexed, MILLISECONDS),
    ]


async def _loaded(shipped: Library, url: str, drafts: Sequence[Draft]) -> list[Row]:
    """Measure a tenant with as many revisions being loaded from SQLite, and how long others wait meanwhile."""
    database = Database(url)
    async with database.writing("slack:large") as transaction:
        await transaction.revisions.append(drafts, _USER, _NOW)
    taken: list[int] = []
    waited: list[int] = []
    for _ in range(3):
        tenants = Tenants(shipped, database)
        await tenants.open(_NOW)
        gc.collect()
        began = perf_counter_ns()
        loading = asyncio.create_task(tenants.get("slack:large"))
        waited.append(await _longest_wait(loading))
        taken.append(perf_counter_ns() - began)
    await database.close()
    what = f"{len(drafts):,} revisions loaded from SQLite and folded"
    return [
        Row(what, median(taken), MILLISECONDS),
        Row("the longest that anyone else waits meanwhile", median(waited), MILLISECONDS),
    ]


async def _longest_wait(loading: asyncio.Task[object]) -> int:
    """Await something, and give how late at most it let others go on who wanted to after a millisecond."""
    longest = 0
    while not loading.done():
        began = perf_counter_ns()
        await asyncio.wait([loading], timeout=0.001)
        longest = max(longest, perf_counter_ns() - began)
    await loading
    return longest


def _added(whole: object, dossier: Dossier) -> Draft:
    fields = as_dict(whole)
    kind = noun(whole)  # type: ignore[arg-type]  # a record or a head
    return Draft(fields["id"], kind, dossier.about.id, Action.ADD, Status.SHOWN, written(fields))
