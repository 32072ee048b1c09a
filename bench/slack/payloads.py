"""How long an answer takes in process: from the line to the bytes that go back to Slack."""

from __future__ import annotations

import asyncio
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter_ns

from bench.answers import BATCH, ROUNDS, dispatch, logged
from bench.slack.asking import TEAM, USER
from bench.table import MICROSECONDS, MILLISECONDS, Goal, Row
from bench.timing import settled
from bot.command import Asker
from bot.dispatch import Dispatch
from bot.platforms.slack.answers import Answers
from bot.store.database import Database
from bot.wiring import _now
from briefings.library import Library

_ASKER = Asker(f"slack:{TEAM}", user=USER, channel="C0BENCH", quiet=True)
_LINE = "/stance musk"


def rows(library: Library) -> list[Row]:
    """Measure warm and cold answers from the shipped record."""
    with settled(), logged(), TemporaryDirectory() as folder:
        return asyncio.run(_rows(library, Path(folder)))


async def _rows(library: Library, folder: Path) -> list[Row]:
    database = Database(f"sqlite:///{folder}/bench.db")
    answers = Answers(database, _now)
    ready = dispatch(library)
    warm: list[float] = []
    cold: list[int] = []
    for _ in range(ROUNDS):
        warm.append(await _batch(ready, answers) / BATCH)
        cold.append(await _one(dispatch(library), answers))
    await database.close()
    return [
        Row(f"{_LINE} as Block Kit, asked again", median(warm), MICROSECONDS, goal=Goal("amount", 50e3)),
        Row(f"{_LINE} as Block Kit, cold", median(cold), MILLISECONDS),
    ]


async def _batch(ready: Dispatch, answers: Answers) -> int:
    began = perf_counter_ns()
    for _ in range(BATCH):
        await _body(ready, answers)
    return perf_counter_ns() - began


async def _one(fresh: Dispatch, answers: Answers) -> int:
    began = perf_counter_ns()
    await _body(fresh, answers)
    return perf_counter_ns() - began


async def _body(asked: Dispatch, answers: Answers) -> str:
    (body,) = await answers.bodies(_ASKER.tenant, await asked.answer(_LINE, _ASKER))
    return body
