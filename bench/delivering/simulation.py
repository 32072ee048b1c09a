"""`python -m bench.delivering.simulation` reckons how late a week of 100,000 channels is, at rates that can be set.

The recurrence is the real one, the clock a simulated one, and nothing is posted: a delivery takes its turn in a queue
that is served at a rate, the longest waiting first, as the ledger is. It gives the same whenever it is run.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from bot.recurrence import Recurrence

CHANNELS = 100_000
LATENESS = 120 * 60
"""Seconds after which a delivery is not posted any more, as it is usually set."""
RATES = (20, 25, 45, 150, 300)
"""Deliveries a second: what is usual for Slack and for Discord, the most for Discord, and what two processes reach."""
_BEGIN = dt.datetime(2027, 1, 11, tzinfo=dt.UTC)
_END = _BEGIN + dt.timedelta(days=7)
_ZONES = {
    "America/Los_Angeles": 18,
    "America/New_York": 27,
    "America/Sao_Paulo": 5,
    "Europe/London": 14,
    "Europe/Berlin": 16,
    "Asia/Kolkata": 9,
    "Asia/Tokyo": 7,
    "Australia/Sydney": 4,
}
_HOURS = {7: 5, 8: 20, 9: 40, 10: 12, 12: 5, 14: 4, 16: 6, 17: 8}
_DAYS = {"*": 45, "1-5": 30, "1": 20, "5": 5}

Chosen = tuple[str, str]
"""A cron line and a zone."""


@dataclass(frozen=True, slots=True)
class Week:
    """What came of a week: the largest number in a minute, how late they were (seconds), and how many were too late."""

    minute: int
    posted: int
    middle: float
    worst_hundredth: float
    last: float
    given_up: int


def main() -> None:
    for name, wanted in _scenarios():
        slots = _slots(wanted)
        week = sum(slots.values())
        print(f"\n{name}: {week:,} in the week, at most {max(slots.values()):,} in a minute")
        print("| a second | posted | p50 | p99 | the last | given up |\n| --- | --- | --- | --- | --- | --- |")
        for rate in RATES:
            one = simulate(slots, rate)
            times = " | ".join(_said(seconds) for seconds in (one.middle, one.worst_hundredth, one.last))
            print(f"| {rate} | {one.posted:,} | {times} | {one.given_up:,} |")


def simulate(slots: Mapping[dt.datetime, int], rate: int) -> Week:
    """Let a queue be served at a rate; what has waited too long when its turn comes costs no turn."""
    free = 0.0
    late: Counter[int] = Counter()
    given_up = 0
    for slot, count in sorted(slots.items()):
        due = slot.timestamp()
        for _ in range(count):
            begun = max(free, due)
            if begun - due > LATENESS:
                given_up += 1
                continue
            late[round(begun - due)] += 1
            free = begun + 1 / rate
    posted = late.total()
    return Week(max(slots.values()), posted, _quantile(late, 0.5), _quantile(late, 0.99), float(max(late)), given_up)


def _scenarios() -> Iterator[tuple[str, Sequence[Chosen]]]:
    random = Random(1)  # noqa: S311  the same each time
    zones = random.choices(list(_ZONES), list(_ZONES.values()), k=CHANNELS)
    hours = random.choices(list(_HOURS), list(_HOURS.values()), k=CHANNELS)
    days = random.choices(list(_DAYS), list(_DAYS.values()), k=CHANNELS)
    fives = [random.randrange(12) * 5 for _ in range(CHANNELS)]
    halves = random.choices((0, 30), (3, 1), k=CHANNELS)
    yield "All at 09:00 UTC every day", [("0 9 * * *", "UTC")] * CHANNELS
    yield "All at 09:00 of their own zone every day", [("0 9 * * *", zone) for zone in zones]
    parts = list(zip(zones, hours, days, halves, fives, strict=True))
    yield (
        "As people choose, full and half hours",
        [(f"{half} {hour} * * {day}", zone) for zone, hour, day, half, _ in parts],
    )
    yield (
        "The same, each moved by up to 55 minutes",
        [(f"{five} {hour} * * {day}", zone) for zone, hour, day, _, five in parts],
    )


def _slots(wanted: Sequence[Chosen]) -> Counter[dt.datetime]:
    """Count what is due at each moment of the week."""
    slots: Counter[dt.datetime] = Counter()
    for (every, zone), channels in Counter(wanted).items():
        recurrence = Recurrence.kept(every, zone, "", "")
        slot = recurrence.after(_BEGIN - dt.timedelta(seconds=1))
        while slot and slot < _END:
            slots[slot] += channels
            slot = recurrence.after(slot)
    return slots


def _quantile(late: Counter[int], share: float) -> float:
    left = share * late.total()
    for seconds, count in sorted(late.items()):
        left -= count
        if left <= 0:
            return seconds
    return max(late)


def _said(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"  # noqa: PLR2004  two minutes


if __name__ == "__main__":
    main()
