"""`views.*`: opening, updating and pushing modals, and publishing App Home."""

from __future__ import annotations

from typing import Any

from tests.platforms.slack.loopback.call import Call
from tests.platforms.slack.loopback.content import parsed
from tests.platforms.slack.loopback.kit import check_view, limits
from tests.platforms.slack.loopback.kit.view import size
from tests.platforms.slack.loopback.refusals import Refused
from tests.platforms.slack.loopback.showing import new_view, pushed, shown, told
from tests.platforms.slack.loopback.triggers import Trigger
from tests.platforms.slack.loopback.view import View


def given(call: Call, kind: str) -> dict[str, Any]:
    """Give the view of a call, if Slack would take it."""
    view = parsed(call.args.get("view"), "invalid_arguments")
    if view is None:
        raise Refused("invalid_arguments", ["missing required field: view"])
    if isinstance(view, dict) and size(view) > limits.VIEW_BYTES:
        raise Refused("view_too_large")
    if faults := check_view(view):
        raise Refused("invalid_arguments", faults)
    if view["type"] != kind:
        raise Refused("invalid_arguments", [f"the view must be of type {kind} [json-pointer:/view/type]"])
    if view.get("external_id") and any(
        each.source.get("external_id") == view["external_id"] for each in call.world.views.values() if not each.closed
    ):
        raise Refused("duplicate_external_id")
    checked: dict[str, Any] = view
    return checked


def triggered(call: Call) -> Trigger:
    return call.world.triggers.look(call.needed("trigger_id"), call.install.team)


def open_view(call: Call) -> dict[str, Any]:
    """Open a modal for whoever did what the trigger stands for."""
    source = given(call, "modal")
    trigger = triggered(call)
    trigger.used = True
    view = new_view(call.world, call.install, source, (trigger.user, trigger.user_team))
    stack = call.world.stack(view)
    for other in list(stack):
        call.world.close(other)
    stack.append(view)
    call.world.changes.tell()
    return {"view": told(view)}


def push_view(call: Call) -> dict[str, Any]:
    """Put a modal on top of the one in which something was pressed."""
    source = given(call, "modal")
    trigger = triggered(call)
    below = call.world.views.get(trigger.view)
    if below is None or below.closed or below.kind != "modal":
        raise Refused("invalid_arguments", ["the trigger was not made in an open modal"])
    view = pushed(call.world, call.install, source, below)
    trigger.used = True
    return {"view": told(view)}


def update_view(call: Call) -> dict[str, Any]:
    """Put other blocks into an open modal."""
    view = wanted(call)
    wants = call.text("hash")
    if wants and wants != view.hash:
        raise Refused("hash_conflict")
    shown(call.world, view, given(call, view.kind))
    return {"view": told(view)}


def wanted(call: Call) -> View:
    """Give the open view that a call names by its id or its own."""
    view_id, external_id = call.text("view_id"), call.text("external_id")
    if not view_id and not external_id:
        raise Refused("invalid_arguments", ["missing required field: view_id"])
    for view in call.world.views.values():
        named = view.id == view_id or (external_id and view.source.get("external_id") == external_id)
        if named and view.team == call.install.team and not view.closed:
            return view
    raise Refused("not_found")


def publish_view(call: Call) -> dict[str, Any]:
    """Put blocks on somebody's App Home."""
    if not call.world.app.home_tab:
        raise Refused("not_enabled")
    user = call.world.find_user(call.workspace, call.needed("user_id"))
    if user is None:
        raise Refused("user_not_found")
    source = given(call, "home")
    view = call.world.homes.get((call.install.team, user.id))
    wants = call.text("hash")
    if view is not None and wants and wants != view.hash:
        raise Refused("hash_conflict")
    if view is None:
        view = new_view(call.world, call.install, source, (user.id, user.team))
        call.world.homes[call.install.team, user.id] = view
    else:
        shown(call.world, view, source)
    call.world.changes.tell()
    return {"view": told(view)}
