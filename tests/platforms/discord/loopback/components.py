"""What is wrong with the components of a message besides their shape: wrong kinds, files that are missing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.platforms.discord.loopback.message import V2, Attachment
from tests.platforms.discord.loopback.reading import media_urls
from tests.platforms.discord.loopback.refusals import Flaw, Json, flaw

_ROW = 1


def check_components(components: Json, flags: int, files: Iterable[Attachment]) -> list[Flaw]:
    """Find what Discord would not take."""
    if components is None:
        return []
    if not isinstance(components, list) or not all(isinstance(each, dict) for each in components):
        return [flaw("components", "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")]
    flaws = list(_kinds(components, flags))
    if flaws:
        return flaws
    names = {each.filename for each in files}
    for url in media_urls(components):
        name = url.removeprefix("attachment://")
        if name != url and name not in names:
            sentence = f"The referenced attachment '{name}' was not found in `attachments` field."
            flaws.append(flaw("components", "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", sentence))
    return flaws


def _kinds(components: list[dict[str, Any]], flags: int) -> Iterable[Flaw]:
    if flags & V2:
        return
    for place, each in enumerate(components):
        if each.get("type") != _ROW:
            path = f"components.{place}.type"
            yield flaw(path, "UNION_TYPE_CHOICES", 'Value of field "type" must be one of (1,).')
