"""What is wrong with a form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tests.platforms.discord.loopback.reading import INPUTS, LABEL, ROW, TEXT, fields_of
from tests.platforms.discord.loopback.refusals import Flaw, Json, flaw

TITLE_MOST, ID_MOST, PARTS_MOST = 45, 100, 5


def check_modal(data: Mapping[str, Json]) -> list[Flaw]:
    """Find what Discord would not take."""
    return list(_flaws(data))


def _flaws(data: Mapping[str, Json]) -> Iterator[Flaw]:
    for name, most in (("title", TITLE_MOST), ("custom_id", ID_MOST)):
        value = data.get(name)
        if not isinstance(value, str) or not 1 <= len(value) <= most:
            yield flaw(f"data.{name}", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {most} in length.")
    components = data.get("components")
    if not isinstance(components, list) or not 1 <= len(components) <= PARTS_MOST:
        yield flaw("data.components", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {PARTS_MOST} in length.")
        return
    for place, each in enumerate(components):
        if each.get("type") not in (ROW, TEXT, LABEL):
            yield flaw(
                f"data.components.{place}.type",
                "UNION_TYPE_CHOICES",
                'Value of field "type" must be one of (1, 10, 18).',
            )
    ids = [each.get("custom_id") for each in fields_of(components) if each["type"] in INPUTS]
    if len(set(ids)) != len(ids):
        yield flaw("data.components", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated")
