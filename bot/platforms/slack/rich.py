"""Rich text: words that Slack shows as they are, whatever stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from json import JSONEncoder
from json.encoder import encode_basestring
from typing import Any, TypeAlias

import orjson

from bot.card import Named, Span, Spans, Style
from bot.platforms.slack.limits import ADDRESS, HEAVY, LONG, PARAGRAPH

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
USER = re.compile(r"[UW][A-Z0-9]{1,19}")
"""The id of a user."""
_CHANNEL = re.compile(r"[CG][A-Z0-9]{1,19}")
"""The id of a channel; a direct conversation has no name to show."""
_AROUND = 60
"""Bytes that a run of text costs beside its words and its address."""
_LIGHT = 400
"""Characters that are light enough, whatever they are, when each span counts ten more."""
_LAST_SPACE = re.compile(r".*\s", re.DOTALL)
_MARKUP = re.compile(r"<|&(?:amp|lt|gt);")
_ENCODER = JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False)


def written(value: object) -> str:
    """Write a value as JSON."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:  # It has half a character in it, which is no text for this one.
        return _ENCODER.encode(value)


def weight(value: object) -> int:
    """Give the bytes of a value as JSON."""
    return size(written(value))


def weight_of(text: str) -> int:
    """Give the bytes of a text as JSON; the same as `weight`, faster."""
    return size(encode_basestring(text))


def size(text: str) -> int:
    """Give the bytes of a text."""
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def rich(*elements: Element) -> Block:
    return {"type": "rich_text", "elements": list(elements)}


def section(spans: Spans) -> Element:
    return {"type": "rich_text_section", "elements": inline(spans)}


def quote(spans: Spans) -> Element:
    return {"type": "rich_text_quote", "elements": inline(spans)}


def bullets(sections: Sequence[Element]) -> Element:
    return {"type": "rich_text_list", "style": "bullet", "elements": sections}


def inline(spans: Spans) -> list[Element]:
    """Give spans as they stand in a line, neighbours that look alike as one."""
    made: list[Element] = []
    style, alone = Style.PLAIN, True
    for span in spans:
        text, url = span.text, span.url
        named = name_of(span) if span.names else None
        by_itself = bool(named or url)
        if not alone and not by_itself and (span.style is style or (text.isspace() and style is not Style.STRUCK)):
            made[-1]["text"] += text
        elif text:
            style, alone = span.style, by_itself
            link = {"type": "link", "url": url, "text": text} if url else {"type": "text", "text": text}
            made.append(named or link)
            if style is not Style.PLAIN:
                made[-1]["style"] = _STYLES[style]
    return made


def name_of(span: Span) -> Element | None:
    """Give what Slack shows as the name of a user or a channel; nothing for other words. A user is called by it."""
    if span.url:
        return None
    if span.names is Named.USER and USER.fullmatch(span.text):
        return {"type": "user", "user_id": span.text}
    if span.names is Named.CHANNEL and _CHANNEL.fullmatch(span.text):
        return {"type": "channel", "channel_id": span.text}
    return None


def id_of(element: Element) -> str:
    """Give the words of an element in a line, or the id of whom or what it names."""
    return str(next(element[key] for key in ("text", "user_id", "channel_id") if key in element))


def is_plain(text: str) -> bool:
    """Tell whether a text has nothing that could be taken for markup where there is no rich text."""
    return not _MARKUP.search(text)


def runs(spans: Spans) -> Iterator[Spans]:
    """Cut spans into runs that each fit into one element, between words where it can be.

    An address that Slack would not open is written out.
    """
    length = length_of(spans)
    if not length:
        return
    for span in spans:
        if span.url:
            spans = tuple(map(_opened, spans))
            break
    if length + 10 * len(spans) <= _LIGHT or (length <= PARAGRAPH and cost_of(spans) <= HEAVY):
        yield spans
    else:
        yield from _runs(spans)


def _runs(spans: Spans) -> Iterator[Spans]:
    run: list[Span] = []
    room, weighs = PARAGRAPH, HEAVY
    for span in spans:
        rest = span
        while rest.text:
            words = _fitting(rest.text, room, weighs - cost_of((replace(rest, text=""),)))
            if not words or (len(words) < len(rest.text) and run and not words[-1].isspace()):
                yield tuple(run)
                run, room, weighs = [], PARAGRAPH, HEAVY
                continue
            # A part of what was to be a name is none.
            whole = len(words) == len(rest.text)
            run.append(rest if whole else replace(rest, text=words, names=None))
            rest = replace(rest, text=rest.text[len(words) :], names=None)
            room -= len(words)
            weighs -= cost_of(run[-1:])
    if run:
        yield tuple(run)


def length_of(spans: Iterable[Span]) -> int:
    """Count the characters of spans, of their addresses too."""
    length = 0
    for span in spans:
        length += len(span.text)
        if span.url:
            length += len(span.url)
    return length


def cost_of(spans: Iterable[Span]) -> int:
    """Give the bytes that spans cost as JSON, at most."""
    return sum(_AROUND + weight_of(span.text) + (weight_of(span.url) if span.url else 0) for span in spans)


def _opened(span: Span) -> Span:
    url = span.url
    if url is None or (url.startswith(("https://", "http://")) and weight_of(url) <= ADDRESS):
        return span
    return replace(span, text=span.text if span.text == url else f"{span.text} ({url})", url=None)


def _fitting(text: str, room: int, weighs: int) -> str:
    """Give the beginning of a text that fits, up to the end of a word if there is one."""
    if len(text) <= room and weight_of(text) <= weighs:
        return text
    words = text[:room]
    while words and (costs := weight_of(words)) > weighs:
        words = words[: len(words) * max(weighs, 0) // costs]
    found = _LAST_SPACE.match(words)
    return found[0] if found else words


def batches(items: Iterable[Spans]) -> Iterator[list[Element]]:
    """Make the lines of lists, as many in each as fit into one; a line that is too long becomes several."""
    batch: list[Element] = []
    room, weighs = PARAGRAPH, LONG
    for item in chain.from_iterable(map(runs, items)):
        made = section(item)
        length, costs = length_of(item), _cost(made)
        if batch and (length > room or costs > weighs):
            yield batch
            batch, room, weighs = [], PARAGRAPH, LONG
        batch.append(made)
        room -= length
        weighs -= costs
    if batch:
        yield batch


def _cost(made: Element) -> int:
    return _AROUND + sum(
        _AROUND + weight_of(id_of(element)) + (weight_of(element["url"]) if "url" in element else 0)
        for element in made["elements"]
    )
