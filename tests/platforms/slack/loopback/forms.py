"""Filling in a modal, sending it, closing it, and asking for the options of its menus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.platforms.slack.loopback import payloads
from tests.platforms.slack.loopback.delivery import Answer
from tests.platforms.slack.loopback.fields import Element, State, filled, initial, is_empty, offered
from tests.platforms.slack.loopback.kit import check_answer, check_options
from tests.platforms.slack.loopback.kit.report import Json
from tests.platforms.slack.loopback.message import Message
from tests.platforms.slack.loopback.outcome import Outcome, Watch
from tests.platforms.slack.loopback.pressing import find
from tests.platforms.slack.loopback.refusals import Impossible, Refused
from tests.platforms.slack.loopback.scene import Scene
from tests.platforms.slack.loopback.showing import pushed, shown, state_of
from tests.platforms.slack.loopback.uploads import uploaded
from tests.platforms.slack.loopback.view import View

Files = Mapping[str, Sequence[tuple[str, bytes]]]
SHORTEST_QUERY = 3
"""What a menu wants typed before it asks, unless it says otherwise."""


async def submit(scene: Scene, view: View, values: Mapping[str, Any], files: Files) -> Outcome:
    """Fill in a modal and send it; `values` and `files` go by block ids."""
    watch = Watch(scene)
    scene.held(view)
    if "submit" not in view.source:
        raise Impossible("the modal has nothing to send it with")
    for block, value in values.items():
        await fill(scene, view, block, value)
    for block, uploads in files.items():
        attach(scene, view, block, uploads)
    hold_required(view)
    payload = payloads.submitted(scene, view, state_of(view), scene.trigger(view.id))
    answer = await scene.send("interactive", payload, wants_answer=True)
    view.errors = {}
    error = "" if answer.error else follow(scene, view, answer.body)
    return watch.outcome(answer, error)


async def fill(scene: Scene, view: View, block: str, value: Json) -> None:
    """Put a value into a field."""
    inside = view.inputs().get(block)
    if inside is None:
        raise Impossible(f"no field {block!r} among {list(view.inputs())}")
    element: Element = inside["element"]
    options = offered(element)
    if element["type"].endswith("external_select") and value:
        options = await options_for(scene, view, block, element, value)
    keep(view, block, element, filled(element, value, options))


def keep(view: View, block: str, element: Element, state: State) -> None:
    view.typed.setdefault(block, {})[element["action_id"]] = state


async def options_for(
    scene: Scene,
    view: View,
    block: str,
    element: Element,
    value: Json,
) -> list[dict[str, Any]]:
    """Give the options among which a value is: what the menu begins with, what it was given, or what it asks for."""
    first = element.get("initial_options") or [element.get("initial_option")]
    known = [option for option in (*first, *view.offered.get(block, ())) if option]
    for each in value if isinstance(value, list) else [value]:
        if not any(each in (option, option["value"], option["text"]["text"]) for option in known):
            typed = each["text"]["text"] if isinstance(each, dict) else str(each)
            known += (await suggest(scene, view, block, typed)).options
    return known


def attach(scene: Scene, view: View, block: str, uploads: Sequence[tuple[str, bytes]]) -> None:
    """Put files into a field."""
    element = view.inputs()[block]["element"]
    if element["type"] != "file_input" or len(uploads) > element.get("max_files", 10):
        raise Impossible(f"{block!r} does not take {len(uploads)} files")
    allowed = element.get("filetypes")
    if allowed and any(name.rpartition(".")[2] not in allowed for name, _ in uploads):
        raise Impossible(f"{block!r} takes only {allowed}")
    files = [uploaded(scene.world, scene.workspace, scene.user, name, content) for name, content in uploads]
    keep(view, block, element, {"type": "file_input", "files": [file.payload() for file in files]})


def hold_required(view: View) -> None:
    """Hold that nothing is empty that must not be, as the client does before it sends."""
    for block, inside in view.inputs().items():
        element = inside["element"]
        state = view.typed.get(block, {}).get(element["action_id"]) or initial(element)
        if is_empty(state) and not inside.get("optional"):
            raise Impossible(f"the field {block!r} must be filled in")


def follow(scene: Scene, view: View, body: Json) -> str:
    """Do what the answer to a modal says; give the code of what is wrong with it."""
    if body is None:
        scene.world.close(view)
        return ""
    if faults := check_answer(body, view.source):
        scene.world.object("view_submission", "invalid_response", faults)
        return "invalid_response"
    match body["response_action"]:
        case "errors":
            view.errors = dict(body["errors"])
        case "update":
            shown(scene.world, view, body["view"])
        case "push":
            try:
                pushed(scene.world, scene.install, body["view"], view)
            except Refused as refused:
                scene.world.refuse("view_submission", refused)
                return refused.code
        case _:
            scene.world.close(view, everything=True)
    return ""


async def close(scene: Scene, view: View, *, everything: bool = False) -> Outcome:
    """Close a modal, or all; the app is told where it asked to be."""
    watch = Watch(scene)
    scene.held(view)
    gone = list(scene.world.stack(view)) if everything or view.source.get("clear_on_close") else [view]
    scene.world.close(view, everything=len(gone) > 1)
    answer = Answer()
    for each in gone:
        if each.source.get("notify_on_close"):
            payload = payloads.closed(scene, each, state_of(each), is_cleared=everything)
            answer = await scene.send("interactive", payload)
    return watch.outcome(answer)


async def suggest(scene: Scene, where: Message | View, wanted: str, text: str) -> Outcome:
    """Type into a menu that asks the app for its options."""
    watch = Watch(scene)
    block, element = find(where, wanted)
    if not element["type"].endswith("external_select"):
        raise Impossible(f"{wanted!r} does not ask for options")
    if len(text) < element.get("min_query_length", SHORTEST_QUERY):
        raise Impossible(f"{wanted!r} does not ask before more is typed")
    menu = (block, element["action_id"])
    if isinstance(where, View):
        payload = payloads.suggested(scene, scene.held(where), menu, text, state_of(where))
    else:
        payload = payloads.suggested_in_message(scene, scene.channel_of(where), where, menu, text)
    answer = await scene.send("interactive", payload, wants_answer=True)
    if answer.error:
        return watch.outcome(answer)
    if faults := check_options(answer.body):
        scene.world.object("block_suggestion", "invalid_options", faults)
        return watch.outcome(answer, "invalid_options")
    groups = answer.body.get("option_groups") or [answer.body]
    options = tuple(option for group in groups for option in group["options"])
    if isinstance(where, View):
        where.offered[block] = list(options)
    return watch.outcome(answer, options=options)
