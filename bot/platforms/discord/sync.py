"""Putting the commands on Discord: all in one request, and only when they are others than there are."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from typing import Any

from bot.command import Command
from bot.platforms.discord.commands import tree
from bot.platforms.discord.rest import Rest

log = logging.getLogger(__name__)

_GLOBAL = "/applications/{application_id}/commands"
_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"
_KEPT = ("name", "type", "description", "required", "autocomplete", "max_length", "min_value", "contexts")
"""What Discord gives back as it was sent; the rest it fills in, or leaves out."""


async def sync(rest: Rest, commands: Sequence[Command], application: str, guild: str = "") -> bool:
    """Put the commands on Discord, in one server with `guild`; false when they stood so already.

    Raise `NotSaid` when Discord does not take them.
    """
    path = _GUILD if guild else _GLOBAL
    parts = {"application_id": application, "guild_id": guild}
    wanted = tree(commands)
    standing = await rest.call("GET", path, None, (), **parts)
    if digest(standing) == digest(wanted):
        log.info("commands_unchanged count=%d guild=%s", len(wanted), guild or "-")
        return False
    await rest.call("PUT", path, wanted, (), **parts)
    log.info("commands_put count=%d guild=%s", len(wanted), guild or "-")
    return True


def digest(commands: Sequence[dict[str, Any]]) -> str:
    """Give a name for a set of commands, the same for what was sent and for what Discord made of it."""
    plain = sorted((_plain(command) for command in commands), key=lambda one: (one["type"], one["name"]))
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def _plain(command: dict[str, Any]) -> dict[str, Any]:
    kept = {name: command[name] for name in _KEPT if command.get(name)}
    if choices := command.get("choices"):
        kept["choices"] = [[choice["name"], choice["value"]] for choice in choices]
    if options := command.get("options"):
        kept["options"] = [_plain(option) for option in options]
    if permissions := command.get("default_member_permissions"):
        kept["permissions"] = str(permissions)
    return kept
