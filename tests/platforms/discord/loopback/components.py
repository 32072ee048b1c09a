"""What is wrong with the components of a message or of a form, told as Discord tells it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tests.platforms.discord.kit import check_message, check_modal
from tests.platforms.discord.loopback.message import V2, Attachment
from tests.platforms.discord.loopback.reading import ROW
from tests.platforms.discord.loopback.refusals import Flaw, Json, flaw

CODE = "BASE_TYPE_INVALID"


def check_components(components: Json, flags: int, files: Iterable[Attachment]) -> list[Flaw]:
    """Find what Discord would not take of a message's components, with the files that it is to have."""
    if components is None or components == []:
        return []
    if not isinstance(components, list):
        return [flaw("components", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")]
    if not flags & V2 and (wrong := list(_newer(components))):
        return wrong
    shown = [{"filename": each.filename} for each in files] if flags & V2 else []
    return _flaws("", check_message({"components": components, "flags": flags, "attachments": shown}))


def check_form(data: Mapping[str, Any]) -> list[Flaw]:
    """Find what Discord would not take of a form."""
    return _flaws("data", check_modal(data))


def _newer(components: list[Json]) -> Iterator[Flaw]:
    """Find components that only a message of components may have at the top."""
    for place, each in enumerate(components):
        if not isinstance(each, dict) or each.get("type") != ROW:
            path = f"components.{place}.type"
            yield flaw(path, "UNION_TYPE_CHOICES", 'Value of field "type" must be one of (1,).')


def _flaws(top: str, sentences: Iterable[str]) -> list[Flaw]:
    parted = (each.partition(": ") for each in sentences)
    return [flaw(".".join(filter(None, (top, place))), CODE, sentence) for place, _, sentence in parted]
