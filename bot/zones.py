"""Time zones as people write them: `europe/berlin`, `America/New York`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from rapidfuzz import process

from bot.card import Button
from bot.errors import Unreadable
from briefings.quoting import quoted

UTC = "UTC"
# The place of no one, and whatever the machine is set to.
_NO_PLACES = frozenset({"Factory", "localtime"})
_NEAR, _LIKE = 3, 80


@cache
def zones() -> Mapping[str, str]:
    """Give the names of all time zones by their folded names; to list them reads a thousand files."""
    return {zone.casefold(): zone for zone in sorted(available_timezones() - _NO_PLACES)}


@cache
def clocks(zone: str) -> ZoneInfo:
    """Give the clocks of a zone by its IANA name; `ZoneInfo` itself reads its file again after eight others."""
    return ZoneInfo(zone)


def read_zone(text: str, field: str = "zone", line: Callable[[str], str] | None = None) -> str:
    """Give the IANA name of a time zone; raise `Unreadable` at `field`, naming those that are like it.

    `line` gives the line that asks the same with another zone; with it the near ones become buttons.
    """
    wanted = "_".join(text.split()).casefold()
    if wanted in zones():
        return zones()[wanted]
    like = process.extract(wanted, list(zones()), limit=_NEAR, score_cutoff=_LIKE)
    near = [zones()[found] for found, _, _ in like]
    buttons = tuple(Button(zone, line(zone)) for zone in near) if line else ()
    meant = f"Did you mean {' or '.join(near)}?" if near else "Write one such as Europe/Berlin."
    raise Unreadable(f"{quoted(text.strip())} is no time zone. {meant}", buttons=buttons, field=field)
