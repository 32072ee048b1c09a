"""What stands alone in a message or in a modal: texts, buttons, menus, inputs."""

from __future__ import annotations

from tests.platforms.discord.kit import limits
from tests.platforms.discord.kit.shape import Check, Json, Report, Shape, flag, items, number, one_of, size, text

ROW, BUTTON, MENU, INPUT, USERS, ROLES, MENTIONABLES, CHANNELS = range(1, 9)
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR = range(9, 15)
CONTAINER, LABEL, UPLOAD = 17, 18, 19
LINK = 5

CUSTOM_ID = text(limits.CUSTOM_ID)


def no_link_and_id(value: Json, report: Report) -> None:
    """Hold that a button either leads to an address or sends its id."""
    sends, leads = value.get("custom_id") is not None, value.get("url") is not None
    if (leads, sends) != (value.get("style") == LINK, value.get("style") != LINK):
        report.fault("a link has a url, any other button a custom_id")
    if not value.get("label") and not value.get("emoji"):
        report.fault("nothing stands on it")


BUTTON_SHAPE = Shape(
    {
        "style": one_of(1, 2, 3, 4, LINK),
        "label": text(limits.BUTTON_LABEL),
        "custom_id": CUSTOM_ID,
        "url": text(limits.BUTTON_URL),
        "disabled": flag,
        "emoji": Shape({"name": text(32), "id": text(20)}),
    },
    ("style",),
    (no_link_and_id,),
)
TEXT_SHAPE = Shape({"content": text(limits.TEXT_DISPLAY)}, ("content",))
OPTION = Shape(
    {
        "label": text(limits.OPTION_LABEL),
        "value": text(limits.OPTION_VALUE),
        "description": text(limits.OPTION_DESCRIPTION),
        "default": flag,
        "emoji": Shape({"name": text(32), "id": text(20)}),
    },
    ("label", "value"),
)


def amounts(value: Json, report: Report) -> None:
    """Hold that no more must be chosen than may be, and no more stand chosen."""
    least, most = value.get("min_values", 1), value.get("max_values", 1)
    options = value.get("options")
    if least > most:
        report.fault("min_values is more than max_values")
    if value.get("required") and not least:
        report.fault("something that is required may be left out")
    if options is not None and most > len(options):
        report.at("max_values").fault("more than there are options")
    chosen = [one for one in options or () if one.get("default")] or value.get("default_values") or ()
    if len(chosen) > most:
        report.fault("more stand chosen than may be")
    values = [one.get("value") for one in options or ()]
    if len(set(values)) < len(values):
        report.at("options").fault("two have the same value")


def menu(kind: int, *, in_a_form: bool) -> Shape:
    """Give the shape of a menu of options, users, roles or channels."""
    fields: dict[str, Check] = {
        "custom_id": CUSTOM_ID,
        "placeholder": text(limits.PLACEHOLDER),
        "min_values": number(0, limits.OPTIONS),
        "max_values": number(1, limits.OPTIONS),
        "required": flag,  # of no effect in a message, where discord.py sends it too
        "disabled": one_of(False) if in_a_form else flag,  # noqa: FBT003  the value that it may have
    }
    if kind == MENU:
        fields["options"] = items(OPTION, limits.OPTIONS)
        return Shape(fields, ("custom_id", "options"), (amounts,))
    named = {USERS: ("user",), ROLES: ("role",), CHANNELS: ("channel",), MENTIONABLES: ("user", "role")}[kind]
    default = Shape({"id": snowflake, "type": one_of(*named)}, ("id",))
    # A default value says its type in a word.
    fields["default_values"] = items(default, limits.OPTIONS, 0)
    if kind == CHANNELS:
        fields["channel_types"] = items(number(0, 16), 20, 0)
    return Shape(fields, ("custom_id",), (amounts,))


def snowflake(value: Json, report: Report) -> None:
    """Take an id as Discord makes them."""
    if not isinstance(value, str) or not value.isdecimal() or not 15 <= len(value) <= 20:
        report.fault(f"{value!r} is not snowflake")


def held(value: Json, report: Report) -> None:
    """Hold that what stands in an input is as long as it may be."""
    least, most, written = value.get("min_length") or 0, value.get("max_length") or limits.INPUT, value.get("value")
    if least > most:
        report.fault("min_length is more than max_length")
    if written and not least <= size(written) <= most:
        report.at("value").fault(f"must be between {least} and {most} in length")


INPUT_SHAPE = Shape(
    {
        "custom_id": CUSTOM_ID,
        "style": one_of(1, 2),
        "value": text(limits.INPUT, 0),
        "placeholder": text(limits.INPUT_PLACEHOLDER),
        "required": flag,
        "min_length": number(0, limits.INPUT),
        "max_length": number(1, limits.INPUT),
    },
    ("custom_id", "style"),
    (held,),
)
UPLOAD_SHAPE = Shape(
    {
        "custom_id": CUSTOM_ID,
        "required": flag,
        "min_values": number(0, limits.UPLOADS),
        "max_values": number(1, limits.UPLOADS),
    },
    ("custom_id",),
    (amounts,),
)
