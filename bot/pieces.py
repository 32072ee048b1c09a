"""Texts that are too long for one input of a form."""

from __future__ import annotations

from collections.abc import Iterator


def pieces(text: str, most: int, each: int) -> Iterator[str]:
    """Cut a text that is longer than `most` into pieces of `each`, never beside a space: one at an end might get lost.

    Joined again they are the text.
    """
    while len(text) > most:
        cut = next((at for at in range(each, 1, -1) if not (text[at - 1].isspace() or text[at].isspace())), each)
        yield text[:cut]
        text = text[cut:]
    yield text
