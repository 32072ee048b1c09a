"""Whether Discord would take a message: `check_message(payload)`, usable alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from tests.platforms.discord.kit import limits
from tests.platforms.discord.kit.elements import (
    BUTTON,
    BUTTON_SHAPE,
    CHANNELS,
    CONTAINER,
    FILE,
    GALLERY,
    MENTIONABLES,
    MENU,
    ROLES,
    ROW,
    SECTION,
    SEPARATOR,
    TEXT,
    TEXT_SHAPE,
    THUMBNAIL,
    USERS,
    menu,
)
from tests.platforms.discord.kit.shape import (
    Check,
    Json,
    Report,
    Shape,
    by_type,
    flag,
    items,
    number,
    one_of,
    size,
    text,
)

_MENUS = (MENU, USERS, ROLES, MENTIONABLES, CHANNELS)
_V2 = {SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER}
_ATTACHED = "attachment://"


def media(value: Json, report: Report) -> None:
    """Take an address of the web, or of a file that goes along."""
    if not value.startswith(("https://", "http://", _ATTACHED)):
        report.fault("scheme must be one of http, https, attachment")


def attached(value: Json, report: Report) -> None:
    """Take the address of a file that goes along."""
    if not value.startswith(_ATTACHED):
        report.fault("scheme must be attachment")


_MEDIA = Shape({"url": text(limits.MEDIA_URL)}, ("url",), (lambda value, report: media(value.get("url", ""), report),))
_ATTACHED_FILE = Shape(
    {"url": text(limits.MEDIA_URL)}, ("url",), (lambda value, report: attached(value.get("url", ""), report),)
)
_DESCRIBED: dict[str, Check] = {"media": _MEDIA, "description": text(limits.DESCRIPTION), "spoiler": flag}
_PRESSED = by_type({BUTTON: BUTTON_SHAPE, **{kind: menu(kind, in_a_form=False) for kind in _MENUS}})


def one_menu_or_buttons(value: Json, report: Report) -> None:
    """Hold that a menu has its row for itself."""
    kinds = [one.get("type") for one in value.get("components") or ()]
    if len(kinds) > 1 and any(kind != BUTTON for kind in kinds):
        report.fault("a menu stands alone in its row")


_INNER = {
    ROW: Shape({"components": items(_PRESSED, limits.BUTTONS)}, ("components",), (one_menu_or_buttons,)),
    SECTION: Shape(
        {
            "components": items(by_type({TEXT: TEXT_SHAPE}), limits.SECTION_TEXTS),
            "accessory": by_type({BUTTON: BUTTON_SHAPE, THUMBNAIL: Shape(_DESCRIBED, ("media",))}),
        },
        ("components", "accessory"),
    ),
    TEXT: TEXT_SHAPE,
    GALLERY: Shape({"items": items(Shape(_DESCRIBED, ("media",)), limits.GALLERY_ITEMS)}, ("items",)),
    FILE: Shape({"file": _ATTACHED_FILE, "spoiler": flag}, ("file",)),
    SEPARATOR: Shape({"divider": flag, "spacing": one_of(1, 2)}),
}
_CONTAINER = Shape(
    {
        "components": items(by_type(_INNER), limits.COMPONENTS),
        "accent_color": number(0, limits.COLOUR),
        "spoiler": flag,
    },
    ("components",),
)
_TOP = items(by_type({**_INNER, CONTAINER: _CONTAINER}), limits.COMPONENTS, 0)


def check_message(payload: Mapping[str, Any]) -> list[str]:
    """Give everything for which Discord would refuse this message; nothing when it would take it."""
    report = Report()
    components = payload.get("components") or []
    _TOP(components, report.at("components"))
    if report.faults:
        return report.faults
    all_of_them = list(walk(components))
    if any(one["type"] in _V2 for one in all_of_them) and not int(payload.get("flags") or 0) & limits.IS_COMPONENTS_V2:
        report.at("flags").fault("IS_COMPONENTS_V2 is needed for these components")
    if int(payload.get("flags") or 0) & limits.IS_COMPONENTS_V2:
        for name in ("content", "embeds", "sticker_ids", "poll"):
            if payload.get(name):
                report.at(name).fault("cannot be used with IS_COMPONENTS_V2")
        if not components:
            report.at("components").fault("there is nothing in it")
    _count(all_of_them, report.at("components"))
    _attachments(all_of_them, payload.get("attachments") or [], report)
    return report.faults


def walk(components: Json) -> Iterator[Mapping[str, Any]]:
    """Give components with all that stand in them."""
    for component in components:
        yield component
        yield from walk(component.get("components", ()))
        yield from walk([component["accessory"]] if "accessory" in component else ())


def _count(components: list[Mapping[str, Any]], report: Report) -> None:
    if len(components) > limits.COMPONENTS:
        report.fault(f"{len(components)} components in all; at most {limits.COMPONENTS}")
    written = sum(size(one["content"]) for one in components if one["type"] == TEXT)
    if written > limits.WHOLE_TEXT:
        report.fault(f"{written} characters in all; at most {limits.WHOLE_TEXT}")
    for name in ("custom_id", "id"):
        ids = [one[name] for one in components if name in one]
        for repeated in sorted({one for one in ids if ids.count(one) > 1}, key=str):
            report.fault(f"the {name} {repeated!r} is duplicated")


def _attachments(components: list[Mapping[str, Any]], sent: Json, report: Report) -> None:
    names = [str(one.get("filename")) for one in sent]
    if len(names) > limits.ATTACHMENTS:
        report.at("attachments").fault(f"{len(names)} files; at most {limits.ATTACHMENTS}")
    items = chain.from_iterable(one.get("items", ()) for one in components if one["type"] == GALLERY)
    media = (one["media"]["url"] for one in chain(items, (one for one in components if one["type"] == THUMBNAIL)))
    files = (one["file"]["url"] for one in components if one["type"] == FILE)
    shown = [url.removeprefix(_ATTACHED) for url in chain(media, files) if url.startswith(_ATTACHED)]
    for name in {one for one in shown if one not in names}:
        report.at("attachments").fault(f"{name!r} does not go along")
    for name in {one for one in names if one not in shown or names.count(one) > 1}:
        report.at("attachments").fault(f"{name!r} is not shown, or there are two")
