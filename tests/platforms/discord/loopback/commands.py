"""Typing commands: the options as Discord's client takes them, and what it writes of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.platforms.discord.loopback.guild import Channel
from tests.platforms.discord.loopback.interaction import AUTOCOMPLETE, COMMAND
from tests.platforms.discord.loopback.naming import Resolved, resolve
from tests.platforms.discord.loopback.offering import Command, find, owners
from tests.platforms.discord.loopback.outcome import Outcome
from tests.platforms.discord.loopback.refusals import Impossible, Json
from tests.platforms.discord.loopback.scene import Scene
from tests.platforms.discord.loopback.trees import (
    ATTACHMENT,
    BOOLEAN,
    CHANNEL,
    GROUP,
    INTEGER,
    MENTIONABLE,
    NUMBER,
    ROLE,
    STRING,
    STRING_MOST,
    SUB,
    TYPED,
    USER,
)

NAMED = (USER, CHANNEL, ROLE, MENTIONABLE, ATTACHMENT)
Option = dict[str, Any]


async def slash(scene: Scene, channel: Channel, name: str, given: Mapping[str, Json]) -> Outcome:
    """Type a command with its options and send it."""
    command, path, options = reach(scene, channel, name)
    resolved = Resolved()
    written = [_written(scene, channel, _option(options, key), value, resolved) for key, value in given.items()]
    missing = [each["name"] for each in options if each.get("required") and each["name"] not in given]
    if missing:
        raise Impossible(f"/{name} is not sent without {missing}")
    data = _data(command, path, written, resolved)
    by = owners(scene.world, scene.user, channel, command)
    return await scene.act(COMMAND, channel, data, owners=by)


async def complete(
    scene: Scene, channel: Channel, name: str, typed: tuple[str, str], given: Mapping[str, Json]
) -> Outcome:
    """Type into an option of a command, named with its text, and look at what is offered."""
    option, text = typed
    command, path, options = reach(scene, channel, name)
    wanted = _option(options, option)
    if not wanted.get("autocomplete"):
        raise Impossible(f"/{name} offers nothing for {option!r}")
    resolved = Resolved()
    written = [_written(scene, channel, _option(options, key), value, resolved) for key, value in given.items()]
    written.append({"name": option, "type": wanted["type"], "value": text, "focused": True})
    data = _data(command, path, written, resolved)
    by = owners(scene.world, scene.user, channel, command)
    return await scene.act(AUTOCOMPLETE, channel, data, owners=by)


def reach(scene: Scene, channel: Channel, name: str) -> tuple[Command, list[Option], Sequence[Option]]:
    """Give a command, the groups and sub-commands that its name goes through, and the options at the end."""
    first, *rest = name.removeprefix("/").split()
    command = find(scene.world, scene.user, channel, first, TYPED)
    path: list[Option] = []
    options: Sequence[Option] = command.get("options") or ()
    for word in rest:
        found = next((each for each in options if each["name"] == word and each["type"] in (SUB, GROUP)), None)
        if found is None:
            raise Impossible(f"there is no {word!r} in /{name}, but {[each['name'] for each in options]}")
        path.append(found)
        options = found.get("options") or ()
    if any(each["type"] in (SUB, GROUP) for each in options):
        raise Impossible(f"/{name} goes on with one of {[each['name'] for each in options]}")
    return command, path, options


def _option(options: Sequence[Option], name: str) -> Option:
    found = next((each for each in options if each["name"] == name), None)
    if found is None:
        raise Impossible(f"there is no option {name!r}, but {[each['name'] for each in options]}")
    return found


def _data(command: Command, path: Sequence[Option], written: Sequence[Option], resolved: Resolved) -> dict[str, Any]:
    inside = list(written)
    for each in reversed(path):
        inside = [{"name": each["name"], "type": each["type"], "options": inside}]
    data: dict[str, Any] = {"id": command["id"], "name": command["name"], "type": TYPED, "options": inside}
    data |= {"guild_id": command["guild_id"]} if "guild_id" in command else {}
    return data | ({"resolved": told} if (told := resolved.payload()) else {})


def _written(scene: Scene, channel: Channel, option: Option, value: Json, resolved: Resolved) -> Option:
    """Give an option with its value as Discord writes it; raise `Impossible` for what its client does not take."""
    kind = option["type"]
    if option.get("choices"):
        told = _chosen(option, value)
    elif kind in NAMED:
        told = resolve(scene, channel, kind, value, resolved)
    else:
        told = _plain(option, value)
    return {"name": option["name"], "type": kind, "value": told}


def _chosen(option: Option, value: Json) -> Json:
    for each in option["choices"]:
        if value in (each["name"], each["value"]):
            return each["value"]
    raise Impossible(f"{option['name']!r} is one of {[each['name'] for each in option['choices']]}, not {value!r}")


def _plain(option: Option, value: Json) -> Json:
    kinds = {STRING: str, INTEGER: int, BOOLEAN: bool, NUMBER: int | float}
    wrong = not isinstance(value, kinds[option["type"]]) or isinstance(value, bool) != (option["type"] == BOOLEAN)
    if wrong:
        raise Impossible(f"{value!r} cannot be typed into {option['name']!r}")
    if option["type"] == STRING:
        least, most = max(option.get("min_length") or 1, 1), option.get("max_length") or STRING_MOST
        if not least <= len(value) <= most:
            raise Impossible(f"{option['name']!r} takes {least} to {most} characters, not {len(value)}")
    elif option["type"] != BOOLEAN:
        least, most = option.get("min_value", -(2**53)), option.get("max_value", 2**53)
        if not least <= value <= most:
            raise Impossible(f"{option['name']!r} takes {least} to {most}, not {value}")
    return value
