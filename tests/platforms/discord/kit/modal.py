"""Whether Discord would take a modal: `check_modal(data)`, usable alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.platforms.discord.kit import limits
from tests.platforms.discord.kit.elements import (
    CHANNELS,
    CUSTOM_ID,
    INPUT,
    INPUT_SHAPE,
    LABEL,
    MENTIONABLES,
    MENU,
    ROLES,
    TEXT,
    TEXT_SHAPE,
    UPLOAD,
    UPLOAD_SHAPE,
    USERS,
    menu,
)
from tests.platforms.discord.kit.shape import Report, Shape, by_type, items, text

_INPUTS = by_type({
    INPUT: INPUT_SHAPE,
    UPLOAD: UPLOAD_SHAPE,
    **{kind: menu(kind, in_a_form=True) for kind in (MENU, USERS, ROLES, MENTIONABLES, CHANNELS)},
})  # fmt: skip
_LABEL = Shape(
    {"label": text(limits.LABEL), "description": text(limits.LABEL_DESCRIPTION), "component": _INPUTS},
    ("label", "component"),
)
_MODAL = Shape(
    {
        "custom_id": CUSTOM_ID,
        "title": text(limits.MODAL_TITLE),
        "components": items(by_type({LABEL: _LABEL, TEXT: TEXT_SHAPE}), limits.MODAL_COMPONENTS),
    },
    ("custom_id", "title", "components"),
)


def check_modal(data: Mapping[str, Any]) -> list[str]:
    """Give everything for which Discord would refuse this modal; nothing when it would take it."""
    report = Report()
    _MODAL(data, report)
    if report.faults:
        return report.faults
    ids = [one["component"]["custom_id"] for one in data["components"] if one["type"] == LABEL]
    for repeated in {one for one in ids if ids.count(one) > 1}:
        report.at("components").fault(f"the custom_id {repeated!r} is duplicated")
    return report.faults
