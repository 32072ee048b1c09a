"""Which commands a person finds where: by how the app is installed, by the place, and by what they may do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.platforms.discord.loopback.guild import Channel
from tests.platforms.discord.loopback.payloads import context_of, owners_of
from tests.platforms.discord.loopback.permissions import Permission
from tests.platforms.discord.loopback.refusals import Impossible
from tests.platforms.discord.loopback.users import User
from tests.platforms.discord.loopback.world import World

Command = dict[str, Any]


def offered(world: World, user: User, channel: Channel, kind: int) -> dict[str, Command]:
    """Give the commands of one kind that a person can use in a channel, by their names."""
    if channel.guild and not world.may(user, channel) & Permission.USE_APPLICATION_COMMANDS:
        return {}
    every = world.app.offered(channel.guild)
    return {
        each["name"]: each
        for each in every
        if each["type"] == kind and owners(world, user, channel, each) and _may(world, user, channel, each)
    }


def owners(world: World, user: User, channel: Channel, command: Mapping[str, Any]) -> dict[str, str]:
    """Give the installations by which a command can be used in a place; none when it cannot."""
    contexts = command.get("contexts")
    if contexts is not None and context_of(channel) not in contexts:
        return {}
    kinds = [0] if command.get("guild_id") else command["integration_types"]
    by = owners_of(world, user, channel)
    return {kind: owner for kind, owner in by.items() if int(kind) in kinds}


def _may(world: World, user: User, channel: Channel, command: Mapping[str, Any]) -> bool:
    """Say whether a member is shown a command: by what its server's admins set, or else by its default."""
    needed = command.get("default_member_permissions")
    if not channel.guild or needed is None:
        return True
    guild = world.guilds[channel.guild]
    may = guild.may(guild.members[user.id])
    if may & Permission.ADMINISTRATOR:
        return True
    if command["name"] in guild.opened:
        return user.id in guild.opened[command["name"]]
    return bool(int(needed)) and int(needed) & int(may) == int(needed)


def find(world: World, user: User, channel: Channel, name: str, kind: int) -> Command:
    """Give a command that a person can use; raise `Impossible` when they are not offered it."""
    every = offered(world, user, channel, kind)
    if name not in every:
        where = f"#{channel.name}" if channel.guild else "this conversation"
        raise Impossible(f"{user.name} is not offered {name!r} in {where}, but {sorted(every)}")
    return every[name]
