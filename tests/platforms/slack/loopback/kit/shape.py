"""Small checks that are put together into the shapes of Block Kit objects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.platforms.slack.loopback.kit.report import Json, Report

Check = Callable[[Any, Report], None]


def string(most: int, least: int = 1) -> Check:
    """Take a string of so many characters."""

    def check(value: Json, report: Report) -> None:
        if isinstance(value, str):
            report.length(value, most, least)
        else:
            report.fault("must be a string")

    return check


def flag(value: Json, report: Report) -> None:
    """Take true or false."""
    if not isinstance(value, bool):
        report.fault("must be a boolean")


def number(least: int, most: int) -> Check:
    """Take a whole number between two others."""

    def check(value: Json, report: Report) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            report.fault("must be an integer")
        elif value < least:
            report.fault(f"must be greater than or equal to {least}")
        elif value > most:
            report.fault(f"must be less than or equal to {most}")

    return check


def one_of(*words: str) -> Check:
    """Take one of these words."""

    def check(value: Json, report: Report) -> None:
        if value not in words:
            report.fault(f"value must be one of [{', '.join(words)}]")

    return check


def items(each: Check, most: int, least: int = 1) -> Check:
    """Take a list of so many values of one kind."""

    def check(value: Json, report: Report) -> None:
        if not isinstance(value, list):
            report.fault("must be an array")
            return
        report.count(value, most, least)
        for index, item in enumerate(value):
            each(item, report.at(index))

    return check


@dataclass(frozen=True, slots=True)
class Shape:
    """An object: what it may have, what it must have, and what holds of the whole."""

    fields: Mapping[str, Check]
    required: tuple[str, ...] = ()
    rules: tuple[Check, ...] = field(default=())

    def __call__(self, value: Json, report: Report) -> None:
        if not isinstance(value, dict):
            report.fault("must be an object")
            return
        for name in self.required:
            if name not in value:
                report.fault(f"missing required field: {name}")
        for name, item in value.items():
            if name == "type":
                continue
            if name in self.fields:
                self.fields[name](item, report.at(name))
            else:
                report.fault(f"invalid additional property: {name}")
        for rule in self.rules:
            rule(value, report)


def by_type(shapes: Mapping[str, Shape]) -> Check:
    """Take an object that says its type, of one of these types."""

    def check(value: Json, report: Report) -> None:
        if not isinstance(value, dict):
            report.fault("must be an object")
        elif isinstance(value.get("type"), str) and value["type"] in shapes:
            shapes[value["type"]](value, report)
        else:
            report.at("type").fault(f"unsupported type: {value.get('type')}")

    return check
