"""Dates as people write them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.when import read_date
from briefings.dates import PartialDate

TODAY = dt.date(2026, 11, 24)
"""A Tuesday."""
PIECES = (
    *("0", "1", "31", "2023", "may", "sept", ".", ",", "-", "/", "²"),
    *("a", "two", "day", "weeks", "months", "years", "ago", "last", "this", "week", "today"),
)
TYPED = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=6).map(" ".join)


def _read(text: str, today: dt.date = TODAY) -> str | None:
    date = read_date(text, today)
    return str(date) if date else None


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2023", "2023"),
        ("2023-05", "2023-05"),
        ("2023-5", "2023-05"),
        ("2023-05-09", "2023-05-09"),
        ("2023-5-9", "2023-05-09"),
        ("2023/05/09", "2023-05-09"),
        ("2023.5.9", "2023-05-09"),
        ("2023/5", "2023-05"),
        ("may 2023", "2023-05"),
        ("May 2023", "2023-05"),
        ("MAY 2023", "2023-05"),
        ("  may   2023 ", "2023-05"),
        ("may, 2023", "2023-05"),
        ("sep 2023", "2023-09"),
        ("sept. 2023", "2023-09"),
        ("september 2023", "2023-09"),
        ("feb. 2024", "2024-02"),
        ("2023 may", "2023-05"),
        ("2023, december", "2023-12"),
        ("9 may 2023", "2023-05-09"),
        ("9th may 2023", "2023-05-09"),
        ("1st jan. 2023", "2023-01-01"),
        ("22nd march, 2023", "2023-03-22"),
        ("3rd jun 2023", "2023-06-03"),
        ("may 9 2023", "2023-05-09"),
        ("May 9th, 2023", "2023-05-09"),
        ("2023 may 9", "2023-05-09"),
        ("29 february 2024", "2024-02-29"),
    ],
)
def test_a_date_is_read_in_the_precision_it_is_written_in(text: str, date: str) -> None:
    assert _read(text) == date


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_has_its_long_and_its_short_name(month: int) -> None:
    day = dt.date(2023, month, 1)
    assert _read(f"{day:%B} 2023") == _read(f"{day:%b} 2023") == f"2023-{month:02}"


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("today", "2026-11-24"),
        ("now", "2026-11-24"),
        ("yesterday", "2026-11-23"),
        ("this week", "2026-11-23"),
        ("last week", "2026-11-16"),
        ("this month", "2026-11"),
        ("last month", "2026-10"),
        ("Last  Month", "2026-10"),
        ("this year", "2026"),
        ("last year", "2025"),
        ("1 day ago", "2026-11-23"),
        ("10 days ago", "2026-11-14"),
        ("2 weeks ago", "2026-11-10"),
        ("a week ago", "2026-11-17"),
        ("one month ago", "2026-10-24"),
        ("twelve months ago", "2025-11-24"),
        ("3 years ago", "2023-11-24"),
        ("an year ago", "2025-11-24"),
    ],
)
def test_a_relative_date_is_reckoned_from_today(text: str, date: str) -> None:
    assert _read(text) == date


@pytest.mark.parametrize(
    ("today", "text", "date"),
    [
        ("2024-03-31", "a month ago", "2024-02-29"),
        ("2023-03-31", "a month ago", "2023-02-28"),
        ("2024-02-29", "a year ago", "2023-02-28"),
        ("2024-01-15", "last month", "2023-12"),
        ("2024-01-15", "2 months ago", "2023-11-15"),
        ("2024-01-01", "yesterday", "2023-12-31"),
        ("2024-01-01", "last week", "2023-12-25"),
        ("2024-01-07", "this week", "2024-01-01"),
    ],
)
def test_a_relative_date_crosses_the_ends_of_months_and_years(today: str, text: str, date: str) -> None:
    assert _read(text, dt.date.fromisoformat(today)) == date


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        "23",
        "02023",
        "20233",
        "0000",
        "2023-13",
        "2023-00",
        "2023-00-05",
        "2023-05-00",
        "2023-02-29",
        "2023-04-31",
        "2023-05-9th",
        "2023-005",
        "-2023",
        "2023-",
        "0 may 2023",
        "00 may 2023",
        "may 0, 2023",
        "32 may 2023",
        "31 june 2023",
        "may",
        "may 9",
        "9 may",
        "mayday 2023",
        "spring 2023",
        "5/6/2024",
        "05-06-2024",
        "5.6.2024",
        "tomorrow",
        "next month",
        "last day",
        "last decade",
        "ago",
        "2 weeks",
        "-2 weeks ago",
        "some weeks ago",
        "2 fortnights ago",
        "9999 years ago",
        "2023 and then some",
        "2023\x00",
        "２０２３",
        "٢٠٢٣",
        "²023",
        "2023" * 20,
    ],
    ids=ascii,
)
def test_what_is_no_date_is_read_as_none(text: str) -> None:
    assert _read(text) is None


@given(st.dates(), st.integers(1, 3))
def test_every_partial_date_is_read_as_it_is_written_and_as_it_is_spoken(day: dt.date, parts: int) -> None:
    date = PartialDate(*(day.year, day.month, day.day)[:parts])
    assert read_date(str(date), TODAY) == date
    if day.year >= 1000:
        assert read_date(date.spoken(), TODAY) == date


@given(TYPED | st.text(), st.dates())
def test_no_text_makes_reading_fail(text: str, today: dt.date) -> None:
    date = read_date(text, today)
    assert date is None or date.earliest <= date.latest
