"""Dates known to the year, the month or the day."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.dates import PartialDate
from briefings.load import parse


def _coarser(day: dt.date, parts: int) -> PartialDate:
    return PartialDate(*(day.year, day.month, day.day)[:parts])


PARTIAL_DATES = st.builds(_coarser, st.dates(), st.integers(1, 3))


@given(PARTIAL_DATES)
def test_what_is_written_is_read_back(date: PartialDate) -> None:
    assert PartialDate.parse(str(date)) == date


@given(PARTIAL_DATES)
def test_the_earliest_day_is_never_after_the_latest(date: PartialDate) -> None:
    assert date.earliest <= date.latest
    assert (date.earliest == date.latest) == (date.precision == "day")


@given(st.dates(), st.integers(1, 3))
def test_a_coarser_date_spans_each_of_its_days(day: dt.date, parts: int) -> None:
    date = _coarser(day, parts)
    assert date.earliest <= day <= date.latest
    after = date.latest.toordinal() + 1
    if after <= dt.date.max.toordinal():
        assert _coarser(dt.date.fromordinal(after), parts) != date


@given(PARTIAL_DATES, PARTIAL_DATES)
def test_the_order_is_that_of_the_earliest_days(one: PartialDate, other: PartialDate) -> None:
    if one.earliest < other.earliest:
        assert one < other
    if one < other:
        assert one.earliest <= other.earliest


@given(st.dates())
def test_a_full_date_is_that_of_its_day(day: dt.date) -> None:
    assert PartialDate.of(day).earliest == PartialDate.of(day).latest == day


def test_a_year_sorts_before_its_months_and_a_month_before_its_days() -> None:
    dates = ["2018-02-01", "2018-01-02", "2018-01", "2018", "2018-01-01", "2017-12-31", "2018-02"]
    assert [str(date) for date in sorted(map(PartialDate.parse, dates))] == [
        "2017-12-31",
        "2018",
        "2018-01",
        "2018-01-01",
        "2018-01-02",
        "2018-02",
        "2018-02-01",
    ]


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "precision", "spoken"),
    [
        ("2018", "2018-01-01", "2018-12-31", "year", "2018"),
        ("2018-02", "2018-02-01", "2018-02-28", "month", "February 2018"),
        ("2020-02", "2020-02-01", "2020-02-29", "month", "February 2020"),
        ("2018-02-03", "2018-02-03", "2018-02-03", "day", "3 Feb 2018"),
    ],
)
def test_a_date_is_bounded_and_spoken_in_its_precision(
    text: str, earliest: str, latest: str, precision: str, spoken: str
) -> None:
    date = PartialDate.parse(text)
    assert (str(date.earliest), str(date.latest)) == (earliest, latest)
    assert (date.precision, date.spoken()) == (precision, spoken)


@pytest.mark.parametrize(
    "text", ["", "18", "2018-2", "2018-02-3", "2018/02/03", " 2018", "2018\n", "2018-", "spring 2018", "٢٠١٨", "-2018"]
)
def test_another_form_is_told_the_right_one(text: str) -> None:
    with pytest.raises(ValueError, match="is no date; write YYYY, YYYY-MM or YYYY-MM-DD") as told:
        PartialDate.parse(text)
    assert f"“{text}”".replace("\n", "U+000A") in str(told.value)


@pytest.mark.parametrize("text", ["0000", "2018-13", "2018-00", "2018-02-00", "2018-00-05", "2018-02-29", "2018-04-31"])
def test_a_day_outside_the_calendar_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not in the calendar"):
        PartialDate.parse(text)


def test_a_day_without_its_month_is_refused() -> None:
    with pytest.raises(ValueError, match="needs its month"):
        PartialDate(2018, 0, 5)


@pytest.mark.parametrize("value", ["2018-02-20", dt.date(2018, 2, 20), PartialDate(2018, 2, 20)])
def test_a_content_file_may_write_a_full_date_with_or_without_quotation_marks(value: object) -> None:
    assert parse(PartialDate, value) == (PartialDate(2018, 2, 20), [])


@pytest.mark.parametrize("value", [2018, 2018.5, True, None, ["2018"], dt.datetime(2018, 2, 20, 9, tzinfo=dt.UTC)])
def test_what_is_neither_text_nor_a_date_is_refused(value: object) -> None:
    date, ((field, problem),) = parse(PartialDate, value)
    assert (date, field) == (None, "")
    assert problem.endswith("is no date; write it in quotation marks as YYYY, YYYY-MM or YYYY-MM-DD")
