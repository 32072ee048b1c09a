"""What stands in the fields of a view or a message: at first, and once a person has filled them in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from tests.platforms.slack.loopback.kit import limits
from tests.platforms.slack.loopback.kit.report import Json
from tests.platforms.slack.loopback.refusals import Impossible

State = dict[str, Any]
Element = dict[str, Any]

SINGLE = {
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "overflow": ("selected_option", ""),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "file_input": ("files", ""),
}
TYPED = ("plain_text_input", "number_input", "email_text_input", "url_text_input")
MANY = ("checkboxes", "file_input")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def holds_state(element: Element) -> bool:
    """Say whether an element has a value at all, as a button has not."""
    return element["type"] in SINGLE or element["type"] in TYPED


def initial(element: Element) -> State:
    """Give what an element holds before anybody touches it."""
    kind = element["type"]
    if kind in TYPED:
        return {"type": kind, "value": element.get("initial_value")}
    name, first = SINGLE[kind]
    empty: list[str] | None = [] if kind.startswith("multi_") or kind in MANY else None
    return {"type": kind, name: element.get(first, empty)}


def is_empty(state: State) -> bool:
    """Say whether a person left it empty."""
    return not any(value for name, value in state.items() if name != "type")


def filled(element: Element, value: Json, options: Sequence[dict[str, Any]] = ()) -> State:
    """Give what an element holds when a person has put this in; refuse what the client would not take.

    A text for what is typed, dates, users and channels; an option's value or label for menus; lists for several.
    """
    kind = element["type"]
    if value in (None, "", []):
        return {"type": kind, "value": None} if kind in TYPED else initial({"type": kind})
    if kind in TYPED:
        return {"type": kind, "value": typed(element, str(value))}
    name = SINGLE[kind][0]
    if name == "selected_option":
        return {"type": kind, name: option(options, value)}
    if name == "selected_options":
        return {"type": kind, name: [option(options, each) for each in value]}
    return {"type": kind, name: value}


def typed(element: Element, value: str) -> str:
    """Give a typed text if the client lets it through."""
    least, most = element.get("min_length", 0), element.get("max_length", limits.INPUT_TEXT)
    if not least <= len(value) <= most:
        raise Impossible(f"the field takes {least} to {most} characters, not {len(value)}")
    if not element.get("multiline") and "\n" in value:
        raise Impossible("the field has one line")
    if element["type"] == "number_input" and not re.fullmatch(r"-?\d+(\.\d+)?", value):
        raise Impossible(f"{value!r} is no number")
    if element["type"] == "email_text_input" and not EMAIL.fullmatch(value):
        raise Impossible(f"{value!r} is no address")
    return value


def offered(element: Element) -> list[dict[str, Any]]:
    """Give the options that stand in a menu itself."""
    groups = element.get("option_groups") or [{"options": element.get("options", [])}]
    return [option for group in groups for option in group["options"]]


def option(options: Sequence[dict[str, Any]], wanted: Json) -> dict[str, Any]:
    """Give the option with this value or this label."""
    for each in options:
        if wanted in (each, each["value"], each["text"]["text"]):
            return each
    raise Impossible(f"no option {wanted!r} among {[each['text']['text'] for each in options]}")
