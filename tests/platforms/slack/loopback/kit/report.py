"""What is wrong with a payload, and where: the lines that Slack puts into `response_metadata.messages`."""

from __future__ import annotations

from collections.abc import Sized
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Json: TypeAlias = Any
"""A payload, or a part of one, as it came from outside."""


@dataclass(frozen=True, slots=True)
class Report:
    """Collects faults; `at` gives a view of the same list that stands further down in the payload."""

    pointer: str = ""
    faults: list[str] = field(default_factory=list)

    def at(self, *path: str | int) -> Report:
        return Report("/".join((self.pointer, *map(str, path))), self.faults)

    def fault(self, sentence: str) -> None:
        self.faults.append(f"{sentence} [json-pointer:{self.pointer}]")

    def length(self, value: Sized, most: int, least: int = 1) -> None:
        """Hold that a text has so many characters."""
        if len(value) > most:
            self.fault(f"must be less than {most + 1} characters")
        if len(value) < least:
            self.fault(f"must be more than {least - 1} characters")

    def count(self, value: Sized, most: int, least: int = 1) -> None:
        """Hold that a list has so many items."""
        if len(value) > most:
            self.fault(f"no more than {most} items allowed")
        if len(value) < least:
            self.fault(f"no fewer than {least} items allowed")
