"""Forms as Slack's dialogs: what they look like, what is wrong in them, what was written into them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any, assert_never
from zlib import crc32

from bot.card import Field, FieldKind, Form
from bot.pieces import pieces
from bot.platforms.slack.limits import INPUT, LABEL, OPTION_VALUE, OPTIONS, PARAGRAPH, PLACEHOLDER, SMALL, TITLE
from bot.platforms.slack.presses import plain
from bot.platforms.slack.rich import USER, Block, Element
from bot.presses import shortened
from bot.suggest import Value

CALLBACK = "form"
INPUT_ID = "v"
"""How the ids of inputs begin."""
NOTHING = "+"
"""What the option sends that leaves a choice open; no choice is written so."""
OPEN = Value(NOTHING, "Leave it open")
"""Without it nobody could take back what they chose."""
_PIECE = 2_500
"""So much of a text that is too long for one input stands in each, so that there is room to mend it."""
_CHANNEL = re.compile(r"[CGD][A-Z0-9]{1,20}")


def view(form: Form, *, meta: str) -> dict[str, Any]:
    """Give the dialog of a form; `meta` comes back with what is written into it."""
    blocks = [*_head(form), *(block for field in form.fields for block in _field(field))]
    return {
        "type": "modal",
        "callback_id": CALLBACK,
        "private_metadata": meta,
        "title": plain(shortened(form.title, TITLE)),
        "submit": plain(shortened(form.submit, TITLE)),
        "close": plain("Cancel"),
        "blocks": blocks,
    }


def errors(form: Form) -> dict[str, str]:
    """Say what is wrong, each at its field; what no field can mend at the first."""
    found = {field.name: field.error for field in form.fields if field.error}
    if form.problem and form.fields:
        first = form.fields[0].name
        found[first] = " ".join(filter(None, (form.problem, found.get(first))))
    return {name: shortened(text, SMALL) for name, text in found.items()}


def values(state: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, list[Any]]]:
    """Read what was written into a dialog: the fields, and the files that Slack tells of, by name."""
    written: dict[str, dict[int, str]] = {}
    files: dict[str, list[Any]] = {}
    for block, inputs in state["values"].items():
        name, _, place = block.partition("+")
        for one in inputs.values():
            if one["type"] == "file_input":
                files[name] = one.get("files") or []
            else:
                written.setdefault(name, {})[int(place or 1)] = _written(one)
    return {name: "".join(pieces[place] for place in sorted(pieces)) for name, pieces in written.items()}, files


def options(found: Sequence[Value], typed: str) -> list[Element]:
    """Give suggestions as options, and last of all what was typed, so that nothing stands in the way of a new name."""
    own = typed.strip()
    ways = [value for value in found if value.value and len(value.value) <= OPTION_VALUE][: OPTIONS - 1]
    if own and len(own) <= OPTION_VALUE and all(own not in (value.value, value.label) for value in ways):
        ways.append(Value(own, own, "as it is written"))
    return [_option(value) for value in ways]


def _written(one: Mapping[str, Any]) -> str:
    if "selected_option" in one:
        chosen: str = (one["selected_option"] or {}).get("value", "")
        return "" if chosen == NOTHING else chosen
    return next((one[key] or "" for key in ("value", "selected_user", "selected_conversation") if key in one), "")


def _option(value: Value) -> Element:
    option = {"text": plain(shortened(value.label or value.value, LABEL)), "value": value.value}
    if value.hint.strip() and value.hint != value.label:
        option["description"] = plain(shortened(value.hint, LABEL))
    return option


def _head(form: Form) -> Iterator[Block]:
    if len(form.title) > TITLE:
        yield _said(form.title)
    if form.hint:
        yield _said(form.hint)
    if form.wrong:
        yield _said(form.trouble)


def _said(text: str) -> Block:
    return {"type": "section", "text": plain(shortened(text, PARAGRAPH))}


def _field(field: Field) -> Iterator[Block]:
    values = [field.value]
    if field.kind in _WRITTEN or not _choosable(field):
        values = list(pieces(field.value, INPUT, _PIECE))
    for place, piece in zip(count(1), values):
        label = field.label if place == 1 else f"{field.label}, part {place}"
        block: Block = {
            "type": "input",
            "block_id": field.name if place == 1 else f"{field.name}+{place}",
            "label": plain(shortened(label, SMALL)),
            "element": {**_element(field, piece), "action_id": _input_id(field)},
            "optional": not field.required or place > 1,
        }
        if field.hint and place == len(values):
            block["hint"] = plain(shortened(field.hint, SMALL))
        yield block
    if field.error:
        yield {"type": "context", "elements": [plain(shortened(f"✕ {field.error}", SMALL))]}


_WRITTEN = {FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.DATE, FieldKind.NUMBER}


def _input_id(field: Field) -> str:
    # Slack keeps what was typed into an input whose ids stay the same, and would not show what was made of it.
    if not field.error:
        return INPUT_ID
    return f"{INPUT_ID}:{crc32(field.value.encode(errors='surrogatepass')):x}"


def _choosable(field: Field) -> bool:
    """Tell whether what stands in a field can be shown as something chosen."""
    if field.kind is FieldKind.CHOICE:
        fits = all(0 < len(choice) <= LABEL for choice in field.choices)
        return fits and 0 < len(field.choices) < OPTIONS
    return len(field.value) <= LABEL


def _element(field: Field, value: str) -> Element:
    match field.kind:
        case FieldKind.TEXT | FieldKind.DATE | FieldKind.NUMBER | FieldKind.LONG_TEXT:
            return _text_input(field, value)
        case FieldKind.NAME | FieldKind.RECORD:
            return _suggesting(field, value) if _choosable(field) else _text_input(field, value)
        case FieldKind.CHOICE:
            return _choice(field, value) if _choosable(field) else _text_input(field, value)
        case FieldKind.USER:
            return _whom("users_select", "initial_user", value, known=bool(USER.fullmatch(value)))
        case FieldKind.CHANNEL:
            known = bool(_CHANNEL.fullmatch(value))
            return _whom("conversations_select", "initial_conversation", value, known=known)
        case FieldKind.FILE:
            return {"type": "file_input", "max_files": 1}
        case _:
            assert_never(field.kind)


def _text_input(field: Field, value: str) -> Element:
    several = field.kind is FieldKind.LONG_TEXT or "\n" in value
    element: Element = {"type": "plain_text_input", "multiline": several, "max_length": INPUT}
    if field.kind is FieldKind.DATE:
        element["placeholder"] = plain("2024, 2024-03 or 2024-03-06")
    return {**element, "initial_value": value} if value else element


def _suggesting(field: Field, value: str) -> Element:
    asked = "Begin to write a name" if field.kind is FieldKind.NAME else "Begin to write an id or a name"
    element: Element = {"type": "external_select", "min_query_length": 0, "placeholder": plain(asked)}
    return {**element, "initial_option": _option(Value(value, value))} if value.strip() else element


def _whom(kind: str, place: str, value: str, *, known: bool) -> Element:
    """Give a menu of Slack's own; a value that is no id is told as what was written."""
    if known:
        return {"type": kind, place: value}
    written = {"placeholder": plain(shortened(value, PLACEHOLDER))} if value.strip() else {}
    return {"type": kind, **written}


def _choice(field: Field, value: str) -> Element:
    offered = [_option(Value(choice, choice)) for choice in field.choices]
    if not field.required:
        offered.insert(0, _option(OPEN))
    chosen = {"initial_option": _option(Value(value, value))} if value in field.choices else {}
    return {"type": "static_select", "options": offered, **chosen}
