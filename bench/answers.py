"""How long an answer takes in process: from the line to the bytes that the playground sends."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from random import Random
from statistics import median
from time import perf_counter_ns

from bench.generate import speakers, vocabulary
from bench.table import MICROSECONDS, MILLISECONDS, Goal, Row
from bench.timing import settled
from bot.command import Asker
from bot.commands import COMMANDS
from bot.dispatch import Dispatch
from bot.platforms.playground.app import TENANT, _rendered
from bot.tenants import Tenants
from bot.wiring import _now
from briefings.library import Library

_ASKER = Asker(TENANT, user="you", channel="playground")
_STANCE = "/stance musk"
_ALSO = ("/timeline openai from:2023", "/search closed source", "/check OpenAI is a lie", "/compare altman musk")
BATCH = 200
"""So many warm answers are timed together: one takes hardly longer than looking at the clock."""
ROUNDS = 150
_FEWER_ROUNDS = 9
"""So often is measured what has no goal and may take long."""


def rows(shipped: Library, small: Library, large: Library) -> list[Row]:
    """Measure warm and cold answers from the shipped record, and cold ones from a small against a large record."""
    with settled(), logged():
        return asyncio.run(_rows(shipped, small, large))


async def _rows(shipped: Library, small: Library, large: Library) -> list[Row]:
    made = await _shipped(shipped)
    for what, lines in _growing(small).items():
        goal = Goal("ratio", 1.2) if what == "/stance" else None
        few, many = await _both(small, large, lines, ROUNDS if goal else _FEWER_ROUNDS)
        made.append(Row(f"{what}, 100,000 quotes, cold", many, MILLISECONDS, "1,000 quotes", few, goal))
    return made


async def _shipped(library: Library) -> list[Row]:
    """Measure answers from the shipped record: kept ready, and made anew; all in turn."""
    ready = dispatch(library)
    warm: list[float] = []
    cold: dict[str, list[int]] = {line: [] for line in (_STANCE, *_ALSO)}
    for _ in range(ROUNDS):
        warm.append(await _again(ready, _STANCE))
        for line, taken in cold.items():
            taken.append(await _first(library, line))
    stance, *others = (Row(f"{line}, cold", median(taken), MILLISECONDS) for line, taken in cold.items())
    return [
        Row(f"{_STANCE}, asked again", median(warm), MICROSECONDS, goal=Goal("amount", 50e3)),
        replace(stance, goal=Goal("amount", 1e6)),
        *others,
    ]


def _growing(small: Library) -> dict[str, list[str]]:
    """Give what is asked of a small and a large record; whatever is named or found stands in both."""
    everyone = [speaker.family for speaker in speakers()]
    words = vocabulary()
    said = next(iter(small.dossiers[-1].quotes)).words
    rarest = max(said.split(), key=words.index)
    return {
        "/stance": [_STANCE, *(f"/stance {family}" for family in everyone[:9])],
        "/stance, one question": [f"/stance {family} matter 0" for family in everyone[:9]],
        "/compare": [f"/compare {everyone[0]} {everyone[1]}"],
        "/timeline": [f"/timeline {everyone[0]}"],
        "/timeline from:2020": ["/timeline from:2020"],
        "/timeline of a question from:2020": ["/timeline matter 0 from:2020"],
        "/quote": ["/quote"],
        "/briefing": ["/briefing"],
        "/check, exact": [f"/check {said}"],
        "/check, differing": [f"/check {said} indeed"],
        "/search, rare word": [f"/search {rarest}"],
        "/search, commonest word": [f"/search {words[0]}"],
    }


async def _both(small: Library, large: Library, lines: Sequence[str], rounds: int) -> tuple[float, float]:
    """Give the median nanoseconds of the first answers to these lines from each library, the two in turn."""
    few: list[int] = []
    many: list[int] = []
    for number in range(rounds):
        for line in lines:
            for library in (small, large) if number % 2 else (large, small):
                (few if library is small else many).append(await _first(library, line))
    return median(few), median(many)


async def _again(ready: Dispatch, line: str) -> float:
    """Give the nanoseconds of one answer that is kept ready."""
    began = perf_counter_ns()
    for _ in range(BATCH):
        _rendered(await ready.answer(line, _ASKER))
    return (perf_counter_ns() - began) / BATCH


async def _first(library: Library, line: str) -> int:
    """Give the nanoseconds of an answer that nothing was kept for."""
    new = dispatch(library)
    began = perf_counter_ns()
    answer = await new.answer(line, _ASKER)
    _rendered(answer)
    taken = perf_counter_ns() - began
    if answer.fault is not None:
        raise RuntimeError(f"{line} was not answered: the fault was {answer.fault}")
    return taken


def dispatch(library: Library) -> Dispatch:
    """Give a dispatch that has kept nothing yet."""
    return Dispatch(COMMANDS, Tenants(library), _now, Random(1))  # noqa: S311  the same each time


@contextmanager
def logged() -> Iterator[None]:
    """Write a line for each answer as the service does; here it goes nowhere, but it is written."""
    root = logging.getLogger()
    level = root.level
    with open(os.devnull, "w", encoding="utf-8") as nowhere:  # noqa: PTH123  it has no path on every system
        handler = logging.StreamHandler(nowhere)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
        root.addHandler(handler)
        root.setLevel(logging.INFO)
        try:
            yield
        finally:
            root.removeHandler(handler)
            root.setLevel(level)
