"""Filling in a form and sending it, with what Discord itself holds of its fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from tests.platforms.discord.loopback.interaction import SUBMIT
from tests.platforms.discord.loopback.modal import Modal
from tests.platforms.discord.loopback.naming import Resolved, attach, resolve
from tests.platforms.discord.loopback.outcome import Outcome
from tests.platforms.discord.loopback.pressing import KINDS, option_value
from tests.platforms.discord.loopback.reading import INPUTS, STRING, TEXT_INPUT, UPLOAD
from tests.platforms.discord.loopback.refusals import Impossible, Json
from tests.platforms.discord.loopback.scene import Scene

TEXT_MOST = 4000
Field = dict[str, Any]


async def submit(scene: Scene, modal: Modal, values: Mapping[str, Json]) -> Outcome:
    """Fill in a form, by custom_ids or labels, and send it; it stays open when the app does not answer."""
    held(scene, modal)
    for name, value in values.items():
        fill(modal, name, value)
    if wrong := problems(modal):
        raise Impossible(f"Discord does not send the form: {wrong}")
    opened = modal.opened
    resolved = Resolved()
    components = [_written(scene, modal, each, resolved) for each in modal.source["components"]]
    data: dict[str, Any] = {"custom_id": modal.custom_id, "components": components}
    data |= {"resolved": told} if (told := resolved.payload()) else {}
    del scene.world.modals[scene.user.id]
    outcome = await scene.act(SUBMIT, opened.channel, data, message=opened.message, owners=dict(opened.owners))
    modal.closed = not outcome.error
    if not outcome.error:
        return outcome
    modal.problem = outcome.error
    scene.world.modals[scene.user.id] = modal
    return replace(outcome, modal=modal)


def held(scene: Scene, modal: Modal) -> None:
    """Hold that a person has this form open."""
    if scene.world.modals.get(scene.user.id) is not modal:
        raise Impossible(f"{scene.user.name} does not have this form open: {modal.title}")


def close(scene: Scene, modal: Modal) -> None:
    """Close a form without sending it; the app is not told."""
    held(scene, modal)
    modal.closed = True
    del scene.world.modals[scene.user.id]


def fill(modal: Modal, name: str, value: Json) -> None:
    """Put a value into a field."""
    by_label = {label: custom_id for custom_id, label in modal.labels().items()}
    custom_id = name if name in modal.fields() else by_label.get(name, "")
    field = modal.fields().get(custom_id)
    if field is None:
        raise Impossible(f"no field {name!r} among {modal.labels()}")
    many = field["type"] != TEXT_INPUT and not isinstance(value, list)
    modal.typed[custom_id] = ([] if value is None else [value]) if many else value


def value_of(modal: Modal, field: Field) -> Json:
    """Give what stands in a field: what was put there, or what it began with."""
    if field["custom_id"] in modal.typed:
        return modal.typed[field["custom_id"]]
    if field["type"] == TEXT_INPUT:
        return field.get("value") or ""
    if field["type"] == STRING:
        return [each["value"] for each in field["options"] if each.get("default")]
    return []


def problems(modal: Modal) -> dict[str, str]:
    """Give what Discord says is wrong with the fields, by custom_id; it does not send the form then."""
    found = {custom_id: _problem(field, value_of(modal, field)) for custom_id, field in modal.fields().items()}
    return {custom_id: problem for custom_id, problem in found.items() if problem}


def _problem(field: Field, value: Json) -> str:
    if not value:
        return "This is a required field" if field.get("required", True) else ""
    low, high = ("min_length", "max_length") if field["type"] == TEXT_INPUT else ("min_values", "max_values")
    least, most = field.get(low) or 0, field.get(high) or (TEXT_MOST if field["type"] == TEXT_INPUT else 1)
    return "" if least <= len(value) <= most else f"Must be between {least} and {most} in length."


def _written(scene: Scene, modal: Modal, part: Field, into: Resolved) -> Field:
    """Give a part of a form as Discord writes it when it is sent."""
    told: Field = {"type": part["type"], "id": part.get("id", 0)}
    if part["type"] in INPUTS:
        return told | {"custom_id": part["custom_id"]} | _value(scene, modal, part, into)
    if "component" in part:
        told["component"] = _written(scene, modal, part["component"], into)
    if "components" in part:
        told["components"] = [_written(scene, modal, each, into) for each in part["components"]]
    return told


def _value(scene: Scene, modal: Modal, field: Field, into: Resolved) -> Field:
    value, channel = value_of(modal, field), modal.opened.channel
    if field["type"] == TEXT_INPUT:
        return {"value": value}
    if field["type"] == STRING:
        return {"values": [option_value(field, each) for each in value]}
    if field["type"] == UPLOAD:
        return {"values": [attach(scene, channel, each, into) for each in value]}
    return {"values": [resolve(scene, channel, KINDS[field["type"]], each, into) for each in value]}
