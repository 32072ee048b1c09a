"""When something recurs: its zone, the days it skips and its end, how all of it is said, and what comes next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.card import Button
from bot.errors import Unreadable, UserError
from bot.recurrence import MOST_SKIPPED, Recurrence, read_every, read_recurrence
from briefings.dates import said_in

NOW = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
"""A Tuesday."""


def read(every: str = "daily", zone: str = "Europe/London", skip: str = "", until: str = "") -> Recurrence:
    return read_recurrence(every, zone, skip, until, now=NOW)


def refused(every: str = "daily", zone: str = "Europe/London", skip: str = "", until: str = "") -> Unreadable:
    with pytest.raises(Unreadable) as error:
        read(every, zone, skip, until)
    return error.value


def slots(recurrence: Recurrence, count: int = 3) -> list[str]:
    return [f"{slot:%Y-%m-%d %H:%M}" for slot in recurrence.upcoming(NOW, count)]


def test_all_of_it_is_said() -> None:
    recurrence = read("mon 09:00", skip="2026-12-28", until="2027-03-31")
    assert recurrence.spoken() == "every Monday at 09:00, Europe/London, not on 28 Dec 2026, until 31 Mar 2027"
    two = read(skip="2026-12-25, 2026-12-26")
    assert two.spoken() == "every day at 09:00, Europe/London, not on 25 Dec 2026 or 26 Dec 2026"
    many = read(skip=",".join(f"2026-12-{day}" for day in range(20, 30)))
    assert many.spoken() == "every day at 09:00, Europe/London, not on 10 days from 20 Dec 2026 to 29 Dec 2026"


def test_days_are_said_in_the_language_of_dates() -> None:
    with said_in("de"):
        assert read(until="2027-03-31").spoken() == "every day at 09:00, Europe/London, until 31. März 2027"


@pytest.mark.parametrize("zone", ["europe/london", "Europe/London", " europe/LONDON ", "Europe / London"])
def test_a_zone_is_read_in_any_case(zone: str) -> None:
    assert read(zone=zone.replace(" / ", "/")).zone == "Europe/London"


def test_a_zone_that_is_none_leads_to_those_like_it() -> None:
    error = refused(zone="berlin")
    assert error.field == "zone"
    assert "Did you mean Europe/Berlin" in error.text
    with pytest.raises(Unreadable) as pressed:
        read_recurrence("daily", "berlin", now=NOW, line=lambda field, value: f"/again {field}:{value}")
    assert Button("Europe/Berlin", "/again zone:Europe/Berlin") in pressed.value.buttons


@pytest.mark.parametrize("zone", ["", "Mars/Base", "localtime", "Factory", "../etc/passwd", "\0"], ids=ascii)
def test_a_zone_that_is_like_none_is_refused(zone: str) -> None:
    assert "is no time zone" in refused(zone=zone).text


def test_days_to_skip_are_read_as_people_write_them() -> None:
    days = (dt.date(2026, 12, 24), dt.date(2026, 12, 25), dt.date(2027, 1, 1))
    for written in (
        "2026-12-24, 2026-12-25, 2027-01-01",
        "1 jan 2027; 25 dec 2026; 24 December 2026; 2026-12-25",
        "Dec 24, 2026, Dec 25, 2026, January 1st, 2027",
        "2026-12-24\n2026-12-25\n2027-01-01,",
    ):
        assert read(skip=written).skip == days


@pytest.mark.parametrize(
    ("skip", "says"),
    [
        ("xmas", "“xmas” is no day"),
        ("2026-12-25, 2026-12-32", "“2026-12-32” is no day"),
        ("dec 2026", "a whole month"),
        ("2027", "a whole year"),
        ("2026-11-23", "23 Nov 2026 is past"),
        ("yesterday", "23 Nov 2026 is past"),
        (
            ", ".join(f"{day} {month} 2027" for month in ("jan", "mar", "may", "jul") for day in range(1, 32)),
            "124 days",
        ),
    ],
)
def test_days_to_skip_that_are_none_or_past_are_refused(skip: str, says: str) -> None:
    error = refused(skip=skip)
    assert says in error.text
    assert error.field == "skip"


def test_as_many_days_as_are_allowed_can_be_skipped() -> None:
    days = ", ".join(str(NOW.date() + dt.timedelta(days=day)) for day in range(MOST_SKIPPED))
    assert slots(read(skip=days), 1) == ["2027-03-04 09:00"]


@pytest.mark.parametrize(
    ("every", "until", "says"),
    [
        ("daily", "whenever", "“whenever” is no day"),
        ("daily", "2026-11-23", "23 Nov 2026 is past"),
        ("daily", "2025", "2025 is past"),
        ("mon 09:00", "2026-11-29", "the first time is on 30 Nov 2026"),
        ("daily 09:00", "today", "the first time is on 25 Nov 2026"),
    ],
)
def test_an_end_before_it_begins_is_refused(every: str, until: str, says: str) -> None:
    error = refused(every, until=until)
    assert says in error.text
    assert error.field == "until"


def test_an_end_may_be_a_month_and_includes_its_last_day() -> None:
    assert read(until="nov 2026").until == dt.date(2026, 11, 30)
    assert slots(read("mon 09:00", until="2026-12-07"), 5) == ["2026-11-30 09:00", "2026-12-07 09:00"]


def test_today_is_that_of_the_zone() -> None:
    # It is noon in UTC on 24 November, and 02:00 on 25 November at Kiritimati.
    assert "24 Nov 2026 is past" in refused(zone="Pacific/Kiritimati", skip="2026-11-24").text
    assert read(zone="Pacific/Niue", skip="2026-11-24").skip


def test_everything_that_is_wrong_is_said_at_its_field() -> None:
    with pytest.raises(UserError) as error:
        read("nonsense", "Mars/Base", "xmas", "whenever")
    assert set(error.value.errors) == {"every", "zone", "skip", "until"}


def test_slots_come_one_after_the_other_in_utc() -> None:
    assert slots(read("weekdays 09:00")) == ["2026-11-25 09:00", "2026-11-26 09:00", "2026-11-27 09:00"]
    assert slots(read("daily 09:00", "Asia/Kathmandu")) == ["2026-11-25 03:15", "2026-11-26 03:15", "2026-11-27 03:15"]
    assert slots(read("*/5 * * * *", "UTC")) == ["2026-11-24 12:05", "2026-11-24 12:10", "2026-11-24 12:15"]
    assert slots(read("0 9 29 2 *", "UTC")) == ["2028-02-29 09:00", "2032-02-29 09:00", "2036-02-29 09:00"]
    assert slots(read("0 9 * 2 1#5", "UTC"), 1) == ["2044-02-29 09:00"]


def test_a_slot_is_strictly_after_the_moment() -> None:
    daily = read("daily 12:00", "UTC")
    assert daily.after(NOW) == NOW + dt.timedelta(days=1)
    assert daily.after(NOW - dt.timedelta(microseconds=1)) == NOW
    assert daily.after(NOW + dt.timedelta(seconds=59)) == NOW + dt.timedelta(days=1)


def test_skipped_days_have_no_slot() -> None:
    assert slots(read("daily 09:00", skip="2026-11-26")) == ["2026-11-25 09:00", "2026-11-27 09:00", "2026-11-28 09:00"]
    midnight = read("daily 00:00", "America/New_York", skip="2026-11-26")
    assert slots(midnight, 2) == ["2026-11-25 05:00", "2026-11-27 05:00"]


def test_what_has_ended_has_no_slot() -> None:
    ended = Recurrence("0 9 * * *", "UTC", until=dt.date(2026, 11, 23))
    assert ended.after(NOW) is None
    assert ended.upcoming(NOW, 3) == []


def test_it_is_written_as_it_is_read_again() -> None:
    recurrence = read("mon,thu 18:30", skip="2026-12-24, 2026-12-28", until="2027-03-31")
    written = recurrence.written(NOW.date())
    assert written == {
        "every": "every Monday and Thursday at 18:30",
        "zone": "Europe/London",
        "skip": "2026-12-24, 2026-12-28",
        "until": "2027-03-31",
    }
    assert read(**written) == recurrence
    assert recurrence.written(dt.date(2026, 12, 25))["skip"] == "2026-12-28"


def _several(values: Iterable[object]) -> str:
    return ",".join(sorted(map(str, values)))


def _some(values: st.SearchStrategy[object], most: int = 3) -> st.SearchStrategy[str]:
    return st.sets(values, min_size=1, max_size=most).map(_several)


MINUTES, EVERY_ONE = st.integers(0, 59).map(str), st.just("*")
HOURS = EVERY_ONE | st.just("*/2") | _some(st.integers(0, 23), 4)
OF_MONTH = _some(st.integers(1, 31) | st.sampled_from(["L", "LW"]))
OF_WEEK = _some(
    st.integers(0, 7)
    | st.builds("{}#{}".format, st.integers(0, 7), st.integers(1, 5))
    | st.builds("{}L".format, st.integers(0, 7))
    | st.sampled_from(["1-5", "0-6", "MON-WED", "SUN"]),
)
LINES = st.one_of(
    st.tuples(MINUTES, HOURS, EVERY_ONE, EVERY_ONE, OF_WEEK | EVERY_ONE),
    st.tuples(MINUTES, HOURS, OF_MONTH, EVERY_ONE, EVERY_ONE),
    st.tuples(MINUTES, HOURS, OF_MONTH, st.integers(1, 12).map(str), OF_WEEK),
    st.tuples(st.integers(5, 30).map("*/{}".format), EVERY_ONE, EVERY_ONE, EVERY_ONE, OF_WEEK | EVERY_ONE),
).map(" ".join)


@given(LINES)
def test_what_is_written_for_a_line_is_read_as_that_line(line: str) -> None:
    try:
        recurrence = read(line)
    except Unreadable as error:
        assert "comes too often" in error.text or "never comes" in error.text  # noqa: PT017  either is right for some
        assume(False)  # noqa: FBT003  hypothesis' own way
    assert read(**recurrence.written(NOW.date())) == recurrence
    assert read(recurrence.cron) == recurrence


@given(LINES)
def test_words_mean_the_line_that_they_are_said_for(line: str) -> None:
    try:
        cron = read_every(line)
    except Unreadable:
        assume(False)  # noqa: FBT003  the same
    as_written, as_read = Recurrence(line.upper(), "Europe/London"), Recurrence(cron, "Europe/London")
    assert as_written.upcoming(NOW, 20) == as_read.upcoming(NOW, 20)


TYPED = st.lists(
    st.sampled_from(
        ["every", "mon", "first", "last", "1st", "15", "09:00", "9pm", "at", "to", "day", "weekday", "month"]
    )
    | st.sampled_from(["*", "*/5", "0", "L", "1#1", "MON-FRI", "31", "@", "5L", "2", "hours", "minutes", "weekly", "-"])
    | st.text(max_size=3),
    max_size=7,
).map(" ".join)


@given(TYPED | st.text(), TYPED | st.text(), TYPED | st.text(), TYPED | st.text())
def test_no_text_makes_reading_fail(every: str, zone: str, skip: str, until: str) -> None:
    for fields in ((every, "UTC", "", ""), ("daily", zone, "", ""), ("daily", "UTC", skip, until)):
        try:
            recurrence = read(*fields)
        except UserError as error:
            assert error.text.isprintable()  # noqa: PT017  what is refused is said
        else:
            assert recurrence.after(NOW)
            assert read(**recurrence.written(NOW.date())) == recurrence
