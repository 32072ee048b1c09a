"""What can be pressed: buttons, and menus of the lines that words of a card ask, which Discord cannot link."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias

from bot.card import Button
from bot.platforms.discord.limits import BUTTON, CUSTOM_ID, IN_A_ROW, OPTION, OPTIONS
from bot.platforms.discord.words import length
from bot.presses import ASKS, KEPT, TURNS, short_key, shortened
from bot.ways import Way

Component: TypeAlias = dict[str, Any]
ROW, BUTTONS, MENU = 1, 2, 3
_SECONDARY = 2
_SENT = re.compile(rf"([{ASKS}{TURNS}])[0-9]*({KEPT}?)(.*)", re.DOTALL)
_ALTERED = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]|\A[\s0-9#]|\s\Z")
"""What might not come back as it was sent, or would be read as something else."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a button sent: the line that it asks, or the key under which that is kept."""

    line: str
    key: str
    turns: bool


def pressed(value: str) -> Pressed | None:
    """Read what a button or an option sent; `None` for what is none of ours."""
    if (found := _SENT.fullmatch(value)) is None:
        return None
    kind, kept, asked = found.groups()
    return Pressed("" if kept else asked, asked if kept else "", kind == TURNS)


class Presses:
    """Makes what can be pressed on one card, each with an id of its own.

    `calls` keeps the lines that fit into no button, by their keys. Of two buttons that ask the same line the second
    sends a number too, since no two may send the same.
    """

    def __init__(self) -> None:
        self.calls: dict[str, str] = {}
        self._made: Counter[str] = Counter()
        self._menus = 0

    def button(self, button: Button) -> Component:
        kind = TURNS if button.turns else ASKS
        made = self._made[kind + button.line] = self._made[kind + button.line] + 1
        value = self._value(kind, str(made) if made > 1 else "", button.line)
        return {"type": BUTTONS, "style": _SECONDARY, "label": short(button.label, BUTTON), "custom_id": value}

    def menus(self, ways: Iterable[Way], title: str) -> Iterator[Component]:
        """Make as few menus of some ways as can hold them; `title` is the heading that needs not be told."""
        rest = iter(ways)
        while menu := list(islice(rest, OPTIONS)):
            self._menus += 1
            options = [self._option(way, title) for way in menu]
            menu_id = f"menu:{self._menus}"
            yield {"type": MENU, "custom_id": menu_id, "placeholder": "Open one of these", "options": options}

    def _option(self, way: Way, title: str) -> Component:
        words = way.label.removeprefix(f"{way.short}: ")
        label, more = (way.short, words) if words != way.label else (way.label, "")
        option = {"label": short(label, OPTION), "value": self._value(ASKS, "", way.line)}
        if about := more or (way.under if way.under != title else ""):
            option["description"] = short(about, OPTION)
        return option

    def _value(self, kind: str, number: str, line: str) -> str:
        value = f"{kind}{number}{line}"
        if line and length(value) <= CUSTOM_ID and comes_back(line):
            return value
        key = short_key(line)
        self.calls[key] = line
        return f"{kind}{number}{KEPT}{key}"


def comes_back(line: str) -> bool:
    """Tell whether a line comes back from Discord as it was sent."""
    return not _ALTERED.search(line)


def rows_of(buttons: Sequence[Component]) -> Iterator[Component]:
    """Part buttons into rows."""
    for begin in range(0, len(buttons), IN_A_ROW):
        yield {"type": ROW, "components": list(buttons[begin : begin + IN_A_ROW])}


def short(label: str, most: int) -> str:
    """Cut a label as `shortened` does, with its characters counted as Discord may count them."""
    if length(label) <= most:
        return shortened(label, most)
    cut = label[:most]
    while length(cut) >= most:
        cut = cut[:-1]
    return f"{cut.rstrip()}…"
