"""The printed comparison: a row for each thing that is measured."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

COLUMNS = ("what", "measured", "against", "ratio", "goal", "verdict")
_NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Unit:
    """How an amount of nanoseconds or bytes, or how often something is done, is written."""

    name: str
    size: float
    counts: bool = False
    """Whether it is of a number that has no fractions."""

    def write(self, amount: float) -> str:
        shown = amount / self.size
        digits = 0 if self.counts or shown >= 100 else 1 if shown >= 10 else 2  # noqa: PLR2004  three digits
        return f"{shown:,.{digits}f} {self.name}"


MICROSECONDS = Unit("µs", 1e3)
MILLISECONDS = Unit("ms", 1e6)
MEGABYTES = Unit("MB", 1e6)
A_SECOND = Unit("a second", 1)
SECONDS = Unit("s", 1e9)
PERCENT = Unit("%", 1)
POSTS = Unit("posts", 1, counts=True)
ANSWERS = Unit("answers", 1, counts=True)


@dataclass(frozen=True, slots=True)
class Goal:
    """The most that is wanted: of the amount itself, of its ratio to the other side, or of what it has more than that.

    An amount is in nanoseconds or bytes. With `least` it is the least that is wanted.
    """

    of: Literal["amount", "ratio", "more"]
    bound: float
    least: bool = False

    def reached(self, amount: float) -> bool:
        return amount >= self.bound if self.least else amount <= self.bound

    @property
    def sign(self) -> str:
        return "≥" if self.least else "≤"


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement, in nanoseconds, bytes or times a second; `other` is the other side's in the same run."""

    what: str
    amount: float
    unit: Unit
    against: str = ""
    other: float | None = None
    goal: Goal | None = None

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; `None` where there is none, or nothing to compare with."""
        if self.goal is None:
            return None
        if self.goal.of == "amount":
            return self.goal.reached(self.amount)
        if self.other is None:
            return None
        return self.goal.reached(self.amount / self.other if self.goal.of == "ratio" else self.amount - self.other)

    def cells(self) -> tuple[str, ...]:
        against = self.against or _NOTHING
        ratio = _NOTHING
        if self.other is not None:
            against = f"{self.against}: {self.unit.write(self.other)}"
            ratio = f"{self.amount / self.other:.2f}×"
        verdict = {None: _NOTHING, True: "met", False: "missed"}[self.met]
        return (self.what, self.unit.write(self.amount), against, ratio, self._goal(), verdict)

    def _goal(self) -> str:
        if self.goal is None:
            return _NOTHING
        if self.goal.of == "ratio":
            return f"{self.goal.sign} {self.goal.bound:g}×"
        more = "+ " if self.goal.of == "more" else ""
        return f"{more}{self.goal.sign} {self.goal.bound / self.unit.size:g} {self.unit.name}"


def text(rows: Sequence[Row]) -> str:
    """Give the table in Markdown, with the columns lined up."""
    cells = [COLUMNS, *(row.cells() for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    cells.insert(1, tuple("-" * width for width in widths))
    return "\n".join(_line(row, widths) for row in cells)


def machine(busy: float | None) -> str:
    """Say in a line what the numbers were taken on; `busy` is the load by other work when it began."""
    facts = [
        f"{os.cpu_count()} cores",
        f"{platform.python_implementation()} {platform.python_version()}",
        f"SQLite {sqlite3.sqlite_version}",
        f"{platform.system()} {platform.machine()}",
    ]
    if busy is not None:
        facts.append(f"load by other work at the start {busy:.1f}")
    return " · ".join(facts)


def load() -> float | None:
    """Give how many processes wanted a core over the last minute; `None` where the system does not tell."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else None


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return f"| {' | '.join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))} |"
