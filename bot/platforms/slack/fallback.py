"""The plain text beside the blocks, for notifications and readers that know no blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.platforms.slack.escaping import escape
from bot.platforms.slack.limits import FALLBACK
from bot.platforms.slack.rich import Block, Element, id_of

_CALLS = re.compile(r"@(?=here|channel|everyone|group)", re.IGNORECASE)
_HALF = re.compile(r"&[a-z]*$")


def fallback(text: str) -> str:
    """Make a text such that nothing in it has an effect; what is too long is cut, since the blocks have it all."""
    safe = escape(_CALLS.sub("@\N{WORD JOINER}", text))
    if len(safe) <= FALLBACK:
        return safe if safe.strip() else "–"
    return f"{_HALF.sub('', safe[: FALLBACK - 1])}…"


def spoken(blocks: Sequence[Block]) -> str:
    """Give what stands in blocks as plain text."""
    return "\n".join(line for block in blocks for line in _lines(block))


def _lines(block: Block) -> Iterator[str]:
    match block["type"]:
        case "header" | "section":
            yield block["text"]["text"]
        case "context":
            yield from (element["text"] for element in block["elements"])
        case "rich_text":
            yield from (line for element in block["elements"] for line in _rich(element))
        case _:
            pass


def _rich(element: Element) -> Iterator[str]:
    if element["type"] == "rich_text_list":
        for item in element["elements"]:
            yield from _rich(item)
    else:
        yield "".join(map(id_of, element["elements"]))
