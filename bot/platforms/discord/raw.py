"""Discord's raw JSON before anything is made of it: what stands in it, or that Discord would not write it so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

Raw: TypeAlias = Mapping[str, Any]
_ID = re.compile(r"[0-9]{1,20}")
_HALF = re.compile("[\ud800-\udfff]")


class Malformed(Exception):
    """What is not as Discord writes it."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that someone attached, and where Discord keeps it."""

    name: str
    url: str


@contextmanager
def reading() -> Iterator[None]:
    """Turn whatever fails while something is read into `Malformed`."""
    try:
        yield
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise Malformed(type(error).__name__) from None


def text(value: object) -> str:
    """Give a text, which it must be; half a character becomes a question mark."""
    if not isinstance(value, str):
        raise TypeError(value)
    return value if value.isascii() else _HALF.sub("\ufffd", value)


def snowflake(value: object) -> str:
    """Give an id of Discord's, which it must be."""
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise TypeError(value)
    return value


def some_snowflake(value: object) -> str:
    """Give an id of Discord's, or nothing for one that is not told."""
    return "" if value is None else snowflake(value)


def attached(value: Raw) -> Attached:
    return Attached(text(value["filename"]), text(value["url"]))
