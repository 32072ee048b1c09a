"""Servers as the bot sees them."""

from __future__ import annotations

from typing import Any

from tests.platforms.discord.loopback.call import Call, Operation
from tests.platforms.discord.loopback.guild import THREADS
from tests.platforms.discord.loopback.permissions import Permission
from tests.platforms.discord.loopback.refusals import Refused


def guild(call: Call) -> dict[str, Any]:
    found = call.guild()
    counts = {"approximate_member_count": len(found.members), "approximate_presence_count": 1}
    return found.payload() | (counts if call.flag("with_counts") else {})


def channels(call: Call) -> list[dict[str, Any]]:
    """List every channel, also those that the bot does not see."""
    return [each.payload() for each in call.guild().channels.values() if each.kind not in THREADS]


def roles(call: Call) -> list[dict[str, Any]]:
    return [each.payload() for each in call.guild().roles.values()]


def member(call: Call) -> dict[str, Any]:
    """Give one member; of oneself too."""
    found = call.guild()
    wanted = call.parts["user_id"]
    member = found.members.get(call.world.app.bot.id if wanted == "@me" else wanted)
    if member is None:
        raise Refused(10007 if wanted in call.world.users else 10013)
    return member.payload()


def integrations(call: Call) -> list[dict[str, Any]]:
    found = call.guild()
    if found.bot is None or not found.may(found.bot) & Permission.MANAGE_GUILD:
        raise Refused(50013)
    return [call.world.integration(found)]


OPERATIONS = (
    Operation("get_guild", "GET", "/guilds/{guild_id}", guild),
    Operation("list_guild_channels", "GET", "/guilds/{guild_id}/channels", channels),
    Operation("list_guild_roles", "GET", "/guilds/{guild_id}/roles", roles),
    Operation("get_guild_member", "GET", "/guilds/{guild_id}/members/{user_id}", member),
    Operation("list_guild_integrations", "GET", "/guilds/{guild_id}/integrations", integrations),
)
