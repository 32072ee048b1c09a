"""What it takes a server to answer over several connections, and how sides are measured in turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

from bench.sending import at_once
from bench.servers import Server

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Load:
    """How many requests a second were answered, and the nanoseconds that each was on a core."""

    rate: float
    spent: float


def load(server: Server, requests: Sequence[bytes]) -> Load:
    """Give what it took to answer over several connections."""
    before = server.spent()
    taken = at_once(server.port, requests).whole
    return Load(len(requests) * 1e9 / taken, (server.spent() - before) / len(requests))


def rate(loads: Sequence[Load]) -> float:
    return median(one.rate for one in loads)


def spent(loads: Sequence[Load]) -> float:
    return median(one.spent for one in loads)


def in_turn(rounds: int, *sides: Callable[[], T]) -> list[list[T]]:
    """Give what each side gives in each round; the side that begins a round changes with each round."""
    given: list[list[T]] = [[] for _ in sides]
    for number in range(rounds):
        for place in range(len(sides)):
            side = (place + number) % len(sides)
            given[side].append(sides[side]())
    return given
