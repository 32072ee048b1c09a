"""Ids for new records, made of what they say: `q-musk-2024-03-06-openai-needs`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, MutableMapping
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from briefings.words import fold

_LONGEST = 70
_OTHER = re.compile("[^a-z0-9]+")
_WORDS = 2


def slug(text: str, words: int | None = None) -> str:
    """Write a text as an id does: its Latin letters and digits, words parted by hyphens; nothing for other scripts."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return "-".join([word for word in _OTHER.split(plain) if word][:words])


def host_of(url: str) -> str:
    """Give the host of an address without its `www.`; nothing for what is no address."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def new_id(
    noun: str,
    fields: Mapping[str, Any],
    family: str,
    taken: Callable[[str], bool],
    counted: MutableMapping[str, int] | None = None,
) -> str:
    """Make an id that is not taken for a record of these fields; `family` is the speaker's or holder's short name.

    `counted` keeps how often each beginning was given, for whoever makes thousands.
    """
    stem = _stem(noun, {key: str(value) for key, value in fields.items()}, slug(family))[:_LONGEST].strip("-")
    counts = {} if counted is None else counted
    for number in count(counts.get(stem, 0) + 1):
        made = stem if number == 1 else f"{stem}-{number}"
        if not taken(made):
            break
    counts[stem] = number
    return made


def _stem(noun: str, fields: Mapping[str, str], family: str) -> str:
    def field(name: str, words: int | None = None) -> str:
        return slug(fold(fields.get(name, "")), words)

    date = fields.get("said") or fields.get("date") or fields.get("written") or ""
    match noun:
        case "quote":
            parts = ["q", family, date, field("words", _WORDS)]
        case "event":
            parts = ["ev", date, field("title", 2 * _WORDS)]
        case "position":
            parts = ["pos", family, fields.get("question", ""), date]
        case "source":
            host = host_of(fields.get("url", "")) or fields.get("publisher", "")
            parts = ["src", slug(host) or "source", field("title", 2 * _WORDS)]
        case "briefing":
            parts = ["br", fields.get("about", ""), date]
        case "disputed":
            parts = ["dis", family, field("words", 2 * _WORDS)]
        case "question":
            parts = [field("short") or field("text", _WORDS)]
        case "dossier":
            parts = [field("title")]
        case _:
            parts = [field("name")]
    return "-".join(filter(None, map(slug, parts))) or noun
