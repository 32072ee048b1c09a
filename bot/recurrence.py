"""When something recurs: a cron line in a time zone, the days it skips and its end, and the slots that follow."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from zoneinfo import ZoneInfo

from cronsim import CronSim

from bot.cron import EVERY, explained, is_cron, read_cron, said
from bot.errors import Unreadable, UserError, together
from bot.recurring_words import FORMS, read_words
from bot.when import read_date
from bot.zones import UTC, clocks, read_zone
from briefings.dates import PartialDate
from briefings.quoting import quoted

ZONE, SKIP, UNTIL = "zone", "skip", "until"
"""The fields beside `EVERY` that a recurrence is read from."""
MOST_SKIPPED = 100
"""So many days can be skipped at most."""
LONGEST = 200
"""Characters; more than anyone says it in."""
_KEPT = 1_024
_FEW = 5
_ALL_HOURS = 24
_DAY, _MINUTE = dt.timedelta(days=1), dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """When something recurs, by the clocks of a zone: made as it was kept, or by `read_recurrence`.

    A line that names its hours comes once at each time of the day that it names: at one that the clocks skip in spring
    when they have skipped it (and there only once, whatever else comes then), at one that they show twice in autumn
    the first time. A line for every hour comes whenever the clocks show what it says: `*/15 * * * *` at every quarter
    of an hour that passes, once. The days are those that the times are named on, so what would come at 23:30 on a
    Saturday when the clocks go from 23:00 to 00:00 is still Saturday's.
    Days of the month and of the week that are both given are alternatives, as in every cron.
    """

    cron: str
    """Five fields, as `read_recurrence` writes them."""
    zone: str
    """Its IANA name."""
    skip: tuple[dt.date, ...] = ()
    """Days of that zone."""
    until: dt.date | None = None
    """The last day, of that zone too."""

    @classmethod
    def kept(cls, cron: str, zone: str, skip: str, until: str) -> Recurrence:
        """Give one as it was kept: days in ISO, those to skip with commas between them, nothing for none."""
        days = tuple(map(dt.date.fromisoformat, filter(None, skip.split(","))))
        return cls(cron, zone, days, dt.date.fromisoformat(until) if until else None)

    def after(self, moment: dt.datetime) -> dt.datetime | None:
        """Give the first slot after a moment, in UTC and to the minute; `None` when it has ended or never comes."""
        day = _first(self.cron, moment.astimezone(clocks(self.zone)).date())
        while day and not (self.until and day > self.until):
            if day not in self.skip:
                slots = _slots(self.cron, self.zone, day)
                place = bisect_right(slots, moment)
                if place < len(slots):
                    return slots[place]
            day = _first(self.cron, day + _DAY)
        return None

    def upcoming(self, moment: dt.datetime, count: int) -> list[dt.datetime]:
        """Give so many slots after a moment; fewer when it ends before."""
        found: list[dt.datetime] = []
        while len(found) < count and (slot := self.after(found[-1] if found else moment)):
            found.append(slot)
        return found

    @property
    def every(self) -> str:
        """What is written for it: words where there are some, the cron line where there are none."""
        return said(self.cron) or self.cron

    def written(self, today: dt.date) -> dict[str, str]:
        """Give the fields that it is read from again; days to skip that are past are left out."""
        skip = ", ".join(str(day) for day in self.skip if day >= today)
        return {EVERY: self.every, ZONE: self.zone, SKIP: skip, UNTIL: str(self.until) if self.until else ""}

    def spoken(self) -> str:
        """Say it: `every Monday at 09:00, Europe/London, not on 28 Dec 2026, until 31 Mar 2027`."""
        text = f"{said(self.cron) or explained(self.cron)}, {self.zone}"
        if self.skip:
            text += f", not on {_listed([PartialDate.of(day).spoken() for day in self.skip])}"
        return f"{text}, until {PartialDate.of(self.until).spoken()}" if self.until else text


def _listed(days: Sequence[str]) -> str:
    if len(days) > _FEW:
        return f"{len(days)} days from {days[0]} to {days[-1]}"
    return " or ".join(filter(None, (", ".join(days[:-1]), days[-1])))


@lru_cache(maxsize=_KEPT)
def _first(cron: str, day: dt.date) -> dt.date | None:
    """Give the first day from this one on that a cron line names."""
    _, _, *days = cron.split()
    just_before = dt.datetime.combine(day, dt.time()) - _MINUTE
    found = next(CronSim(" ".join(["0", "0", *days]), just_before), None)
    return found.date() if found else None


@lru_cache(maxsize=_KEPT)
def _slots(cron: str, name: str, day: dt.date) -> tuple[dt.datetime, ...]:
    """Give the slots of a day that a cron line names, in order."""
    parsed, zone = CronSim(cron, dt.datetime.combine(day, dt.time())), clocks(name)
    moments = _as_shown if len(parsed.hours) == _ALL_HOURS else _once
    walls = (dt.datetime.combine(day, dt.time(hour, minute)) for hour in parsed.hours for minute in parsed.minutes)
    ordered = sorted(moment for wall in walls for moment in moments(wall, zone))
    return tuple(moment for moment, _ in groupby(ordered))


def _once(wall: dt.datetime, zone: ZoneInfo) -> Iterator[dt.datetime]:
    """Give the first moment at which clocks show a time, or that at which they have skipped it."""
    while not (shown := list(_as_shown(wall, zone))):
        wall += _MINUTE
    yield shown[0]


def _as_shown(wall: dt.datetime, zone: ZoneInfo) -> Iterator[dt.datetime]:
    """Give the moments at which clocks show a time: one, two when they are set back, none when it is skipped."""
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC) for fold in (0, 1))
    # In a gap it is reckoned from either side, by PEP 495, so that the one that is named second comes first.
    if first <= second:
        yield first
    if first < second:
        yield second


def read_recurrence(  # noqa: PLR0913  the four fields of a form; when they are read; and what a button asks
    every: str,
    zone: str,
    skip: str = "",
    until: str = "",
    *,
    now: dt.datetime,
    line: Callable[[str, str], str] | None = None,
) -> Recurrence:
    """Read when something recurs, as people write it; nothing for `skip` or `until` is none.

    Raises `Unreadable` at the field that is wrong, one `UserError` for several. `line` gives the line that asks
    the same with another value for a field; with it, zones that are like the one written are buttons.
    """
    errors: list[UserError] = []
    cron, place, last = "", UTC, None
    days: tuple[dt.date, ...] = ()
    with _noted(errors):
        cron = read_every(every)
    with _noted(errors):
        place = read_zone(zone, ZONE, (lambda near: line(ZONE, near)) if line else None)
    today = now.astimezone(clocks(place)).date()
    with _noted(errors):
        days = _read_skipped(skip, today)
    with _noted(errors):
        last = _read_last(until, today)
    if errors:
        raise together(errors)
    recurrence = Recurrence(cron, place, days, last)
    _refuse_what_never_comes(recurrence, now)
    return recurrence


@contextmanager
def _noted(errors: list[UserError]) -> Iterator[None]:
    try:
        yield
    except UserError as error:
        errors.append(error)


def read_every(text: str) -> str:
    """Give the cron line of words or of a cron line; raise `Unreadable` for what is neither.

    Whatever can be said in words gives the same line as these words do.
    """
    text = " ".join(text.split())
    if not text:
        raise Unreadable(f"Say when it comes: {FORMS}, or a cron line.", field=EVERY)
    if len(text) > LONGEST:
        raise Unreadable(f"That is {len(text):,} characters. Say when it comes shortly, such as {FORMS}.", field=EVERY)
    if not is_cron(text):
        return read_words(text)
    cron = read_cron(text)
    words = said(cron)
    return read_words(words) if words else cron


def _read_skipped(text: str, today: dt.date) -> tuple[dt.date, ...]:
    days: set[dt.date] = set()
    pieces = [piece.strip() for piece in re.split(r"[,;\n]", text) if piece.strip()]
    while pieces:
        first, *pieces = pieces
        # “Dec 24, 2026” has a comma of its own.
        if pieces and not read_date(first, today) and read_date(f"{first}, {pieces[0]}", today):
            first = f"{first}, {pieces.pop(0)}"
        days.add(_read_day(first, today))
    if len(days) > MOST_SKIPPED:
        raise Unreadable(f"Those are {len(days)} days; at most {MOST_SKIPPED} can be skipped.", field=SKIP)
    return tuple(sorted(days))


def _read_day(text: str, today: dt.date) -> dt.date:
    date = read_date(text, today)
    if date is None or not date.day:
        what = "no day" if date is None else f"a whole {date.precision}"
        raise Unreadable(f"{quoted(text)} is {what}. Write days such as 2026-12-25, 2026-12-26.", field=SKIP)
    if date.earliest < today:
        raise Unreadable(f"{date.spoken()} is past. Leave it out, or write a day to come.", field=SKIP)
    return date.earliest


def _read_last(text: str, today: dt.date) -> dt.date | None:
    if not text.strip():
        return None
    date = read_date(text, today)
    if date is None:
        raise Unreadable(f"{quoted(text.strip())} is no day. Write the last day, such as 2027-03-31.", field=UNTIL)
    if date.latest < today:
        raise Unreadable(f"{date.spoken()} is past. Write a last day to come, or leave it empty.", field=UNTIL)
    return date.latest


def _refuse_what_never_comes(recurrence: Recurrence, now: dt.datetime) -> None:
    if recurrence.after(now):
        return
    first = Recurrence(recurrence.cron, recurrence.zone, recurrence.skip).after(now)
    if first is None:
        raise Unreadable(f"{quoted(recurrence.every)} never comes. Write such as {FORMS}.", field=EVERY)
    day = PartialDate.of(first.astimezone(clocks(recurrence.zone)).date())
    text = f"It would end before it comes: the first time is on {day.spoken()}. Write a later day, or leave it empty."
    raise Unreadable(text, field=UNTIL)
