"""Interactions as Discord writes them, the same over the gateway and over HTTP."""

from __future__ import annotations

from typing import Any

from tests.platforms.discord.loopback.guild import DM, Channel
from tests.platforms.discord.loopback.interaction import Interaction
from tests.platforms.discord.loopback.permissions import USUAL
from tests.platforms.discord.loopback.users import User
from tests.platforms.discord.loopback.world import World

IN_GUILD, IN_BOT_DM, IN_PRIVATE = 0, 1, 2
LARGEST = 10 * 1024 * 1024
Payload = dict[str, Any]


def context_of(channel: Channel) -> int:
    """Give what Discord calls a place: a server, the conversation with the bot, or another one."""
    if channel.guild:
        return IN_GUILD
    return IN_BOT_DM if channel.kind == DM and channel.with_bot else IN_PRIVATE


def owners_of(world: World, user: User, channel: Channel) -> dict[str, str]:
    """Give by whose installations the app can be used in a place: 0 a server's, 1 the user's own."""
    owners: dict[str, str] = {}
    if channel.guild and world.guilds[channel.guild].with_commands:
        owners["0"] = channel.guild
    if not channel.guild and context_of(channel) == IN_BOT_DM:
        owners["0"] = "0"
    if user.has_app:
        owners["1"] = user.id
    return owners


def interaction(world: World, made: Interaction) -> Payload:
    """Write an interaction."""
    channel, guild = made.channel, made.guild
    told: Payload = {
        "id": made.id,
        "application_id": world.app.id,
        "type": made.kind,
        "token": made.token,
        "version": 1,
        "data": made.data,
        "channel_id": channel.id,
        "channel": channel.payload() | _permissions(world, made.user, channel),
        "app_permissions": str(int(world.bot_may(channel) or USUAL)),
        "locale": made.user.locale,
        "entitlements": [],
        "entitlement_sku_ids": [],
        "authorizing_integration_owners": dict(made.owners),
        "context": context_of(channel),
        "attachment_size_limit": LARGEST,
    }
    if guild is not None:
        told |= {"guild_id": guild.id, "guild": guild.partial(), "guild_locale": guild.locale}
        told["member"] = member(world, made.user, channel)
    else:
        told["user"] = made.user.payload()
    if made.message is not None and made.kind != 2:
        told["message"] = made.message.payload()
    return told


def _permissions(world: World, user: User, channel: Channel) -> Payload:
    return {"permissions": str(int(world.may(user, channel)))} if channel.guild else {}


def member(world: World, user: User, channel: Channel) -> Payload:
    """Give a member with what they may do in a channel."""
    found = world.guilds[channel.guild].members[user.id]
    return found.payload() | {"permissions": str(int(world.may(user, channel)))}


def resolved_member(world: World, user: User, channel: Channel) -> Payload:
    """Give a member as something that an option names: without the user."""
    told = member(world, user, channel)
    return {name: value for name, value in told.items() if name not in ("user", "deaf", "mute")}


def resolved_channel(world: World, user: User, channel: Channel) -> Payload:
    told = channel.payload()
    kept = ("id", "name", "type", "parent_id", "topic", "nsfw", "position", "last_message_id", "flags", "guild_id")
    return {name: told[name] for name in kept if name in told} | _permissions(world, user, channel)
