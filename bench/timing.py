"""How time is taken: both sides in turn, again and again, and the median of each."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from statistics import median
from time import perf_counter_ns

Side = Callable[[], object]


@contextmanager
def settled() -> Iterator[None]:
    """Set what has been built aside from the collector, as the service does; the collector stays on for all sides."""
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def duration(side: Side) -> int:
    """Give the nanoseconds that one call takes."""
    began = perf_counter_ns()
    side()
    return perf_counter_ns() - began


def in_turn(rounds: int, *sides: Side) -> list[list[int]]:
    """Give the nanoseconds of each call of each side; the side that begins a round changes with each round."""
    taken: list[list[int]] = [[] for _ in sides]
    for number in range(rounds):
        for place in range(len(sides)):
            side = (place + number) % len(sides)
            taken[side].append(duration(sides[side]))
    return taken


def medians(rounds: int, *sides: Side) -> list[float]:
    """Give the median nanoseconds of each side."""
    return [median(times) for times in in_turn(rounds, *sides)]
