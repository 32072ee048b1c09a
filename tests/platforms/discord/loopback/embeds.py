"""What is wrong with embeds: their number and their lengths, one by one and all together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from tests.platforms.discord.loopback.reading import embed_words
from tests.platforms.discord.loopback.refusals import Flaw, Json, flaw

MOST, ALL_MOST, FIELDS_MOST = 10, 6000, 25
_LENGTHS = {"title": 256, "description": 4096}
_INSIDE = {"footer": ("text", 2048), "author": ("name", 256)}
_FIELD = {"name": 256, "value": 1024}


def check_embeds(embeds: Json) -> list[Flaw]:
    """Find what Discord would not take."""
    if embeds is None:
        return []
    if not isinstance(embeds, list) or not all(isinstance(each, dict) for each in embeds):
        return [flaw("embeds", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")]
    flaws = [each for place, embed in enumerate(embeds) for each in _embed(f"embeds.{place}", embed)]
    if len(embeds) > MOST:
        flaws.append(_too_long("embeds", MOST))
    if sum(len(word) for embed in embeds for word in embed_words(embed)) > ALL_MOST:
        flaws.append(flaw("embeds", "MAX_EMBED_SIZE_EXCEEDED", f"Embed size exceeds maximum size of {ALL_MOST}"))
    return flaws


def _embed(path: str, embed: Mapping[str, Any]) -> Iterator[Flaw]:
    for name, most in _LENGTHS.items():
        if len(embed.get(name) or "") > most:
            yield _too_long(f"{path}.{name}", most)
    for name, (inside, most) in _INSIDE.items():
        if len((embed.get(name) or {}).get(inside) or "") > most:
            yield _too_long(f"{path}.{name}.{inside}", most)
    fields = embed.get("fields") or ()
    if len(fields) > FIELDS_MOST:
        yield _too_long(f"{path}.fields", FIELDS_MOST)
    for place, each in enumerate(fields):
        for name, most in _FIELD.items():
            if not 1 <= len(each.get(name) or "") <= most:
                yield _too_long(f"{path}.fields.{place}.{name}", most)


def _too_long(path: str, most: int) -> Flaw:
    return flaw(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
