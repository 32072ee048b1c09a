"""The shapes of what can be pressed, chosen or filled in."""

from __future__ import annotations

from typing import Any

from tests.platforms.slack.loopback.kit import limits
from tests.platforms.slack.loopback.kit.objects import (
    CHOICE,
    CONFIRM,
    DISPATCH,
    FILTER,
    GROUP,
    OPTION,
    OVERFLOW_OPTION,
    SLACK_FILE,
    pattern,
    plain,
    url,
)
from tests.platforms.slack.loopback.kit.report import Json, Report
from tests.platforms.slack.loopback.kit.shape import Check, Shape, flag, items, number, one_of, string

ACTION: dict[str, Check] = {"action_id": string(limits.ACTION_ID)}
ASKING: dict[str, Check] = {
    **ACTION,
    "placeholder": plain(limits.PLACEHOLDER),
    "focus_on_load": flag,
    "confirm": CONFIRM,
}
ID = string(255)
DATE = pattern(r"\d{4}-\d{2}-\d{2}", "YYYY-MM-DD")
TIME = pattern(r"\d{2}:\d{2}", "HH:mm")
SELECTED = number(1, limits.OPTIONS)


def options_or_groups(value: dict[str, Any], report: Report) -> None:
    """Hold that a menu has options or groups of them, and begins with one that it has."""
    if ("options" in value) == ("option_groups" in value):
        report.fault("must provide exactly one of options, option_groups")
        return
    groups = listed(value.get("option_groups", [{"options": value.get("options")}]))
    offered = [option for group in groups if isinstance(group, dict) for option in listed(group.get("options"))]
    first = listed(value.get("initial_options", [value["initial_option"]] if "initial_option" in value else []))
    for option in first:
        if option not in offered:
            report.fault("initial option must be one of the options")


def listed(value: Json) -> list[Json]:
    """Give a list as it is, and none for what is no list: that is somebody else's fault to find."""
    return value if isinstance(value, list) else []


def initial_within_length(value: dict[str, Any], report: Report) -> None:
    """Hold that a text field begins with a text that it would take."""
    least, most = value.get("min_length", 0), value.get("max_length", limits.INPUT_TEXT)
    if not isinstance(least, int) or not isinstance(most, int):
        return
    if least > most:
        report.fault("min_length must not be greater than max_length")
    initial = value.get("initial_value")
    if isinstance(initial, str) and len(initial) > most:
        report.at("initial_value").fault(f"must be less than {most + 1} characters")


def web_or_slack(value: dict[str, Any], report: Report) -> None:
    """Hold that an image says where it is, once."""
    if ("image_url" in value) == ("slack_file" in value):
        report.fault("must provide exactly one of image_url, slack_file")


def menu(**more: Check) -> Shape:
    return Shape({**ASKING, **more}, ())


