"""Putting the commands on Discord: all in one request, and only when they are others than there are."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from bot.platforms.discord.refusals import NotSaid
from bot.platforms.discord.rest import Rest

log = logging.getLogger(__name__)

_GLOBAL = "/applications/{application_id}/commands"
_GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"
_KEPT = ("name", "type", "description", "required", "autocomplete", "max_length", "min_value")
"""What Discord gives back as it was sent; the rest it fills in, or leaves out."""
_PLACES = ("contexts", "integration_types")
"""Where a command can be used; one server's commands have neither."""
_ENTRY_POINT = 4
"""The kind of the command that opens an activity: Discord makes it, and refuses to lose it."""
Tree = Sequence[Mapping[str, Any]]
AGAIN, _LONGEST = 30.0, 1_000.0
"""Seconds until it is tried again to put the commands, at first and at most."""


async def sync(rest: Rest, wanted: Tree, application: str, guild: str = "") -> bool:
    """Put commands on Discord, in one server with `guild`; false when they stood so already.

    Raise `NotSaid` when Discord does not take them.
    """
    path = _GUILD if guild else _GLOBAL
    parts = {"application_id": application, "guild_id": guild}
    tree = [_anywhere(command) for command in wanted] if guild else list(wanted)
    standing = await rest.call("GET", path, None, (), **parts)
    if digest(standing) == digest(tree):
        log.info("commands_unchanged count=%d guild=%s", len(tree), guild or "-")
        return False
    entries = [command for command in standing if command.get("type") == _ENTRY_POINT]
    await rest.call("PUT", path, [*tree, *entries], (), **parts)
    log.info("commands_put count=%d guild=%s", len(tree), guild or "-")
    return True


class Syncing:
    """Puts the commands on Discord beside everything else, and again later where Discord is away."""

    def __init__(self, rest: Rest, wanted: Tree) -> None:
        self._rest = rest
        self._wanted = wanted
        self._putting: asyncio.Task[None] | None = None

    def begin(self, application: str) -> None:
        """Begin, in place of what was begun before; those that stand there go on meanwhile."""
        self.end()
        self._putting = asyncio.create_task(self._put(application))

    def end(self) -> None:
        if self._putting:
            self._putting.cancel()

    async def _put(self, application: str) -> None:
        pause = AGAIN
        while True:
            try:
                await sync(self._rest, self._wanted, application)
            except NotSaid as error:
                log.error("commands_not_put code=%s", error.code)  # noqa: TRY400  it says all
                if error.code:  # It would refuse them again.
                    return
            else:
                return
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONGEST)


def digest(commands: Tree) -> str:
    """Give a name for a set of commands, the same for what was sent and for what Discord made of it."""
    plain = [_plain(command) for command in commands if command.get("type") != _ENTRY_POINT]
    written = sorted(json.dumps(command, sort_keys=True) for command in plain)
    return hashlib.sha256("\n".join(written).encode()).hexdigest()


def _anywhere(command: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in command.items() if name not in _PLACES}


def _plain(command: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: command[name] for name in _KEPT if command.get(name)}
    if "guild_id" not in command:
        kept |= {name: sorted(command[name]) for name in _PLACES if command.get(name)}
    if choices := command.get("choices"):
        kept["choices"] = [[choice.get("name"), choice.get("value")] for choice in choices]
    if options := command.get("options"):
        kept["options"] = [_plain(option) for option in options]
    if permissions := command.get("default_member_permissions"):
        kept["permissions"] = str(permissions)
    return kept
