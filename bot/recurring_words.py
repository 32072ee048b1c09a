"""How people say when something recurs, read as a cron line: `mondays at 9`, `first friday 17:00`, `every 2 hours`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NoReturn

from cronsim import CronSim
from rapidfuzz import fuzz, process

from bot.cron import DAYS, EVERY, FASTEST, HOURS_APART, LAST_DAY, LAST_WEEKDAY, MINUTES_APART, NTH, OFTEN, WORKDAYS
from bot.errors import Unreadable
from briefings.quoting import quoted

FORMS = "“daily 09:00”, “weekdays 9:00”, “mon, thu 18:30”, “first monday 09:00”, “monthly 15 09:00” or “every 2 hours”"
"""Some of what can be written."""
_USUAL = (9, 0)
"""The time of what names none."""
_WRITTEN = (
    (re.compile(r"\bhalf[- ]?(?:an[- ])?hour(?:ly)?\b"), "30 minutes"),
    (re.compile(r"\bquarter[- ]?(?:of[- ])?(?:an[- ])?hour(?:ly)?\b"), "15 minutes"),
    (re.compile(r"\b([ap])\.\s?m\b"), r"\1m"),
    (re.compile(r"[\N{EN DASH}\N{EM DASH}]"), "-"),
    (re.compile(r"\bo['\N{RIGHT SINGLE QUOTATION MARK}]clock\b"), "h"),
)
_TOKEN = re.compile(
    r"""(?P<hour>\d{1,2}) (?: [:.h] (?P<minute>\d\d) (?!\d) (?:\s?(?P<half>[ap]m\b))? | \s?(?P<whole>[ap]m|h)\b )
    | (?P<four>\d\d) (?P<last>\d\d) h? (?!\w)
    | (?P<number>\d{1,3}) (?P<ending>st|nd|rd|th)? (?![a-z\d])
    | (?P<word>[a-z]+ | -)
    | (?P<other>[^\s,;&+/.@()])""",
    re.VERBOSE | re.ASCII,
)
_SILENT = frozenset("every each on the of and a an in that has have one it time sharp".split())  # noqa: SIM905  words
_CLOCK = {"noon": (12, 0), "midday": (12, 0), "midnight": (0, 0)}
_COUNTS = {name: number for number, name in enumerate(["two", "three", "four", "five", "six"], start=2)} | {
    "eight": 8, "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
}  # fmt: skip
_WEEKDAYS = {name.casefold(): number for number, name in enumerate(DAYS)} | {
    short: number
    for number, shorts in enumerate(("sun", "mon", "tue tues", "wed weds", "thu thur thurs", "fri", "sat"))
    for short in shorts.split()
}
_NTHS = {name: number for number, name in NTH.items()}
# What a word is, in the letters that shapes are written in; W is a weekday, N first or last, o 15th, # a number.
_LETTERS = {
    "daily": "d", "everyday": "d", "day": "D", "week": "w", "weekly": "w", "month": "m", "monthly": "m", "months": "M",
    "weekday": "k", "workday": "k", "weekend": "e", "hour": "h", "hr": "h", "hourly": "h", "minute": "i", "min": "i",
    "at": "@", "to": "-", "through": "-", "thru": "-", "until": "-", "till": "-", "-": "-",
}  # fmt: skip
_SPELT = sorted({*map(str.casefold, DAYS), *_NTHS, *_LETTERS} - {"min", "hr", "at", "to", "-", "thru", "till"})
_LIKE, _APART, _SHORTEST = 80, 8, 4
_NEVER_WEEKLY = frozenset({"other", "fortnight", "fortnightly", "biweekly", "alternate", "alternating"})
_NOON, _HOURS, _MINUTES, _MONTH = 12, 24, 60, 31


@dataclass(frozen=True, slots=True)
class _Token:
    letter: str
    number: int = 0
    minute: int = 0


def read_words(text: str) -> str:
    """Give the cron line of what someone wrote; raise `Unreadable` for what is none, or what no cron line can say.

    What names no time is at 09:00; weekly is on Mondays, and monthly on the first day.
    """
    tokens, times = _parted(text, list(_tokens(text)))
    shape = "".join(token.letter for token in tokens)
    if found := re.search("#?[hi]", shape):
        if times:
            _refuse(text, "Write either how far apart or at what time, such as “every 2 hours” or “daily 09:00”.")
        clock = _interval(text, tokens[found.start() : found.end()])
        tokens = tokens[: found.start()] + tokens[found.end() :]
    else:
        if not tokens and not times:
            _unread(text)
        clock = _clock(text, times or [_USUAL])
    return f"{clock} {_days(text, tokens)}"


def _unread(text: str, why: str = "") -> NoReturn:
    why = why or f"Write such as {FORMS}, or a cron line."
    raise Unreadable(f"{quoted(text)} does not say when it comes. {why}", field=EVERY)


def _refuse(text: str, why: str) -> NoReturn:
    raise Unreadable(f"{quoted(text)} is not possible. {why}", field=EVERY)


def _tokens(text: str) -> Iterator[_Token]:
    plain = text.casefold()
    for form, written in _WRITTEN:
        plain = form.sub(written, plain)
    for found in _TOKEN.finditer(plain):
        if found["hour"]:
            yield _time(text, int(found["hour"]), int(found["minute"] or 0), found["half"] or found["whole"] or "")
        elif found["four"]:
            yield _time(text, int(found["four"]), int(found["last"]))
        elif found["number"]:
            yield _Token("o" if found["ending"] else "#", int(found["number"]))
        elif found["other"]:
            _unread(text)
        elif found["word"] not in _SILENT:
            yield _word(text, found["word"])


def _time(text: str, hour: int, minute: int = 0, half: str = "") -> _Token:
    if half in ("am", "pm"):
        if not 1 <= hour <= _NOON:
            _refuse(text, "A time with am or pm has an hour from 1 to 12: write such as 9:30pm, or 21:30.")
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    if hour >= _HOURS or minute >= _MINUTES:
        _refuse(text, "A time is 00:00 to 23:59: write such as 09:00. Midnight is 00:00.")
    return _Token("t", hour, minute)


def _word(text: str, word: str) -> _Token:
    if word in _CLOCK:
        return _Token("t", *_CLOCK[word])
    if word in _COUNTS:
        return _Token("#", _COUNTS[word])
    for name in (word, word.removesuffix("s")):
        if name in _WEEKDAYS:
            return _Token("W", _WEEKDAYS[name])
        if name in _NTHS:
            return _Token("N", _NTHS[name])
        if name in _LETTERS:
            return _Token(_LETTERS[name])
    if word in _NEVER_WEEKLY:
        _refuse(text, "No calendar tells every second week: write “first and third monday”, or weekly.")
    if meant := _meant(word):
        return _word(text, meant)
    _unread(text, f"{quoted(word)} is not understood there. Write such as {FORMS}." if word != text.casefold() else "")


def _meant(word: str) -> str:
    """Give the word that one with a slip is certainly meant to be: “munday” is as near to Sunday as to Monday."""
    found = process.extract(word.removesuffix("s"), _SPELT, scorer=fuzz.ratio, limit=2)
    (best, score, _), (_, second, _) = found
    return best if len(word) >= _SHORTEST and score >= _LIKE and score - second >= _APART else ""


def _parted(text: str, tokens: Sequence[_Token]) -> tuple[list[_Token], list[tuple[int, int]]]:
    """Part the times of the day from what says which days they are on."""
    rest: list[_Token] = []
    times: list[_Token] = []
    at = False
    for token in tokens:
        if token.letter == "t" or (token.letter == "#" and at):
            times.append(token if token.letter == "t" else _time(text, token.number))
        elif token.letter != "@":
            rest.append(token)
        # Of “at 9 and 17” both are hours.
        at = token.letter == "@" or (at and token.letter in "t#")
    shape = "".join(token.letter for token in rest)
    # A number is an hour after days of the week; after “monthly” it is a day, and the second of two may be either.
    if not times and re.fullmatch(r"(?:[dwke-]|m?[No]*W)+#", shape):
        times.append(_time(text, rest.pop().number))
    elif not times and re.search("[#o]#|^[^m]*[dD]#$", shape):
        _unread(text, "Write a time as 09:00, and a day of the month as “monthly 9”.")
    return rest, [(token.number, token.minute) for token in times]


def _clock(text: str, times: Iterable[tuple[int, int]]) -> str:
    minutes = {minute for _, minute in times}
    if len(minutes) > 1:
        _refuse(text, "Several times in one have the same minute, as 09:00 and 17:00 do: make one for each of these.")
    return f"{minutes.pop()} {','.join(map(str, sorted({hour for hour, _ in times})))}"


def _interval(text: str, tokens: Sequence[_Token]) -> str:
    count, unit = (tokens[0].number if len(tokens) > 1 else 1), tokens[-1].letter
    if (unit == "h" and count == 1) or (unit == "i" and count == _MINUTES):
        return "0 *"
    if unit == "h":
        if count == _NOON:
            return "0 0,12"
        if count not in HOURS_APART:
            _refuse(text, f"Hours that part a day evenly are 1, {', '.join(map(str, HOURS_APART))} and 12.")
        return f"0 */{count}"
    if count < FASTEST:
        _refuse(text, OFTEN)
    if count not in MINUTES_APART:
        *others, last = map(str, MINUTES_APART)
        _refuse(text, f"Minutes that part an hour evenly are {', '.join(others)} and {last}.")
    return f"*/{count} *"


def _days(text: str, tokens: Sequence[_Token]) -> str:
    """Give the last three fields: days of the month, months, days of the week."""
    shape = "".join(token.letter for token in tokens)
    if shape in ("", "d", "D"):
        return "* * *"
    if shape == "w":
        return "* * 1"
    if shape == "m":
        return "1 * *"
    if re.fullmatch(r"[wdD]?(?:W-W|[Wke])+w?", shape):
        return f"* * {_of_week(shape, tokens)}"
    if re.fullmatch(r"m?(?:[No]+W+)+m?", shape):
        return f"* * {','.join(_nths(text, tokens))}"
    if re.fullmatch(r"mN|Nm|m?(?:[dD]?[#o]|N[Dk])+m?", shape) and re.search("[mo]|N[Dk]", shape):
        return f"{','.join(_of_month(text, shape, tokens))} * *"
    if re.search("#[dDwM]", shape):
        _refuse(
            text, "No calendar tells such steps of days, weeks or months: write “mon, thu” or “monthly 1, 15 at 9”."
        )
    if "m" in shape and "W" in shape:
        _unread(text, "Say which of the month: “first monday 09:00” or “last friday 17:00”.")
    _unread(text)


def _of_week(shape: str, tokens: Sequence[_Token]) -> str:
    days: set[int] = set()
    for place, token in enumerate(tokens):
        if token.letter == "W" and shape[:place].endswith("-"):
            first = tokens[place - 2].number
            days |= {(first + day) % 7 for day in range((token.number - first) % 7 + 1)}
        elif token.letter == "W":
            days.add(token.number)
        elif token.letter in "ke":
            days |= WORKDAYS if token.letter == "k" else {0, 6}
    return "1-5" if days == WORKDAYS else ",".join(map(str, sorted(days)))


def _nths(text: str, tokens: Iterable[_Token]) -> list[str]:
    """Give what is meant by “first and third Monday, last Friday”: 1#1, 1#3 and 5L."""
    found: list[tuple[int, int]] = []
    which: list[int] = []
    before = ""
    for token in tokens:
        if token.letter in "No":
            which = [*(which if before in "No" else ()), token.number]
            if token.letter == "o" and token.number not in NTH:
                _refuse(text, "A month has a first to a fifth and a last of each day of the week.")
        elif token.letter == "W":
            found += [(nth, token.number) for nth in which]
        before = token.letter
    ordered = sorted(set(found), key=lambda one: (one[0] < 0, one))
    return [f"{day}L" if nth == CronSim.LAST else f"{day}#{nth}" for nth, day in ordered]


def _of_month(text: str, shape: str, tokens: Sequence[_Token]) -> list[str]:
    numbers = {token.number for token in tokens if token.letter in "#o"}
    if not all(1 <= number <= _MONTH for number in numbers):
        _refuse(text, "A day of the month is 1 to 31, or the last.")
    last: set[str] = set()
    for place, token in enumerate(tokens):
        if token.letter == "N":
            weekday = shape[place + 1 : place + 2] == "k"
            if token.number == CronSim.LAST:
                last.add(LAST_WEEKDAY if weekday else LAST_DAY)
            elif weekday or (token.number > 1 and "m" not in shape):
                _refuse(text, "Write the day of the month, such as “monthly 15 09:00”, or “last weekday of the month”.")
            else:
                numbers.add(token.number)
    return [*map(str, sorted(numbers)), *sorted(last)]
