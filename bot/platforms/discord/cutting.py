"""Parting what is too long for one message, between words where it can be; no word is left out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import accumulate, takewhile

from bot.card import Spans
from bot.platforms.discord.limits import TEXT
from bot.platforms.discord.words import length, opened

MOST = TEXT - 400
"""So much of a text stands in one message at most, beside what says that it goes on."""
_FIRST = MOST - 800
"""So much of a text that has to be parted stands in its first piece, beside a title."""
_LAST_SPACE = re.compile(r".*\s", re.DOTALL)
Draw = Callable[[Spans], str]


def cut(spans: Spans, draw: Draw) -> Iterator[str]:
    """Write spans as `draw` does, in pieces that each fit into a message."""
    rest = opened(spans)
    room = _FIRST
    while rest:
        run, rest = _parted(rest, draw, room)
        if (written := draw(run)).strip():
            yield written
        room = MOST


def _parted(spans: Spans, draw: Draw, room: int) -> tuple[Spans, Spans]:
    """Give as much of the beginning of spans as fits, and the rest."""

    def costs(run: Spans) -> int:
        return length(draw(run))

    # No more than that can fit: what is written has all that is said in it.
    lengths = accumulate(len(span.text) for span in spans)
    most = sum(1 for _ in takewhile(room.__ge__, lengths))
    whole = bisect_right(range(1, most + 1), room, key=lambda count: costs(spans[:count]))
    run, rest = spans[:whole], spans[whole:]
    if not rest:
        return run, rest
    span = rest[0]
    text = span.text[:room]
    fits = bisect_right(
        range(1, len(text) + 1), room, key=lambda count: costs((*run, replace(span, text=text[:count], names=None)))
    )
    if found := _LAST_SPACE.match(text[:fits]):
        fits = found.end()
    elif run:
        return run, rest
    fits = max(fits, 1)
    # A part of what was to be a name is none.
    head, tail = (replace(span, text=text, names=None) for text in (span.text[:fits], span.text[fits:]))
    return (*run, head), (tail, *rest[1:]) if tail.text else rest[1:]
