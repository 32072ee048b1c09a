"""What takes time in process: from an interaction to the bytes of its answer, and suggestions among many names."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import islice, product
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter_ns

import aiohttp

from bench.answers import BATCH, ROUNDS, dispatch, logged
from bench.discord.asking import Interaction, stances, typing
from bench.generate import vocabulary
from bench.table import MICROSECONDS, MILLISECONDS, Goal, Row
from bench.timing import settled
from bot.once import Once
from bot.platforms.discord.answering import Answering
from bot.platforms.discord.app import App
from bot.platforms.discord.door import Door
from bot.platforms.discord.files import Files
from bot.store import schema
from bot.store.database import Database
from bot.wiring import _now
from briefings.library import Library
from briefings.model import Person

_MUSK = {"who": "musk"}
_NAMES = 10_000
_TYPED = ("", "m", "mu", "mus", "musk", "elon mu", "elno musk", "altmna", "zuckerbreg", "nobody of that name")
"""What stands in an option one after the other, with letters left out and changed."""
_ROUNDS = 51


def rows(library: Library) -> list[Row]:
    """Measure warm and cold answers from the shipped record, and suggestions among 10,000 names more."""
    with settled(), logged(), TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder)}/bench.db"
        schema.upgrade(url)
        return asyncio.run(_rows(library, url))


async def _rows(library: Library, url: str) -> list[Row]:
    warm: list[float] = []
    cold: list[int] = []
    async with _door(library, url) as ready:
        for _ in range(ROUNDS):
            warm.append(await _taken(ready, stances([_MUSK] * BATCH)) / BATCH)
            async with _door(library, url) as new:
                cold.append(await _taken(new, stances([_MUSK])))
    return [
        Row(
            "/stance musk from and to Discord’s JSON, asked again",
            median(warm),
            MICROSECONDS,
            goal=Goal("amount", 50e3),
        ),
        Row("/stance musk from and to Discord’s JSON, cold", median(cold), MILLISECONDS),
        *await _suggesting(library, url),
    ]


async def _suggesting(library: Library, url: str) -> list[Row]:
    taken: dict[str, list[int]] = {text: [] for text in _TYPED}
    async with _door(_with_names(library), url) as door:
        for _ in range(_ROUNDS):
            for text, times in taken.items():
                times.append(await _taken(door, [typing("stance", "who", text)]))
    medians = {text: median(times) for text, times in taken.items()}
    slowest = max(medians, key=lambda text: medians[text])
    most, what = Goal("amount", 1e6), f"Discord: suggestions among {_NAMES:,} names"
    return [
        Row(f"{what}, p50", median(medians.values()), MILLISECONDS, goal=most),
        Row(f"{what}, the slowest “{slowest}”", medians[slowest], MILLISECONDS, goal=most),
    ]


@asynccontextmanager
async def _door(library: Library, url: str) -> AsyncIterator[Door]:
    """Give a door that nothing came through yet; it calls nobody."""
    database = Database(url)
    async with aiohttp.ClientSession() as session:
        once = Once(database, _now)
        app = App(dispatch(library), database, Files(session, ""), once, _now, lambda _: None)
        yield Door(app, Answering(session, ""), once)
    await database.close()


async def _taken(door: Door, interactions: Sequence[Interaction]) -> int:
    """Give the nanoseconds that it takes to answer some interactions, one after the other."""
    began = perf_counter_ns()
    for interaction in interactions:
        if await door.answer(interaction) is None:
            raise RuntimeError("an interaction was not answered")
    return perf_counter_ns() - began


def _with_names(library: Library) -> Library:
    """Give the record with so many people more."""
    words = vocabulary()
    pairs = islice(product(words[100:200], words[1_000:1_100]), _NAMES)
    more = (Person(f"{one}-{two}", f"{one} {two}".title(), f"Speaks as {two}.") for one, two in pairs)
    first, *others = (shelf.dossier() for shelf in library.dossiers)
    return Library((replace(first, people=(*first.people, *more)), *others))
