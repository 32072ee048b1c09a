"""What is wrong with a record's content, said so that its editor can mend it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_NUMBER = re.compile("([0-9]{1,9})")


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing to mend: where it stands, and what would be right; `entry` is an id or a number in the file."""

    file: str
    entry: str
    field: str
    problem: str

    def __str__(self) -> str:
        return ": ".join(part for part in (self.file, self.entry, self.field, self.problem) if part)


def _in_order(fault: Fault) -> tuple[object, ...]:
    # Row 10 comes after row 9.
    numbered = [(int(part), "") if part.isdecimal() else (0, part) for part in _NUMBER.split(fault.entry)]
    return fault.file, numbered, fault.field, fault.problem


class ContentError(Exception):
    """Content that may not be shown; `faults` lists everything that was found, not only the first."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=_in_order))
        super().__init__("\n".join(str(fault) for fault in self.faults))
