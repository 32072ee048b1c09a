"""The copy of Discord's limits refuses what Discord refuses, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.platforms.discord.kit import check_message, check_modal

Json = dict[str, Any]
V2 = 1 << 15


def text(content: str = "a") -> Json:
    return {"type": 10, "content": content}


def button(custom_id: str = "a", **more: object) -> Json:
    return {"type": 2, "style": 2, "label": "A", "custom_id": custom_id, **more}


def row(*components: Json) -> Json:
    return {"type": 1, "components": list(components)}


def container(*components: Json, **more: object) -> Json:
    return {"type": 17, "components": list(components), **more}


def menu(*values: str, **more: object) -> Json:
    options = [{"label": value, "value": value} for value in values]
    return {"type": 3, "custom_id": "m", "options": options, **more}


def message(*components: Json, **more: object) -> Json:
    return {"components": list(components), "flags": V2, **more}


def named(name: str) -> Json:
    return {"id": "0", "filename": name}


def label(component: Mapping[str, Any], **more: object) -> Json:
    return {"type": 18, "label": "A", "component": component, **more}


def written(**more: object) -> Json:
    return {"type": 4, "custom_id": "a", "style": 1, **more}


def modal(*components: Json, **more: object) -> Json:
    return {"custom_id": "m", "title": "T", "components": list(components), **more}


FILE = {"type": 13, "file": {"url": "attachment://a.csv"}}
GALLERY = {"type": 12, "items": [{"media": {"url": "attachment://a.png"}, "description": "A"}]}
SECTION = {"type": 9, "components": [text()], "accessory": button()}


@pytest.mark.parametrize(
    "payload",
    [
        message(text(), {"type": 14, "divider": True, "spacing": 2}),
        message(container(text(), row(button()), SECTION | {"accessory": button("b")}, accent_color=0)),
        message(row(*(button(str(place)) for place in range(5))), row(menu("a", "b", min_values=0))),
        message(row({"type": 2, "style": 5, "label": "A", "url": "https://a.example"})),
        message(container(FILE, GALLERY), attachments=[named("a.csv"), named("a.png")]),
        message({"type": 12, "items": [{"media": {"url": "https://a.example/a.png"}}]}),
        message(*(text() for _ in range(40))),
        message(text("x" * 4_000)),
        {"components": [row(button())], "content": "words"},
        {"content": "words"},
    ],
)
def test_a_good_message_is_taken(payload: Json) -> None:
    assert check_message(payload) == []


@pytest.mark.parametrize(
    ("payload", "says"),
    [
        (message(*(text() for _ in range(41))), "between 0 and 40"),
        (message(container(*(text() for _ in range(40)))), "41 components in all"),
        (message(*(row(*(button(f"{r}{b}") for b in range(5))) for r in range(7))), "42 components in all"),
        (message(text("x" * 2_001), text("x" * 2_000)), "4001 characters in all"),
        (message(text("x" * 4_001)), "between 1 and 4000"),
        (message(text("🙂" * 2_001)), "between 1 and 4000"),
        (message(text("")), "between 1 and 4000"),
        (message(text(" \n")), "nothing but spaces"),
        (message(row(*(button(str(place)) for place in range(6)))), "between 1 and 5"),
        (message(row()), "between 1 and 5"),
        (message(row(menu("a"), button("b"))), "stands alone"),
        (message(row(button("x" * 101))), "between 1 and 100"),
        (message(row(button(label="x" * 81))), "between 1 and 80"),
        (message(row(button(label=""))), "between 1 and 80"),
        (message(row(button(), button())), "duplicated"),
        (message(row(button(url="https://a.example"))), "custom_id"),
        (message(row(button(style=5))), "custom_id"),
        (message(row(button(style=7))), "must be one of"),
        (message(row(button(tooltip="a"))), "not a field"),
        (message(row(menu(*map(str, range(26))))), "between 1 and 25"),
        (message(row(menu())), "between 1 and 25"),
        (message(row(menu("a", "a"))), "the same value"),
        (message(row(menu("x" * 101))), "between 1 and 100"),
        (message(row(menu("a", max_values=2))), "more than there are"),
        (message(row(menu("a", "b", min_values=2))), "min_values is more"),
        (message(row(menu("a", placeholder="x" * 151))), "between 1 and 150"),
        (message(button()), "cannot stand here"),
        (message(container(container(text()))), "cannot stand here"),
        (message(container(text(), accent_color=1 << 24)), "between 0 and"),
        (message({**SECTION, "components": [text()] * 4}), "between 1 and 3"),
        (message({"type": 9, "components": [text()]}), "required"),
        (message(FILE), "does not go along"),
        (message(text(), attachments=[named("a.csv")]), "not shown"),
        (message({"type": 13, "file": {"url": "https://a.example"}}), "must be attachment"),
        (message({"type": 12, "items": [{"media": {"url": "ftp://a"}}]}), "scheme must be"),
        (message({"type": 12, "items": [{"media": {"url": "https://a.example"}, "description": "x" * 1_025}]}), "1024"),
        (message(), "nothing in it"),
        (message(text(), content="words"), "cannot be used"),
        ({"components": [text()]}, "IS_COMPONENTS_V2 is needed"),
        ({"components": "text"}, "not a list"),
        (message({"type": 10, "content": 1}), "not a string"),
        (message({"content": "a"}), "cannot stand here"),
    ],
)
def test_a_bad_message_is_refused(payload: Json, says: str) -> None:
    assert any(says in fault for fault in check_message(payload)), check_message(payload)


@pytest.mark.parametrize(
    "data",
    [
        modal(label(written(value="a" * 4_000, max_length=4_000, required=True))),
        modal(text(), *(label(written(custom_id=str(place))) for place in range(4))),
        modal(label(menu("a", "b", min_values=0, required=False))),
        modal(label({"type": 5, "custom_id": "u", "default_values": [{"id": "1" * 18, "type": "user"}]})),
        modal(label({"type": 8, "custom_id": "c", "channel_types": [0, 5]}, description="About it")),
        modal(label({"type": 19, "custom_id": "f", "min_values": 1, "max_values": 1, "required": True})),
    ],
)
def test_a_good_modal_is_taken(data: Json) -> None:
    assert check_modal(data) == []


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (modal(), "between 1 and 5"),
        (modal(*(label(written(custom_id=str(place))) for place in range(6))), "between 1 and 5"),
        (modal(label(written()), title="x" * 46), "between 1 and 45"),
        (modal(label(written()), title=" "), "nothing but spaces"),
        (modal(label(written()), custom_id="x" * 101), "between 1 and 100"),
        (modal(label(written(), label="x" * 46)), "between 1 and 45"),
        (modal(label(written(), description="x" * 101)), "between 1 and 100"),
        (modal(label(written(), description="")), "between 1 and 100"),
        (modal(label(written(value="x" * 4_001))), "between 0 and 4000"),
        (modal(label(written(value="abc", max_length=2))), "between 0 and 2"),
        (modal(label(written(value="a", min_length=2))), "between 2 and 4000"),
        (modal(label(written(min_length=3, max_length=2))), "more than max_length"),
        (modal(label(written(placeholder="x" * 101))), "between 1 and 100"),
        (modal(label(written(label="A"))), "not a field"),
        (modal(label(written()), label(written())), "duplicated"),
        (modal(label(menu("a", min_values=0, required=True))), "may be left out"),
        (modal(label({"type": 5, "custom_id": "u", "default_values": [{"id": "bob", "type": "user"}]})), "snowflake"),
        (modal(label({"type": 8, "custom_id": "c", "default_values": [{"id": "1" * 18, "type": "user"}]})), "one of"),
        (modal(label({"type": 19, "custom_id": "f", "max_values": 11})), "between 1 and 10"),
        (modal(label(button())), "cannot stand here"),
        (modal(row(button())), "cannot stand here"),
        ({"title": "T", "components": [label(written())]}, "required"),
    ],
)
def test_a_bad_modal_is_refused(data: Json, says: str) -> None:
    assert any(says in fault for fault in check_modal(data)), check_modal(data)
