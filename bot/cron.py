"""Cron lines: which are good ones, when they come by the clock, and how they are said in words."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence

from cronsim import CronSim, CronSimError

from bot.errors import Unreadable
from briefings.quoting import quoted

EVERY = "every"
"""The field that says when something recurs."""
FASTEST = 5
"""So many minutes lie between two times at least."""
OFTEN = f"The most often that it can come is “every {FASTEST} minutes”."
DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", CronSim.LAST: "last"}
LAST_DAY, LAST_WEEKDAY = "L", "LW"
HOURS_APART = (2, 3, 4, 6, 8)
"""So many hours part a day evenly; 12 are said as two times."""
MINUTES_APART = (5, 6, 10, 12, 15, 20, 30)
"""So many minutes part an hour evenly."""
WORKDAYS = frozenset(range(1, 6))
_ALL_DAYS = frozenset(range(1, 32))
_HOURS, _MINUTES, _MONTHS = 24, 60, 12
_MOST_TIMES = 6
_MAY_LACK = 29
_FIELDS = 5
_BOUNDS = {
    "minute": "the minute is 0 to 59",
    "hour": "the hour is 0 to 23",
    "day-of-month": "the day of the month is 1 to 31, L for the last or LW for the last weekday",
    "month": "the month is 1 to 12 or JAN to DEC",
    "day-of-week": "the day of the week is 0 (Sunday) to 6 or SUN to SAT, 1#2 the second Monday, 5L the last Friday",
}
_HOW = "The five fields are minute, hour, day of the month, month and day of the week: “0 9 * * 1” is Mondays at 09:00."
_MONTH_NAMES = {name.upper(): str(number) for number, name in enumerate(calendar.month_abbr) if number}
_DAY_NAMES = {name[:3].upper(): str(number) for number, name in enumerate(DAYS)}
_NAME = re.compile("|".join([*_MONTH_NAMES, *_DAY_NAMES]))
_FIELD = re.compile(rf"(?:[\d*,/#?-]|LW?|{_NAME.pattern})+", re.ASCII)
_SOME_DAY = dt.datetime(2027, 1, 1)  # noqa: DTZ001  by whatever clock; a line that comes at all comes within 50 years


def is_cron(text: str) -> bool:
    """Whether a text is meant as a cron line, good or not."""
    fields = text.upper().split()
    return "*" in text or (len(fields) >= _FIELDS and all(_FIELD.fullmatch(field) for field in fields))


def read_cron(text: str) -> str:
    """Give a cron line with numbers for names.

    Raises `Unreadable` for one that is none, for one that never comes and for one that comes too often.
    """
    fields = text.upper().split()
    if len(fields) != _FIELDS:
        raise Unreadable(f"{quoted(text)} has {len(fields)} fields. {_HOW}", field=EVERY)
    cron = " ".join([*fields[:3], _numbered(fields[3], _MONTH_NAMES), _numbered(fields[4], _DAY_NAMES)])
    try:
        parsed = CronSim(cron, _SOME_DAY)
    except CronSimError as error:
        raise _refused(text, fields, str(error)) from None
    if next(parsed, None) is None:
        raise _never(text)
    _refuse_haste(text, CronSim(cron, _SOME_DAY))
    return cron


def _numbered(written: str, names: Mapping[str, str]) -> str:
    return _NAME.sub(lambda found: names.get(found[0], found[0]), written)


def _refused(text: str, fields: Sequence[str], why: str) -> Unreadable:
    wrong = why.removeprefix("Bad ")
    if wrong == "day-of-month":
        try:
            CronSim(f"0 0 {fields[2]} * *", _SOME_DAY)
        except CronSimError:
            pass
        else:
            return _never(text)
    return Unreadable(f"{quoted(text)} is no cron line: {_BOUNDS[wrong]}. {_HOW}", field=EVERY)


def _never(text: str) -> Unreadable:
    return Unreadable(f"{quoted(text)} never comes: no month that it names has such a day. {_HOW}", field=EVERY)


def _refuse_haste(text: str, parsed: CronSim) -> None:
    times = [hour * _MINUTES + minute for hour in sorted(parsed.hours) for minute in sorted(parsed.minutes)]
    # The first time of the next day follows the last.
    following = [*times[1:], times[0] + _HOURS * _MINUTES]
    if min(after - before for before, after in zip(times, following, strict=True)) < FASTEST:
        raise Unreadable(f"{quoted(text)} comes too often. {OFTEN}", field=EVERY)


def said(cron: str) -> str:
    """Say a cron line in words that are read as the same line; nothing for one that words cannot say shortly."""
    parsed = CronSim(cron, _SOME_DAY)
    time, days = _time(parsed), _days(parsed)
    if not time or not days or len(parsed.months) != _MONTHS:
        return ""
    each, on = days
    if time.startswith("at "):
        return f"{each} {time}"
    return f"{time} {on}".rstrip()


def explained(cron: str) -> str:
    """Say any cron line."""
    words = CronSim(cron, _SOME_DAY).explain()
    return words[0].lower() + words[1:]


def _time(parsed: CronSim) -> str:
    minutes, hours = sorted(parsed.minutes), sorted(parsed.hours)
    if len(hours) == _HOURS:
        if minutes == [0]:
            return "every hour"
        apart = next((apart for apart in MINUTES_APART if minutes == list(range(0, _MINUTES, apart))), 0)
        return f"every {apart} minutes" if apart else ""
    if len(minutes) > 1:
        return ""
    if minutes == [0]:
        for apart in HOURS_APART:
            if hours == list(range(0, _HOURS, apart)):
                return f"every {apart} hours"
    return f"at {listed(f'{hour:02}:{minutes[0]:02}' for hour in hours)}" if len(hours) <= _MOST_TIMES else ""


def _days(parsed: CronSim) -> tuple[str, str] | None:
    """Say the days of a time, and those of an interval."""
    _, _, _, of_month, _, of_week = parsed.parts
    if of_week == "*":
        return ("every day", "") if of_month == "*" else _of_month(parsed.days)
    if of_month != "*":
        return None
    plain = {day % 7 for day in parsed.weekdays if isinstance(day, int)}
    nths = [day for day in parsed.weekdays if not isinstance(day, int)]
    if plain and nths:
        return None
    if nths:
        nth = sorted(nths, key=lambda day: (day[1] < 0, day[1], day[0]))
        text = f"on the {listed(f'{NTH[which]} {DAYS[day % 7]}' for day, which in nth)} of the month"
        return text, text
    if len(plain) == len(DAYS):
        return "every day", ""
    if plain == WORKDAYS:
        return "every weekday", "on weekdays"
    # A week ends with its Sunday.
    names = [DAYS[day] for day in sorted(plain, key=lambda day: day or len(DAYS))]
    return f"every {listed(names)}", f"on {listed(f'{name}s' for name in names)}"


def _of_month(days: Iterable[int]) -> tuple[str, str]:
    last = {CronSim.LAST: "last day", CronSim.LAST_WEEKDAY: "last weekday"}
    numbers = sorted(day for day in days if day > 0)
    if frozenset(numbers) == _ALL_DAYS:
        return "every day", ""
    names = [*map(ordinal, numbers), *(name for day, name in last.items() if day in days)]
    lacking = any(number >= _MAY_LACK for number in numbers)
    text = f"on the {listed(names)} of {'every month that has one' if lacking else 'the month'}"
    return text, text


def ordinal(number: int) -> str:
    """Write a number with its ending: `1st`, `22nd`, `13th`."""
    ending = "th" if number // 10 == 1 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def listed(names: Iterable[str]) -> str:
    """Name several: `a, b and c`."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
