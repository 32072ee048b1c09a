"""Forms as Discord's modals: what they look like, in steps where one has no room, and what was written into them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from bot.card import Field, FieldKind, Form
from bot.pieces import pieces
from bot.platforms.discord.limits import (
    IN_A_FORM,
    INPUT,
    LABEL,
    OPTION,
    OPTIONS,
    PLACEHOLDER,
    TEXT,
    TITLE,
)
from bot.platforms.discord.presses import short
from bot.platforms.discord.raw import text
from bot.platforms.discord.words import escape, length

Component: TypeAlias = dict[str, Any]
ROW, MENU, INPUTS, USERS, CHANNELS, TEXTS, LABELLED, UPLOAD = 1, 3, 4, 5, 8, 10, 18, 19
_LINE, _PARAGRAPH = 1, 2
_TALKED_IN = (0, 5, 10, 11, 12)
"""Channels with messages: text, announcements, threads."""
_PIECE = 3_500
"""So much of a text that is too long for one input stands in each, so that there is room to mend it."""
_ONE_LINE = 100
"""A longer text is shown on several lines."""
_SHORTEST_TITLE = 35
"""So much of a title has room beside the number of its step."""
_PLACEHOLDERS = {
    FieldKind.DATE: "2024, 2024-03 or 2024-03-06",
    FieldKind.NAME: "A name or an id",
    FieldKind.RECORD: "An id or a name",
}
_ID = re.compile(r"[0-9]{15,20}")
_WRITTEN = {FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.DATE, FieldKind.NUMBER}


def steps(form: Form) -> int:
    """Count the modals that a form takes."""
    return len(_steps(form))


def step_of(form: Form, name: str) -> int:
    """Give the step, from 1, on which a field stands; the first for one that is not there."""
    found = (place for place, fields in enumerate(_steps(form), 1) if any(field.name == name for field in fields))
    return next(found, 1)


def step_after(form: Form, filled: Iterable[str]) -> int:
    """Give the step that comes after some fields; 0 when none does, and when they are those of another form."""
    places = {field.name: place for place, field in enumerate(form.fields)}
    there = set(filled)
    if not there <= set(places):
        return 0
    last = max((places[name] for name in there), default=-1)
    return next((step_of(form, field.name) for field in form.fields[last + 1 :] if _values(field)), 0)


def modal(form: Form, *, step: int, meta: str) -> dict[str, Any]:
    """Give one step of a form, from 1; `meta` comes back with what is written into it."""
    parted = _steps(form)
    step = min(max(step, 1), len(parted))
    fields = parted[step - 1]
    which = f" · {step} of {len(parted)}" if len(parted) > 1 else ""
    inputs = [made for field in fields for made in _field(field)]
    above = [*_notes(form, fields, first=step == 1), *_said(form, fields, first=step == 1)]
    if above and len(inputs) == IN_A_FORM:
        # Where there is no room above the inputs it is said at the first.
        about = filter(None, (inputs[0].get("description"), *above))
        inputs[0]["description"] = short(" · ".join(about), OPTION)
    elif above or not inputs:
        content = "\n".join(map(escape, above)) or escape(form.title)
        inputs.insert(0, {"type": TEXTS, "content": short(content, TEXT)})
    return {"custom_id": meta, "title": short(form.title, TITLE - len(which)) + which, "components": inputs}


def values(components: Sequence[Mapping[str, Any]]) -> tuple[dict[str, str], dict[str, str]]:
    """Read what was written into a modal: the fields, and the id of the file that was put into each field for one."""
    written: dict[str, dict[int, str]] = {}
    files: dict[str, str] = {}
    for one in _inputs(components):
        name, _, place = text(one["custom_id"]).partition("+")
        chosen = [text(value) for value in one.get("values") or ()]
        if one["type"] == UPLOAD:
            if chosen:
                files[name] = chosen[0]
        else:
            written.setdefault(name, {})[int(place or 1)] = chosen[0] if chosen else text(one.get("value") or "")
    return {name: "".join(parts[place] for place in sorted(parts)) for name, parts in written.items()}, files


def names(components: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """Give the names of all fields of a modal, those too that were left empty."""
    return frozenset(text(one["custom_id"]).partition("+")[0] for one in _inputs(components))


def _inputs(components: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for component in components:
        if component["type"] == LABELLED:
            yield component["component"]
        elif component["type"] == ROW:
            yield from component["components"]


def _steps(form: Form) -> list[tuple[Field, ...]]:
    """Part the fields of a form into steps, the same whatever is wrong in it, since that may be mended between them."""
    parted: list[tuple[Field, ...]] = [()]
    for field in form.fields:
        together = (*parted[-1], field)
        above = bool(_notes(form, together, first=len(parted) == 1))
        if parted[-1] and sum(len(_values(one)) for one in together) + above > IN_A_FORM:
            parted.append((field,))
        else:
            parted[-1] = together
    return parted


def _said(form: Form, fields: Sequence[Field], *, first: bool) -> list[str]:
    """Give what is said above the inputs where there is room: what the form is for, and what is wrong in it."""
    errors = [f"✕ {field.label}: {field.error}" for field in fields if field.error and _is_cut(field)]
    return [line for line in (form.trouble, *errors, form.hint if first else "") if line]


def _is_cut(field: Field) -> bool:
    return length(_description(field)) > OPTION


def _notes(form: Form, fields: Sequence[Field], *, first: bool) -> list[str]:
    """Give what has no room anywhere but above the inputs, and needs it therefore."""
    notes = [form.title] if first and length(form.title) > _SHORTEST_TITLE else []
    for field in fields:
        if not _values(field):
            notes.append(f"{field.label}: this is kept as it was; it is too long to be shown here.")
        elif length(field.label) > LABEL or length(field.hint) > OPTION:
            notes.append(" – ".join(filter(None, (field.label, field.hint))))
    return notes


def _description(field: Field) -> str:
    return " · ".join(filter(None, (field.error and f"✕ {field.error}", field.hint)))


def _values(field: Field) -> list[str]:
    """Give what stands in the inputs of a field; nothing when it is so much that no step has room for it."""
    if field.kind not in _WRITTEN and _choosable(field):
        return [field.value]
    wide = 2 if length(field.value) > len(field.value) else 1
    parts = list(pieces(field.value, INPUT // wide, _PIECE // wide))
    return parts if len(parts) <= IN_A_FORM else []


def _field(field: Field) -> Iterator[Component]:
    for place, value in enumerate(_values(field), 1):
        required = field.required and place == 1
        labelled: Component = {
            "type": LABELLED,
            "label": short(field.label if place == 1 else f"{short(field.label, 35)}, part {place}", LABEL),
            "component": {"custom_id": field.name if place == 1 else f"{field.name}+{place}", "required": required},
        }
        labelled["component"] |= _input(field, value)
        if place == 1 and (notes := _description(field)):
            labelled["description"] = short(notes, OPTION)
        yield labelled


def _choosable(field: Field) -> bool:
    """Tell whether what stands in a field can be shown as something chosen."""
    match field.kind:
        case FieldKind.CHOICE:
            return 0 < len(field.choices) <= OPTIONS and all(0 < length(one) <= OPTION for one in field.choices)
        case FieldKind.USER | FieldKind.CHANNEL | FieldKind.FILE:
            return True
        case _:
            return False


def _input(field: Field, value: str) -> Component:
    match field.kind:
        case FieldKind.CHOICE if _choosable(field):
            options = [{"label": one, "value": one, "default": one == value} for one in field.choices]
            return {"type": MENU, "options": options, "min_values": int(field.required), "max_values": 1}
        case FieldKind.USER:
            return _whom(USERS, "user", field)
        case FieldKind.CHANNEL:
            return {**_whom(CHANNELS, "channel", field), "channel_types": list(_TALKED_IN)}
        case FieldKind.FILE:
            return {"type": UPLOAD, "min_values": int(field.required), "max_values": 1}
        case _:
            return _text_input(field, value)


def _text_input(field: Field, value: str) -> Component:
    several = field.kind is FieldKind.LONG_TEXT or "\n" in value or length(value) > _ONE_LINE
    made: Component = {"type": INPUTS, "style": _PARAGRAPH if several else _LINE, "max_length": INPUT}
    if value:
        made["value"] = value
    if field.kind in _PLACEHOLDERS:
        made["placeholder"] = _PLACEHOLDERS[field.kind]
    return made


def _whom(kind: int, what: str, field: Field) -> Component:
    """Give a menu of Discord's own; a value that is no id is told as what was written."""
    made: Component = {"type": kind, "min_values": int(field.required), "max_values": 1}
    if _ID.fullmatch(field.value):
        made["default_values"] = [{"id": field.value, "type": what}]
    elif field.value.strip():
        made["placeholder"] = short(field.value, PLACEHOLDER)
    return made
