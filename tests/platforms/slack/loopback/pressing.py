"""Pressing buttons and choosing from menus, in messages, modals and on App Home."""

from __future__ import annotations

from typing import Any

from tests.platforms.slack.loopback import payloads
from tests.platforms.slack.loopback.delivery import Answer
from tests.platforms.slack.loopback.fields import filled, holds_state, offered
from tests.platforms.slack.loopback.kit.report import Json
from tests.platforms.slack.loopback.message import Message
from tests.platforms.slack.loopback.outcome import Outcome, Watch
from tests.platforms.slack.loopback.refusals import Impossible
from tests.platforms.slack.loopback.scene import Scene
from tests.platforms.slack.loopback.showing import state_of
from tests.platforms.slack.loopback.view import View

Element = dict[str, Any]
SHOWN = ("text", "value", "style", "url")


def find(where: Message | View, wanted: str) -> tuple[str, Element]:
    """Give an element and its block's id, by its label, its own id, or its block's."""
    every = list(where.elements())
    for block, element in every:
        if wanted in (element["action_id"], element.get("text", {}).get("text")):
            return block, element
    for block, element in every:
        if block == wanted:
            return block, element
    labels = [element.get("text", {}).get("text") or element["action_id"] for _, element in every]
    raise Impossible(f"nothing is called {wanted!r} among {labels}")


async def press(scene: Scene, where: Message | View, wanted: str) -> Outcome:
    """Press a button."""
    block, element = find(where, wanted)
    if element["type"] != "button":
        raise Impossible(f"{wanted!r} is a {element['type']}: choose something")
    shown = {name: element[name] for name in SHOWN if name in element}
    return await send(scene, where, block, element, shown)


async def choose(scene: Scene, where: Message | View, wanted: str, value: Json) -> Outcome:
    """Choose from a menu; an input that does not want to be asked about it only remembers."""
    block, element = find(where, wanted)
    if not holds_state(element):
        raise Impossible(f"{wanted!r} is a {element['type']}: press it")
    options = where.offered.get(block, []) if isinstance(where, View) else []
    state = filled(element, value, offered(element) or options)
    if isinstance(where, View):
        scene.held(where).typed.setdefault(block, {})[element["action_id"]] = state
        inside = where.inputs().get(block)
        if inside is not None and not inside.get("dispatch_action"):
            return Watch(scene).outcome(Answer())
    return await send(scene, where, block, element, state)


async def send(scene: Scene, where: Message | View, block: str, element: Element, state: Element) -> Outcome:
    """Tell the app what was pressed or chosen."""
    watch = Watch(scene)
    if scene.install.gone or not scene.app.interactive:
        return watch.outcome(Answer(), "app_cannot_be_reached")
    action = {
        **state,
        "type": element["type"],
        "action_id": element["action_id"],
        "block_id": block,
        "action_ts": scene.world.ids.ts(),
    }
    if isinstance(where, View):
        payload = payloads.pressed_in_view(scene, scene.held(where), action, state_of(where))
        payload["trigger_id"] = scene.trigger(where.id)
    else:
        channel = scene.channel_of(where)
        held = {block: {element["action_id"]: state}} if holds_state(element) else {}
        payload = payloads.pressed_in_message(scene, channel, where, action, held)
        payload["trigger_id"] = scene.trigger()
        payload["response_url"] = scene.hook("actions", channel, where.ts)
    return watch.outcome(await scene.send("interactive", payload))
