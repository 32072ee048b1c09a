"""What people write for when something recurs, and how a cron line is said to them."""

from __future__ import annotations

import pytest

from bot.cron import FASTEST, explained, said
from bot.errors import Unreadable
from bot.recurrence import LONGEST, Recurrence, read_every


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
    with pytest.raises(Unreadable) as error:
        read_every(written)
    assert says in error.value.text
    assert error.value.field == "every"
