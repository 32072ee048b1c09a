"""Dates as people write them: `2023`, `may 2023`, `last month`, `2 weeks ago`."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable

from briefings.dates import PartialDate

_MONTHS = {name.casefold(): n for n, name in enumerate(calendar.month_name) if n}
_MONTHS |= {name.casefold(): n for n, name in enumerate(calendar.month_abbr) if n} | {"sept": 9}
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6} | {
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_YEAR = r"(?P<year>\d{4})"
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_FORMS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        rf"{_YEAR}",
        rf"{_YEAR}[-/.](?P<number>\d{{1,2}})(?:[-/.](?P<day>\d{{1,2}}))?",
        rf"(?:{_DAY} )?{_MONTH},? {_YEAR}",
        rf"{_MONTH} {_DAY},? {_YEAR}",
        rf"{_YEAR},? {_MONTH}(?: {_DAY})?",
    )
)
_AGO = re.compile(rf"(?P<count>\d{{1,4}}|{'|'.join(_NUMBERS)}) (?P<unit>day|week|month|year)s? ago", re.ASCII)
_RELATIVE = re.compile(r"(?P<which>this|last) (?P<unit>week|month|year)", re.ASCII)


def read_date(text: str, today: dt.date) -> PartialDate | None:
    """Read a date in the precision it is written in; `None` when it is none. Never raises.

    Relative ones are reckoned from `today`; `last week` and `2 weeks ago` give a day, `last month` a month.
    Numbers alone are read year first, since 5/6/2024 means two days to two readers.
    """
    plain = " ".join(text.casefold().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").split())
    if len(plain) > 40:  # noqa: PLR2004  longer than any date
        return None
    try:
        return _absolute(plain) or _relative(plain, today)
    except (ValueError, OverflowError):
        return None


def _absolute(text: str) -> PartialDate | None:
    for form in _FORMS:
        if found := form.fullmatch(text):
            parts = found.groupdict()
            month = _MONTHS[parts["month"]] if parts.get("month") else _part(parts.get("number"))
            return PartialDate(int(parts["year"]), month, _part(parts.get("day")))
    return None


def _part(text: str | None) -> int:
    # Nothing is a part that is not known; 00 is a slip, and no calendar has the day -1.
    return (int(text) or -1) if text else 0


def _relative(text: str, today: dt.date) -> PartialDate | None:
    days = {"today": 0, "now": 0, "yesterday": 1}
    if text in days:
        return PartialDate.of(today - dt.timedelta(days=days[text]))
    if found := _RELATIVE.fullmatch(text):
        back = 1 if found["which"] == "last" else 0
        if found["unit"] == "week":
            return PartialDate.of(today - dt.timedelta(days=today.weekday() + 7 * back))
        moved = _BACK[found["unit"]](today, back)
        return PartialDate(moved.year, moved.month) if found["unit"] == "month" else PartialDate(moved.year)
    if found := _AGO.fullmatch(text):
        count = _NUMBERS.get(found["count"]) or int(found["count"])
        return PartialDate.of(_BACK[found["unit"]](today, count))
    return None


def _months_back(day: dt.date, count: int) -> dt.date:
    months = day.year * 12 + day.month - 1 - count
    year, month = divmod(months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


_BACK: dict[str, Callable[[dt.date, int], dt.date]] = {
    "day": lambda day, count: day - dt.timedelta(days=count),
    "week": lambda day, count: day - dt.timedelta(weeks=count),
    "month": _months_back,
    "year": lambda day, count: _months_back(day, 12 * count),
}
