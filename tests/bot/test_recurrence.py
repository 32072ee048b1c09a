"""When something recurs: what people write, how it is said back, what is refused, and what comes next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.card import Button
from bot.cron import FASTEST, explained, said
from bot.errors import Unreadable, UserError
from bot.recurrence import LONGEST, MOST_SKIPPED, Recurrence, read_every, read_recurrence
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


@pytest.mark.parametrize(
    ("written", "cron"),
    [
        ("daily 09:00", "0 9 * * *"),
        ("daily at 9", "0 9 * * *"),
        ("daily 9", "0 9 * * *"),
        ("every day at 9am", "0 9 * * *"),
        ("each day, 9 a.m.", "0 9 * * *"),
        ("9:30pm", "30 21 * * *"),
        ("at 12am", "0 0 * * *"),
        ("12pm daily", "0 12 * * *"),
        ("daily at noon", "0 12 * * *"),
        ("midnight every day", "0 0 * * *"),
        ("18h30 daily", "30 18 * * *"),
        ("0730 daily", "30 7 * * *"),
        ("daily at 9 o’clock", "0 9 * * *"),
        ("daily 9:00 and 17:00", "0 9,17 * * *"),
        ("daily at 17 and 9", "0 9,17 * * *"),
        ("weekdays 9:00", "0 9 * * 1-5"),
        ("every weekday at 09:00", "0 9 * * 1-5"),
        ("workdays at 8", "0 8 * * 1-5"),
        ("mon-fri 9:00", "0 9 * * 1-5"),
        ("Monday to Friday, 9:00", "0 9 * * 1-5"),
        ("Monday – Friday 9:00", "0 9 * * 1-5"),
        ("fri-mon 9:00", "0 9 * * 0,1,5,6"),
        ("weekends at 10", "0 10 * * 0,6"),
        ("mon 09:00", "0 9 * * 1"),
        ("Mon 9.00", "0 9 * * 1"),
        ("mondays at 9", "0 9 * * 1"),
        ("every monday 09:00", "0 9 * * 1"),
        ("09:00 on Mondays", "0 9 * * 1"),
        ("MONDAY   09:00", "0 9 * * 1"),
        ("wensday 9:00", "0 9 * * 3"),
        ("thurday 9:00", "0 9 * * 4"),
        ("mon,thu 18:30", "30 18 * * 1,4"),
        ("mon & thu 18:30", "30 18 * * 1,4"),
        ("tues/thurs/sun 6:30 pm", "30 18 * * 0,2,4"),
        ("weekly mon 09:00", "0 9 * * 1"),
        ("weekly on fridays at 16:15", "15 16 * * 5"),
        ("monthly 1 09:00", "0 9 1 * *"),
        ("monthly 15", "0 9 15 * *"),
        ("on the 15th at 8", "0 8 15 * *"),
        ("day 15 of the month", "0 9 15 * *"),
        ("1st and 15th of every month at 9", "0 9 1,15 * *"),
        ("monthly 1, 15 at 9", "0 9 1,15 * *"),
        ("monthly first monday 8", "0 8 * * 1#1"),
        ("1st monday 8", "0 8 * * 1#1"),
        ("monthly last 09:00", "0 9 L * *"),
        ("last day 09:00", "0 9 L * *"),
        ("monthly, day 15", "0 9 15 * *"),
        ("first day of the month, 7:00", "0 7 1 * *"),
        ("last of the month", "0 9 L * *"),
        ("last weekday of the month 17:00", "0 17 LW * *"),
        ("first monday 09:00", "0 9 * * 1#1"),
        ("the first Monday of each month at 9", "0 9 * * 1#1"),
        ("last friday 17:00", "0 17 * * 5L"),
        ("monthly last friday 17:00", "0 17 * * 5L"),
        ("1st and 3rd tuesday 9:00", "0 9 * * 2#1,2#3"),
        ("first monday and thursday", "0 9 * * 1#1,4#1"),
        ("first monday and last friday", "0 9 * * 1#1,5L"),
        ("hourly", "0 * * * *"),
        ("every hour", "0 * * * *"),
        ("every 60 minutes", "0 * * * *"),
        ("half-hourly", "*/30 * * * *"),
        ("every half an hour", "*/30 * * * *"),
        ("every quarter of an hour", "*/15 * * * *"),
        ("every 15 min on weekdays", "*/15 * * * 1-5"),
        ("every 5 minutes", "*/5 * * * *"),
        ("every 2 hours", "0 */2 * * *"),
        ("every two hrs on sundays", "0 */2 * * 0"),
        ("every 12 hours", "0 0,12 * * *"),
        ("@weekly", "0 9 * * 1"),
        ("*/5 * * * *", "*/5 * * * *"),
        (" 0  9 * *  1 ", "0 9 * * 1"),
        ("0 9 * * mon", "0 9 * * 1"),
        ("0 9 * * MON-FRI", "0 9 * * 1-5"),
        ("0 9 * * 1,2,3,4,5", "0 9 * * 1-5"),
        ("0 9 * * 7", "0 9 * * 0"),
        ("0 9 * * friL", "0 9 * * 5L"),
        ("0 9 * jan,apr *", "0 9 * 1,4 *"),
        ("0 9 1 1 1", "0 9 1 1 1"),
        ("0 9-17/4 * * *", "0 9,13,17 * * *"),
        ("0 9 29 2 *", "0 9 29 2 *"),
        ("15 */6 * * *", "15 0,6,12,18 * * *"),
    ],
)
def test_when_is_read_as_people_write_it(written: str, cron: str) -> None:
    assert read_every(written) == cron


@pytest.mark.parametrize(
    ("written", "cron"),
    [("daily", "0 9 * * *"), ("weekly", "0 9 * * 1"), ("monthly", "0 9 1 * *"), ("thu", "0 9 * * 4")],
)
def test_what_names_no_time_comes_at_nine(written: str, cron: str) -> None:
    assert read_every(written) == cron


@pytest.mark.parametrize(
    ("cron", "words"),
    [
        ("0 9 * * *", "every day at 09:00"),
        ("0 9,17 * * *", "every day at 09:00 and 17:00"),
        ("0 9 * * 1-5", "every weekday at 09:00"),
        ("30 18 * * 1,4", "every Monday and Thursday at 18:30"),
        ("0 10 * * 0,6", "every Saturday and Sunday at 10:00"),
        ("0 9 * * 1#1", "on the first Monday of the month at 09:00"),
        ("0 9 * * 1#1,1#3,5L", "on the first Monday, third Monday and last Friday of the month at 09:00"),
        ("0 9 1,22 * *", "on the 1st and 22nd of the month at 09:00"),
        ("0 9 11,13 * *", "on the 11th and 13th of the month at 09:00"),
        ("0 9 31 * *", "on the 31st of every month that has one at 09:00"),
        ("0 9 L * *", "on the last day of the month at 09:00"),
        ("0 9 15,LW * *", "on the 15th and last weekday of the month at 09:00"),
        ("*/15 * * * *", "every 15 minutes"),
        ("*/15 * * * 1-5", "every 15 minutes on weekdays"),
        ("0 * 1 * *", "every hour on the 1st of the month"),
        ("0 */2 * * 0", "every 2 hours on Sundays"),
    ],
)
def test_what_words_can_say_is_said_in_words(cron: str, words: str) -> None:
    assert said(cron) == words


@pytest.mark.parametrize(
    ("cron", "words"),
    [
        ("0 9 1-7 * 1", "at 09:00 on every day of month from 1 through 7 and on Monday"),
        ("0 9 29 2 *", "at 09:00 on February 29"),
        ("0 9 * 1,4 1", "at 09:00 on Monday in January and April"),
        ("45 * * * *", "at minute 45 of every hour"),
        ("*/20 8-10 * * *", "every 20th minute from 08:00 through 10:59"),
    ],
)
def test_any_other_line_is_explained_and_written_as_it_is(cron: str, words: str) -> None:
    assert not said(cron)
    assert explained(cron) == words
    assert Recurrence(cron, "UTC").every == cron


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


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("", "Say when it comes"),
        ("nonsense", "Write such as “daily 09:00”"),
        ("every blue moon", "“blue” is not understood there"),
        ("munday", "Write such as"),
        ("9 monday", "Write such as"),
        ("daily 24:00", "Midnight is 00:00"),
        ("daily 9:60", "00:00 to 23:59"),
        ("daily at 25", "00:00 to 23:59"),
        ("daily 13pm", "9:30pm"),
        ("0am", "9:30pm"),
        ("daily 9:00 and 17:30", "same minute"),
        ("fortnightly", "first and third monday"),
        ("every other monday", "first and third monday"),
        ("every 3 days", "monthly 1, 15"),
        ("every 2 weeks", "monthly 1, 15"),
        ("every 2 months", "monthly 1, 15"),
        ("every 7 minutes", "5, 6, 10, 12, 15, 20 and 30"),
        ("every 5 hours", "1, 2, 3, 4, 6, 8 and 12"),
        ("every 2 hours at 9:00", "either how far apart or at what time"),
        ("every minute", f"every {FASTEST} minutes"),
        ("every 4 minutes", f"every {FASTEST} minutes"),
        ("monthly monday", "first monday"),
        ("6th monday", "a first to a fifth"),
        ("monthly 32", "1 to 31"),
        ("0th", "1 to 31"),
        ("every second day", "monthly 15"),
        ("day 9", "a time as 09:00"),
        ("every day 9", "a time as 09:00"),
        ("monthly 1 9", "a time as 09:00"),
        ("monthly on the 15th 9", "a time as 09:00"),
        ("mon and 15th", "Write such as"),
        ("daily!", "Write such as"),
        ("٣ daily", "Write such as"),
        ("0 9 31 2 *", "never comes"),
        ("0 9 30 feb *", "never comes"),
        ("0 9 31 4,6,9,11 *", "never comes"),
        ("0 25 * * *", "hour is 0 to 23"),
        ("60 9 * * *", "minute is 0 to 59"),
        ("0 9 32 * *", "day of the month is 1 to 31"),
        ("0 9 ? * 1", "day of the month is 1 to 31"),
        ("0 9 * 13 *", "month is 1 to 12"),
        ("0 9 * * 8", "day of the week is 0"),
        ("0 9 * * jan", "day of the week is 0"),
        ("0 9 * mon *", "month is 1 to 12"),
        ("0 9 * * 1#6", "day of the week is 0"),
        ("0 0 9 * * *", "has 6 fields"),
        ("0 9 * *", "has 4 fields"),
        ("* * * * *", "comes too often"),
        ("*/4 * * * *", "comes too often"),
        ("1,2 9 * * *", "comes too often"),
        ("58,2 * * * *", "comes too often"),
        ("2,58 0,23 * * *", "comes too often"),
        ("mon " * 60, "shortly"),
        ("9" * LONGEST, "does not say when"),
    ],
    ids=ascii,
)
def test_what_cannot_be_is_refused_with_what_to_write(written: str, says: str) -> None:
    error = refused(written)
    assert says in error.text
    assert error.field == "every"


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
