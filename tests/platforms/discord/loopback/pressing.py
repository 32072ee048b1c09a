"""Pressing buttons and choosing from menus of messages, and choosing commands on messages and people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.platforms.discord.loopback.guild import Channel
from tests.platforms.discord.loopback.interaction import COMMAND, COMPONENT
from tests.platforms.discord.loopback.message import Message
from tests.platforms.discord.loopback.naming import Resolved, resolve
from tests.platforms.discord.loopback.offering import find, owners
from tests.platforms.discord.loopback.outcome import Outcome
from tests.platforms.discord.loopback.payloads import resolved_member
from tests.platforms.discord.loopback.reading import BUTTON, LINK_STYLE, STRING, label
from tests.platforms.discord.loopback.refusals import Impossible, Json
from tests.platforms.discord.loopback.scene import Scene
from tests.platforms.discord.loopback.trees import ON_MESSAGE, ON_USER
from tests.platforms.discord.loopback.users import User

KINDS = {5: 6, 6: 8, 7: 9, 8: 7}
"""Kinds of menus, as the kinds of options that name the same."""
Control = dict[str, Any]


def control(message: Message, wanted: str) -> Control:
    """Give what can be pressed or chosen from, by its label, its placeholder or its custom_id."""
    every = list(message.controls())
    for each in every:
        if wanted in (each.get("custom_id"), label(each) or None, each.get("placeholder")):
            return each
    names = [label(each) or each.get("placeholder") or each.get("custom_id") for each in every]
    raise Impossible(f"nothing is called {wanted!r} among {names}")


def _touched(scene: Scene, message: Message, wanted: str) -> tuple[Channel, Control]:
    channel = scene.channel_of(message)
    found = control(message, wanted)
    if found.get("disabled"):
        raise Impossible(f"{wanted!r} is disabled")
    return channel, found


async def press(scene: Scene, message: Message, wanted: str) -> Outcome:
    """Press a button."""
    channel, found = _touched(scene, message, wanted)
    if found["type"] != BUTTON or found["style"] == LINK_STYLE:
        raise Impossible(f"{wanted!r} is not there to be pressed")
    data = {"id": found["id"], "custom_id": found["custom_id"], "component_type": BUTTON}
    return await scene.act(COMPONENT, channel, data, message=message)


async def choose(scene: Scene, message: Message, wanted: str, values: Sequence[Json]) -> Outcome:
    """Choose from a menu: options by their labels or values, people, roles and channels as they are."""
    channel, found = _touched(scene, message, wanted)
    if found["type"] == BUTTON:
        raise Impossible(f"{wanted!r} is a button: press it")
    resolved = Resolved()
    chosen = selected(scene, channel, found, values, resolved)
    data = {"id": found["id"], "custom_id": found["custom_id"], "component_type": found["type"], "values": chosen}
    data |= {"resolved": told} if (told := resolved.payload()) else {}
    return await scene.act(COMPONENT, channel, data, message=message)


def selected(scene: Scene, channel: Channel, menu: Control, values: Sequence[Json], into: Resolved) -> list[str]:
    """Give what is chosen from a menu as Discord writes it."""
    least, most = menu.get("min_values", 1), menu.get("max_values", 1)
    if not least <= len(values) <= most:
        raise Impossible(f"{menu['custom_id']!r} takes {least} to {most} values, not {len(values)}")
    if menu["type"] != STRING:
        return [resolve(scene, channel, KINDS[menu["type"]], each, into) for each in values]
    return [option_value(menu, each) for each in values]


def option_value(menu: Control, wanted: Json) -> str:
    for each in menu["options"]:
        if wanted in (each["label"], each["value"]):
            return str(each["value"])
    raise Impossible(f"{wanted!r} is not among {[each['label'] for each in menu['options']]}")


async def on_message(scene: Scene, message: Message, name: str) -> Outcome:
    """Choose a command on a message."""
    channel = scene.channel_of(message)
    if message.ephemeral:
        raise Impossible("there are no commands on a message that only one person sees")
    command = find(scene.world, scene.user, channel, name, ON_MESSAGE)
    data = _target(command, message.id) | {"resolved": {"messages": {message.id: message.payload()}}}
    return await scene.act(COMMAND, channel, data, owners=owners(scene.world, scene.user, channel, command))


async def on_user(scene: Scene, channel: Channel, user: User, name: str) -> Outcome:
    """Choose a command on somebody."""
    command = find(scene.world, scene.user, channel, name, ON_USER)
    resolved: dict[str, Any] = {"users": {user.id: user.payload()}}
    if channel.guild:
        resolved["members"] = {user.id: resolved_member(scene.world, user, channel)}
    data = _target(command, user.id) | {"resolved": resolved}
    return await scene.act(COMMAND, channel, data, owners=owners(scene.world, scene.user, channel, command))


def _target(command: Control, target: str) -> dict[str, Any]:
    return {"id": command["id"], "name": command["name"], "type": command["type"], "target_id": target}
