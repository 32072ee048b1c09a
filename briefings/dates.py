"""Dates in the precision they are known in: a year, a month or a day."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic_core import core_schema

from briefings.quoting import quoted

ENGLISH = "en"
# Ambient, as the precision of decimals is: what says a date need not know for whom.
_language: ContextVar[str] = ContextVar("the language that dates are said in", default=ENGLISH)
_SHORT, _LONG = tuple(calendar.month_abbr), tuple(calendar.month_name)
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A calendar date known to the year, the month or the day (EDTF level 0: `2018`, `2018-02`, `2018-02-20`).

    `month` and `day` are 0 where they are not known. Ordered by the earliest day; of two that begin
    together the coarser comes first, so that a year stands before its months.
    Raises `ValueError` for a day that is not in the calendar.
    """

    year: int
    month: int = 0
    day: int = 0

    def __post_init__(self) -> None:
        if self.day and not self.month:
            raise ValueError("a day needs its month")
        dt.date(self.year, self.month or 1, self.day or 1)

    @staticmethod
    def parse(text: str) -> PartialDate:
        """Read `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; the `ValueError` says what is wrong."""
        return _parsed(text)

    @classmethod
    def of(cls, day: dt.date) -> PartialDate:
        return cls(day.year, day.month, day.day)

    @property
    def earliest(self) -> dt.date:
        return dt.date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> dt.date:
        if self.day:
            return dt.date(self.year, self.month, self.day)
        month = self.month or 12
        return dt.date(self.year, month, calendar.monthrange(self.year, month)[1])

    @property
    def order(self) -> int:
        """A number that orders dates as they order themselves, and is compared faster."""
        return (self.year << 9) + (self.month << 5) + self.day

    @property
    def precision(self) -> str:
        """`year`, `month` or `day`."""
        if self.day:
            return "day"
        return "month" if self.month else "year"

    def spoken(self) -> str:
        """Say it in its own precision: `2018`, `February 2018`, `20 Feb 2018`; in English unless `said_in` is on."""
        language = _language.get()
        if language != ENGLISH:
            return _in_another(language, self)
        if self.day:
            return f"{self.day} {_SHORT[self.month]} {self.year}"
        return f"{_LONG[self.month]} {self.year}" if self.month else str(self.year)

    def __str__(self) -> str:
        parts = [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)]
        return "-".join(parts)

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: object, _handler: object) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            _read, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, _core: object, _handler: object) -> dict[str, str]:
        return {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$", "description": "YYYY, YYYY-MM or YYYY-MM-DD"}


@contextmanager
def said_in(language: str) -> Iterator[None]:
    """Say dates in a language (its code, such as `de`) for as long as this lasts, in this task alone."""
    before = _language.set(language)
    try:
        yield
    finally:
        _language.reset(before)


def language() -> str:
    """Give the code of the language that dates are said in here."""
    return _language.get()


@lru_cache(maxsize=4_096)
def _in_another(language: str, date: PartialDate) -> str:
    from babel.dates import format_skeleton  # noqa: PLC0415  large, and most dates are said in English

    skeleton = "yMMMd" if date.day else "yMMMM" if date.month else "y"
    return format_skeleton(skeleton, date.earliest, locale=language)


@lru_cache(maxsize=65_536)
def _parsed(text: str) -> PartialDate:
    found = _ISO.fullmatch(text)
    if not found:
        raise ValueError(f"{quoted(text)} is no date; write YYYY, YYYY-MM or YYYY-MM-DD")
    try:
        # A month or day written as 00 is a slip; only one that is left out is not known.
        return PartialDate(*(int(part) or -1 for part in found.groups() if part))
    except ValueError:
        raise ValueError(f"{quoted(text)} is not in the calendar; write YYYY, YYYY-MM or YYYY-MM-DD") from None


def _read(value: Any) -> PartialDate:  # noqa: ANN401  whatever a content file holds
    if isinstance(value, PartialDate):
        return value
    if type(value) is dt.date:
        return PartialDate.of(value)
    if isinstance(value, str):
        return PartialDate.parse(value)
    raise ValueError(f"{quoted(value)} is no date; write it in quotation marks as YYYY, YYYY-MM or YYYY-MM-DD")
