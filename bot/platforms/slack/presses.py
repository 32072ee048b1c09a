"""What can be pressed: buttons, and menus of the lines that words of a card ask, which Slack cannot link."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from bot.card import Button, Style, Text
from bot.platforms.slack.limits import HEAVY, IN_A_ROW, LABEL, OPTION_VALUE, OPTIONS, PARAGRAPH, VALUE
from bot.platforms.slack.rich import Element, is_plain, weight, weight_of
from bot.presses import ASKS, KEPT, TURNS, short_key, shortened
from bot.ways import Way, ending

_ESCAPED = re.compile("[&<>]")
_AROUND = 110
"""Bytes that an option costs beside its words."""


def plain(text: str) -> Element:
    return {"type": "plain_text", "text": text, "emoji": False}


def small(text: str) -> Element:
    """Give a block of small print of our own."""
    return {"type": "context", "elements": [plain(text)]}


class Presses:
    """Makes what can be pressed on one card, each with an id of its own.

    `calls` keeps the lines that fit into no button, by their keys.
    """

    def __init__(self) -> None:
        self.calls: dict[str, str] = {}
        self._made = 0

    def button(self, button: Button) -> Element:
        return {
            "type": "button",
            "action_id": self._id(),
            "text": plain(shortened(button.label, LABEL)),
            "value": self._value(TURNS if button.turns else ASKS, button.line, VALUE),
        }

    def menus(self, ways: Iterable[Way]) -> Iterator[Element]:
        """Make as few menus of some ways as can hold them."""
        menu: list[Way] = []
        weighs = HEAVY
        for way in ways:
            costs = _AROUND + weight_of(way.label[:LABEL]) + weight_of(way.line[:OPTION_VALUE])
            if not menu or menu[-1].under != way.under:
                costs += _AROUND + weight_of(way.under[:LABEL])
            if len(menu) == OPTIONS or (menu and costs > weighs):
                yield self._menu(menu)
                menu, weighs = [], HEAVY
            menu.append(way)
            weighs -= costs
        if menu:
            yield self._menu(menu)

    def _menu(self, ways: Iterable[Way]) -> Element:
        menu: Element = {"type": "static_select", "action_id": self._id(), "placeholder": plain("Open one of these")}
        groups = [(under, list(map(self._option, group))) for under, group in groupby(ways, key=_under)]
        if len(groups) == 1:
            return {**menu, "options": groups[0][1]}
        made = [{"label": plain(shortened(under, LABEL)), "options": group} for under, group in groups]
        return {**menu, "option_groups": made}

    def _option(self, way: Way) -> Element:
        return {"text": plain(shortened(way.label, LABEL)), "value": self._value(ASKS, way.line, OPTION_VALUE)}

    def _value(self, kind: str, line: str, most: int) -> str:
        # Slack escapes some letters on the way back, and does not tell whether it did.
        if weight_of(line) < most and not _ESCAPED.search(line):
            return kind + line
        key = short_key(line)
        self.calls[key] = line
        return kind + KEPT + key

    def _id(self) -> str:
        self._made += 1
        return f"ask:{self._made}"


def aside(part: Text) -> tuple[str, Button] | None:
    """Part a paragraph from the button that it ends in, where it is as plain as what stands beside a button."""
    if (parted := ending(part)) is None:
        return None
    before, button = parted
    words = "".join([span.text for span in before]).rstrip()
    plainly = all(span.style is Style.PLAIN and not span.url and not span.names for span in before)
    fits = plainly and len(button.label) <= LABEL and 0 < len(words) <= PARAGRAPH and is_plain(words)
    return (words, button) if fits else None


def _under(way: Way) -> str:
    return way.under


def rows_of(elements: Iterable[Element]) -> Iterator[list[Element]]:
    """Part what can be pressed into rows."""
    elements = list(elements)
    if elements and len(elements) <= IN_A_ROW and weight(elements) <= HEAVY:
        yield elements
        return
    row: list[Element] = []
    weighs = HEAVY
    for element in elements:
        costs = weight(element)
        if row and (len(row) == IN_A_ROW or costs > weighs):
            yield row
            row, weighs = [], HEAVY
        row.append(element)
        weighs -= costs
    if row:
        yield row