STATIC: dict[str, Check] = {
    "options": items(OPTION, limits.OPTIONS),
    "option_groups": items(GROUP, limits.OPTION_GROUPS),
}
BUTTON = Shape(
    {
        **ACTION,
        "text": plain(limits.BUTTON_TEXT),
        "value": string(limits.BUTTON_VALUE),
        "url": url,
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(limits.BUTTON_TEXT),
    },
    ("text",),
)
IMAGE = Shape(
    {
        "image_url": url,
        "slack_file": SLACK_FILE,
        "alt_text": string(limits.ALT_TEXT),
    },
    ("alt_text",),
    (web_or_slack,),
)
OVERFLOW = Shape(
    {**ACTION, "options": items(OVERFLOW_OPTION, limits.OVERFLOW_OPTIONS), "confirm": CONFIRM}, ("options",)
)
CHECKBOXES = Shape(
    {
        **ACTION,
        "options": items(CHOICE, limits.CHOICES),
        "initial_options": items(CHOICE, limits.CHOICES),
        "confirm": CONFIRM,
        "focus_on_load": flag,
    },
    ("options",),
    (options_or_groups,),
)
RADIO = Shape(
    {
        **ACTION,
        "options": items(CHOICE, limits.CHOICES),
        "initial_option": CHOICE,
        "confirm": CONFIRM,
        "focus_on_load": flag,
    },
    ("options",),
    (options_or_groups,),
)
MENUS: dict[str, Shape] = {
    "static_select": Shape({**ASKING, **STATIC, "initial_option": OPTION}, (), (options_or_groups,)),
    "external_select": menu(initial_option=OPTION, min_query_length=number(0, 255)),
    "users_select": menu(initial_user=ID),
    "conversations_select": menu(
        initial_conversation=ID, default_to_current_conversation=flag, response_url_enabled=flag, filter=FILTER
    ),
    "channels_select": menu(initial_channel=ID, response_url_enabled=flag),
}
MULTI_MENUS: dict[str, Shape] = {
    "multi_static_select": Shape(
        {**ASKING, **STATIC, "initial_options": items(OPTION, limits.OPTIONS), "max_selected_items": SELECTED},
        (),
        (options_or_groups,),
    ),
    "multi_external_select": menu(
        initial_options=items(OPTION, limits.OPTIONS), min_query_length=number(0, 255), max_selected_items=SELECTED
    ),
    "multi_users_select": menu(initial_users=items(ID, limits.OPTIONS), max_selected_items=SELECTED),
    "multi_conversations_select": menu(
        initial_conversations=items(ID, limits.OPTIONS),
        default_to_current_conversation=flag,
        filter=FILTER,
        max_selected_items=SELECTED,
    ),
    "multi_channels_select": menu(initial_channels=items(ID, limits.OPTIONS), max_selected_items=SELECTED),
}
TYPED: dict[str, Check] = {
    **ACTION,
    "placeholder": plain(limits.PLACEHOLDER),
    "focus_on_load": flag,
    "dispatch_action_config": DISPATCH,
    "initial_value": string(limits.INPUT_TEXT),
}
TEXT_INPUT = Shape(
    {
        **TYPED,
        "multiline": flag,
        "min_length": number(0, limits.INPUT_TEXT),
        "max_length": number(1, limits.INPUT_TEXT),
    },
    (),
    (initial_within_length,),
)
DIGITS = pattern(r"-?\d+(\.\d+)?", "a number")
NUMBER_INPUT = Shape(
    {**TYPED, "initial_value": DIGITS, "is_decimal_allowed": flag, "min_value": DIGITS, "max_value": DIGITS},
    ("is_decimal_allowed",),
)
FILE_INPUT = Shape(
    {**ACTION, "filetypes": items(string(20), limits.FILE_TYPES), "max_files": number(1, limits.FILES)},
)
DATE_PICKER = menu(initial_date=DATE)
TIME_PICKER = menu(initial_time=TIME, timezone=string(100))
DATE_TIME_PICKER = Shape({**ACTION, "initial_date_time": number(0, 9_999_999_999), "focus_on_load": flag})

PICKERS: dict[str, Shape] = {"datepicker": DATE_PICKER, "timepicker": TIME_PICKER}
ACCESSORIES: dict[str, Shape] = {
    "button": BUTTON,
    "image": IMAGE,
    "overflow": OVERFLOW,
    "checkboxes": CHECKBOXES,
    "radio_buttons": RADIO,
    **PICKERS,
    **MENUS,
    **MULTI_MENUS,
}
IN_ACTIONS: dict[str, Shape] = {
    "button": BUTTON,
    "overflow": OVERFLOW,
    "checkboxes": CHECKBOXES,
    "radio_buttons": RADIO,
    "datetimepicker": DATE_TIME_PICKER,
    **PICKERS,
    **MENUS,
}
INPUTS: dict[str, Shape] = {
    "plain_text_input": TEXT_INPUT,
    "email_text_input": Shape(TYPED),
    "url_text_input": Shape(TYPED),
    "number_input": NUMBER_INPUT,
    "file_input": FILE_INPUT,
    "checkboxes": CHECKBOXES,
    "radio_buttons": RADIO,
    "datetimepicker": DATE_TIME_PICKER,
    **PICKERS,
    **MENUS,
    **MULTI_MENUS,
}
