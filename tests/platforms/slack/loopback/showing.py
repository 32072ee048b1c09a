"""Putting views in front of a person: whether an app asked by a method or by its answer, the same happens."""

from __future__ import annotations

from typing import Any

from tests.platforms.slack.loopback.app import Install
from tests.platforms.slack.loopback.fields import holds_state, initial
from tests.platforms.slack.loopback.ids import copied
from tests.platforms.slack.loopback.kit import limits
from tests.platforms.slack.loopback.refusals import Refused
from tests.platforms.slack.loopback.view import View
from tests.platforms.slack.loopback.world import World


def new_view(world: World, install: Install, source: dict[str, Any], whose: tuple[str, str]) -> View:
    """Make a view for a person, named by id and workspace; it is in no stack yet."""
    view_id = world.ids.new("V")
    view = View(
        id=view_id,
        user=whose[0],
        user_team=whose[1],
        team=install.team,
        app=world.app.id,
        bot=install.bot,
        source=numbered(world, source),
        hash=new_hash(world),
        root=view_id,
    )
    world.views[view.id] = view
    return view


def new_hash(world: World) -> str:
    return f"{world.clock.now():.0f}.{world.ids.new('h')}"


def numbered(world: World, source: dict[str, Any]) -> dict[str, Any]:
    return {**copied(source), "blocks": world.ids.filled(source["blocks"])}


def pushed(world: World, install: Install, source: dict[str, Any], below: View) -> View:
    """Put a view on top of another."""
    stack = world.stack(below)
    if len(stack) >= limits.VIEW_DEPTH:
        raise Refused("push_limit_reached")
    view = new_view(world, install, source, (below.user, below.user_team))
    view.root, view.previous = below.root, below.id
    stack.append(view)
    world.changes.tell()
    return view


def shown(world: World, view: View, source: dict[str, Any]) -> None:
    """Put other blocks into a view."""
    view.show(numbered(world, source), new_hash(world))
    world.changes.tell()


def state_of(view: View) -> dict[str, dict[str, Any]]:
    """Give what stands in the fields of a view, as it goes along with it."""
    told: dict[str, dict[str, Any]] = {}
    for block, element in view.elements():
        if holds_state(element) and element["type"] != "overflow":
            action = element["action_id"]
            told.setdefault(block, {})[action] = view.typed.get(block, {}).get(action) or initial(element)
    return told


def told(view: View) -> dict[str, Any]:
    """Give a view as Slack's answers tell it."""
    return view.payload(state_of(view))
