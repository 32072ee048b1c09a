"""Slots through the changes of clocks, against a reckoning that walks the clocks themselves and knows no cron."""

from __future__ import annotations

import calendar
import datetime as dt
from bisect import bisect_right
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.recurrence import Recurrence

CHANGING = (
    *("Africa/Cairo", "Africa/Casablanca", "America/Havana", "America/New_York", "America/Nuuk", "America/Santiago"),
    *("America/St_Johns", "Antarctica/Troll", "Asia/Beirut", "Asia/Jerusalem", "Atlantic/Azores", "Australia/Adelaide"),
    *("Australia/Lord_Howe", "Europe/Berlin", "Europe/Dublin", "Europe/Lisbon", "Europe/London", "Pacific/Auckland"),
    *("Pacific/Chatham", "Pacific/Easter"),
)
"""Twenty zones whose clocks change twice in 2027: by one hour, half of one or two, at midnight, before it or after."""
STEADY = ("Asia/Kathmandu", "Pacific/Apia", "UTC")
QUARTER, DAY = dt.timedelta(minutes=15), dt.timedelta(days=1)
BEGIN, END = dt.datetime(2027, 1, 1, tzinfo=dt.UTC), dt.datetime(2028, 1, 1, tzinfo=dt.UTC)

Tape = tuple[tuple[dt.datetime, dt.datetime], ...]
"""Moments, every quarter of an hour, with what the clocks show at each."""


@cache
def tape(zone: str) -> Tape:
    """Walk the year; whatever changes clocks does so at a quarter of an hour."""
    place, moment = ZoneInfo(zone), BEGIN - 2 * DAY
    walked = []
    while moment < END + 2 * DAY:
        walked.append((moment, moment.astimezone(place).replace(tzinfo=None)))
        moment += QUARTER
    return tuple(walked)


@cache
def changes(zone: str) -> tuple[int, ...]:
    """Where on the tape clocks change."""
    walked = tape(zone)
    steps = enumerate(pairwise(shown for _, shown in walked), start=1)
    return tuple(place for place, (before, after) in steps if after - before != QUARTER)


def once(walked: Tape, wanted: Callable[[dt.datetime], bool]) -> list[dt.datetime]:
    """Give the moments of times that are each to come once: when first shown, or when the clocks have passed them."""
    found: dict[dt.datetime, dt.datetime] = {}
    furthest = walked[0][1]
    for moment, shown in walked[1:]:
        while furthest < shown:  # What is shown first, and all that was skipped before it.
            furthest += QUARTER
            if wanted(furthest):
                found[moment] = furthest
    return list(found)


def shown(walked: Tape, wanted: Callable[[dt.datetime], bool]) -> list[dt.datetime]:
    return [moment for moment, wall in walked if wanted(wall)]


def between(moments: list[dt.datetime], first: dt.datetime, last: dt.datetime) -> list[dt.datetime]:
    return [moment for moment in moments if first < moment <= last]


def all_after(recurrence: Recurrence, first: dt.datetime, last: dt.datetime) -> list[dt.datetime]:
    found = []
    moment = recurrence.after(first)
    while moment and moment <= last:
        found.append(moment)
        moment = recurrence.after(moment)
    return found


@pytest.mark.parametrize("zone", CHANGING)
def test_every_quarter_of_the_day_comes_once_a_day_through_both_changes(zone: str) -> None:
    assert len(changes(zone)) == 2
    for change in changes(zone):
        near = tape(zone)[change - 300 : change + 300]
        first, last = near[50][0], near[-50][0]
        for time in (f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 15, 30, 45)):
            daily = Recurrence(f"{time[3:]} {time[:2]} * * *", zone)
            expected = once(near, at(time))
            assert all_after(daily, first, last) == between(expected, first, last), (zone, time)
            # Whenever it is asked: also from within the hour that is shown twice.
            for moment, _ in near[280:320]:
                assert daily.after(moment) == expected[bisect_right(expected, moment)], (zone, time, moment)


def of_week(*days: int) -> Callable[[dt.datetime], bool]:
    return lambda wall: wall.weekday() in days


def last_day(wall: dt.datetime) -> bool:
    return wall.day == calendar.monthrange(wall.year, wall.month)[1]


def last_weekday(wall: dt.datetime) -> bool:
    week = calendar.monthcalendar(wall.year, wall.month)
    return wall.day == max(day for days in week for day in days[:5])


def at(*times: str, on: Callable[[dt.datetime], bool] = lambda _: True) -> Callable[[dt.datetime], bool]:
    wanted = {(int(time[:2]), int(time[3:])) for time in times}
    return lambda wall: (wall.hour, wall.minute) in wanted and on(wall)


