"""Small checks that are put together into the shapes of Discord's objects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Json: TypeAlias = Any
"""A payload, or a part of one, as it came from outside."""


def size(text: str) -> int:
    """Count characters as a client in JavaScript does."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(frozen=True, slots=True)
class Report:
    """Collects faults; `at` gives a view of the same list that stands further down in the payload."""

    place: str = ""
    faults: list[str] = field(default_factory=list)

    def at(self, *path: str | int) -> Report:
        return Report(".".join(filter(None, (self.place, *map(str, path)))), self.faults)

    def fault(self, sentence: str) -> None:
        self.faults.append(f"{self.place}: {sentence}")


Check = Callable[[Json, Report], None]


def text(most: int, least: int = 1) -> Check:
    """Take a string of so many characters, which count when there is something to see before and after them."""

    def check(value: Json, report: Report) -> None:
        if not isinstance(value, str):
            report.fault("not a string")
        elif not least <= size(value) <= most:
            report.fault(f"must be between {least} and {most} in length")
        elif least and not value.strip():
            report.fault("nothing but spaces")

    return check


def flag(value: Json, report: Report) -> None:
    """Take true or false."""
    if not isinstance(value, bool):
        report.fault("not a boolean")


def number(least: int, most: int) -> Check:
    """Take a whole number between two others."""

    def check(value: Json, report: Report) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            report.fault("not an integer")
        elif not least <= value <= most:
            report.fault(f"must be between {least} and {most}")

    return check


def one_of(*values: object) -> Check:
    """Take one of these values."""

    def check(value: Json, report: Report) -> None:
        if value not in values:
            report.fault(f"must be one of {values}")

    return check


def items(each: Check, most: int, least: int = 1) -> Check:
    """Take a list of so many values of one kind."""

    def check(value: Json, report: Report) -> None:
        if not isinstance(value, list):
            report.fault("not a list")
            return
        if not least <= len(value) <= most:
            report.fault(f"must be between {least} and {most} in length")
        for index, item in enumerate(value):
            each(item, report.at(index))

    return check


@dataclass(frozen=True, slots=True)
class Shape:
    """An object: what it may have, what it must have, and what holds of the whole."""

    fields: Mapping[str, Check]
    required: tuple[str, ...] = ()
    rules: tuple[Check, ...] = ()

    def __call__(self, value: Json, report: Report) -> None:
        if not isinstance(value, dict):
            report.fault("not an object")
            return
        for name in self.required:
            if value.get(name) is None:
                report.at(name).fault("this field is required")
        for name, item in value.items():
            if item is None:
                continue  # The same as if it were not there.
            if name in self.fields:
                self.fields[name](item, report.at(name))
            elif name not in {"type", "id"}:
                report.at(name).fault("not a field of it")
        for rule in self.rules:
            rule(value, report)


def by_type(shapes: Mapping[int, Check]) -> Check:
    """Take an object that says its type, of one of these types."""

    def check(value: Json, report: Report) -> None:
        if not isinstance(value, dict):
            report.fault("not an object")
        elif value.get("type") in shapes:
            shapes[value["type"]](value, report)
        else:
            report.at("type").fault(f"{value.get('type')} cannot stand here")

    return check
