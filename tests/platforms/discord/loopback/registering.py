"""Commands as they are registered: what Discord keeps of what it was given."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from tests.platforms.discord.loopback.world import World

CHAT_INPUT, USER_MENU, MESSAGE_MENU = 1, 2, 3
Command = dict[str, Any]


def registered(world: World, told: Command, guild: str, before: Mapping[tuple[str, int], Command]) -> Command:
    """Give a command with what Discord adds: its id, its version, and what was left out."""
    kind = told.get("type") or CHAT_INPUT
    kept: Command = {
        "id": (before.get((told["name"], kind)) or {}).get("id") or world.ids.new(),
        "application_id": world.app.id,
        "version": world.ids.new(),
        "default_member_permissions": None,
        "type": kind,
        "description": "",
        "dm_permission": True,
        "nsfw": False,
        "integration_types": [0],
        "contexts": None,
        **{name: value for name, value in copy.deepcopy(told).items() if value is not None and name != "id"},
    }
    if kept["default_member_permissions"] is not None:
        kept["default_member_permissions"] = str(kept["default_member_permissions"])
    return kept | ({"guild_id": guild} if guild else {})