ONCE = {
    "30 2 * * *": at("02:30"),
    "0 0 * * 1-5": at("00:00", on=of_week(0, 1, 2, 3, 4)),
    "30 23 * * 6": at("23:30", on=of_week(5)),
    "15 0,1,2,3 * * 0": at("00:15", "01:15", "02:15", "03:15", on=of_week(6)),
    "45 1 * * 1#1,1#3": at("01:45", on=lambda wall: wall.weekday() == 0 and (wall.day - 1) // 7 in (0, 2)),
    "0 17 * * 5L": at("17:00", on=lambda wall: wall.weekday() == 4 and (wall + 7 * DAY).month != wall.month),
    "0 9 31 * *": at("09:00", on=lambda wall: wall.day == 31),
    "0 2 L * *": at("02:00", on=last_day),
    "0 18 LW * *": at("18:00", on=last_weekday),
    "0 9 1-7 * 1": at("09:00", on=lambda wall: wall.day <= 7 or wall.weekday() == 0),
    "0 3 * 3,10 *": at("03:00", on=lambda wall: wall.month in (3, 10)),
    "0 */2 * * *": lambda wall: wall.minute == 0 and wall.hour % 2 == 0,
    "*/15 1-3 * * *": lambda wall: 1 <= wall.hour <= 3,
}
AS_SHOWN: dict[str, Callable[[dt.datetime], bool]] = {
    "*/15 * * * *": lambda _: True,
    "0 * * * *": lambda wall: wall.minute == 0,
    "45 * * * 0": lambda wall: wall.minute == 45 and wall.weekday() == 6,
    "*/30 * * * 1-5": lambda wall: wall.minute in (0, 30) and wall.weekday() < 5,
}
YEARLY = ("Africa/Casablanca", "America/Havana", "America/Nuuk", "Antarctica/Troll", "Australia/Lord_Howe", *STEADY)


@pytest.mark.parametrize("zone", YEARLY)
@pytest.mark.parametrize("cron", ONCE)
def test_a_year_of_times_of_the_day_has_each_of_them_once(zone: str, cron: str) -> None:
    expected = between(once(tape(zone), ONCE[cron]), BEGIN, END)
    assert all_after(Recurrence(cron, zone), BEGIN, END) == expected
    assert expected


@pytest.mark.parametrize("zone", YEARLY)
@pytest.mark.parametrize("cron", AS_SHOWN)
def test_a_year_of_an_interval_has_each_time_whenever_it_is_shown(zone: str, cron: str) -> None:
    expected = between(shown(tape(zone), AS_SHOWN[cron]), BEGIN, END)
    assert all_after(Recurrence(cron, zone), BEGIN, END) == expected
    assert expected


@pytest.mark.parametrize("zone", STEADY)
def test_where_clocks_do_not_change_nothing_moves(zone: str) -> None:
    assert not changes(zone)


@pytest.mark.parametrize(
    ("zone", "cron", "day", "slots"),
    [
        # Clocks went from 01:00 to 02:00 on 28 March, and go from 02:00 to 01:00 on 31 October.
        ("Europe/London", "30 1 * * *", "2027-03-28", ["01:00"]),
        ("Europe/London", "0,30 1,2 * * *", "2027-03-28", ["01:00", "01:30"]),
        ("Europe/London", "30 1 * * *", "2027-10-31", ["00:30"]),
        ("Europe/London", "30 * * * *", "2027-10-31", [f"{hour:02}:30" for hour in range(24)]),
        # By half an hour, from 02:00 to 01:30, which is 15:00 in UTC.
        ("Australia/Lord_Howe", "45 1 * * *", "2027-04-03", ["14:45"]),
        ("Australia/Lord_Howe", "15 2 * * *", "2027-10-02", ["15:30"]),
        # Midnight is skipped.
        ("America/Havana", "0 0 * * *", "2027-03-14", ["05:00"]),
        ("Asia/Beirut", "0 0 * * *", "2027-03-27", ["22:00"]),
    ],
)
def test_slots_at_changes_that_are_known(zone: str, cron: str, day: str, slots: list[str]) -> None:
    begin = dt.datetime.fromisoformat(day).replace(tzinfo=dt.UTC)
    found = all_after(Recurrence(cron, zone), begin - dt.timedelta(minutes=1), begin + DAY - dt.timedelta(minutes=1))
    assert [f"{slot:%H:%M}" for slot in found] == slots


def test_what_is_moved_past_midnight_belongs_to_the_day_that_it_is_named_for() -> None:
    # In Nuuk clocks go from 23:00 to 00:00 on Saturday 27 March 2027.
    saturday, sunday = dt.date(2027, 3, 27), dt.date(2027, 3, 28)
    moved = dt.datetime(2027, 3, 28, 1, tzinfo=dt.UTC)
    before = moved - dt.timedelta(hours=5)
    assert Recurrence("30 23 * * 6", "America/Nuuk", skip=(sunday,)).after(before) == moved
    assert Recurrence("30 23 * * 6", "America/Nuuk", until=saturday).after(before) == moved
    assert Recurrence("30 23 * * 6", "America/Nuuk", skip=(saturday,)).after(before) != moved
