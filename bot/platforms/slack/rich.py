"""Rich text: words that Slack shows as they are, whatever stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from json import JSONEncoder
from typing import Any, TypeAlias

from bot.card import Span, Spans, Style
from bot.platforms.slack.limits import ADDRESS, HEAVY, PARAGRAPH

Block: TypeAlias = dict[str, Any]
Element: TypeAlias = dict[str, Any]

_BOLD, _ITALIC, _STRIKE = {"bold": True}, {"italic": True}, {"strike": True}
_STYLES: dict[Style, dict[str, bool]] = {
    Style.STRONG: _BOLD,
    Style.QUIET: _ITALIC,
    Style.FOUND: _BOLD,
    Style.MISSING: _BOLD,
    Style.STRUCK: _STRIKE,
}
_AROUND = 100
"""Bytes that a run of text costs beside its words."""
_LIGHT = 1_000
_LAST_SPACE = re.compile(r".*\s", re.DOTALL)
_MARKUP = re.compile(r"<|&(?:amp|lt|gt);")
_ENCODER = JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def weight(value: object) -> int:
    """Give the bytes of a value as JSON."""
    return len(_ENCODER.encode(value).encode("utf-8", "surrogatepass"))


def rich(*elements: Element) -> Block:
    return {"type": "rich_text", "elements": list(elements)}


def section(spans: Spans) -> Element:
    return {"type": "rich_text_section", "elements": inline(spans)}


def quote(spans: Spans) -> Element:
    return {"type": "rich_text_quote", "elements": inline(spans)}


def bullets(items: Iterable[Spans]) -> Element:
    return {"type": "rich_text_list", "style": "bullet", "elements": [section(item) for item in items]}


def inline(spans: Spans) -> list[Element]:
    """Give spans as they stand in a line, neighbours that look alike as one."""
    made: list[Element] = []
    before: Span | None = None
    for span in spans:
        if before and not span.url and not before.url and (span.style is before.style or span.text.isspace()):
            made[-1]["text"] += span.text
            continue
        if span.text:
            made.append(_inline(span))
            before = span
    return made


def _inline(span: Span) -> Element:
    element: Element = {"type": "text", "text": span.text}
    if span.url:
        element = {"type": "link", "url": span.url, "text": span.text}
    if span.style is not Style.PLAIN:
        element["style"] = _STYLES[span.style]
    return element


def is_plain(text: str) -> bool:
    """Tell whether a text has nothing that could be taken for markup where there is no rich text."""
    return not _MARKUP.search(text)


def runs(spans: Spans) -> Iterator[Spans]:
    """Cut spans into runs that each fit into one element, between words where it can be.

    An address that Slack would not open is written out.
    """
    if not any(span.text for span in spans):
        return
    if any(span.url for span in spans):
        spans = tuple(map(_opened, spans))
    if len(spans) * _AROUND + sum(len(span.text) + len(span.url or "") for span in spans) <= _LIGHT:
        yield spans
        return
    run: list[Span] = []
    room, weighs = PARAGRAPH, HEAVY
    for span in spans:
        rest = span
        while rest.text:
            around = _AROUND + len((rest.url or "").encode())
            words = _fitting(rest.text, room, weighs - around)
            if not words or (len(words) < len(rest.text) and run and not words[-1].isspace()):
                yield tuple(run)
                run, room, weighs = [], PARAGRAPH, HEAVY
                continue
            run.append(replace(rest, text=words) if len(words) < len(rest.text) else rest)
            rest = replace(rest, text=rest.text[len(words) :])
            room -= len(words)
            weighs -= around + weight(words)
    if run:
        yield tuple(run)


def _opened(span: Span) -> Span:
    url = span.url
    if url is None or (url.startswith(("https://", "http://")) and weight(url) <= ADDRESS):
        return span
    return replace(span, text=span.text if span.text == url else f"{span.text} ({url})", url=None)


def _fitting(text: str, room: int, weighs: int) -> str:
    """Give the beginning of a text that fits, up to the end of a word if there is one."""
    if len(text) <= room and weight(text) <= weighs:
        return text
    words = text[:room]
    while words and weight(words) > weighs:
        words = words[: len(words) * max(weighs, 0) // weight(words)]
    found = _LAST_SPACE.match(words)
    return found[0] if found else words


def batches(items: Iterable[Spans]) -> Iterator[Sequence[Spans]]:
    """Put lines together as they fit into one list; a line that is too long becomes several."""
    batch: list[Spans] = []
    room, weighs = PARAGRAPH, HEAVY
    for item in chain.from_iterable(map(runs, items)):
        length = sum(len(span.text) for span in item)
        costs = sum(_AROUND + len((span.url or "").encode()) + weight(span.text) for span in item)
        if batch and (length > room or costs > weighs):
            yield batch
            batch, room, weighs = [], PARAGRAPH, HEAVY
        batch.append(item)
        room -= length
        weighs -= costs
    if batch:
        yield batch
