"""People, channels, roles and files that somebody names in an option, a menu or a form."""

from __future__ import annotations

from dataclasses import dataclass, field
from mimetypes import guess_type
from typing import Any, Protocol

from tests.platforms.discord.loopback.guild import Channel, Role
from tests.platforms.discord.loopback.payloads import resolved_channel, resolved_member
from tests.platforms.discord.loopback.refusals import Impossible, Json
from tests.platforms.discord.loopback.scene import Scene
from tests.platforms.discord.loopback.trees import ATTACHMENT, CHANNEL, MENTIONABLE, ROLE, USER
from tests.platforms.discord.loopback.users import User


class Somebody(Protocol):
    """Whoever has an account."""

    @property
    def user(self) -> User:
        """Give the account."""


@dataclass(slots=True)
class Resolved:
    """What Discord tells of everything that was named, by id."""

    users: dict[str, Any] = field(default_factory=dict)
    members: dict[str, Any] = field(default_factory=dict)
    roles: dict[str, Any] = field(default_factory=dict)
    channels: dict[str, Any] = field(default_factory=dict)
    attachments: dict[str, Any] = field(default_factory=dict)

    def payload(self) -> dict[str, Any]:
        names = ("users", "members", "roles", "channels", "attachments")
        return {name: told for name in names if (told := getattr(self, name))}


def resolve(scene: Scene, channel: Channel, kind: int, value: Json, into: Resolved) -> str:
    """Give the id of what is named, and put what Discord tells of it into `into`."""
    user = value if isinstance(value, User) else getattr(value, "user", None)
    if kind in (USER, MENTIONABLE) and isinstance(user, User):
        return _user(scene, channel, user, into)
    if kind in (ROLE, MENTIONABLE) and isinstance(value, Role):
        into.roles[value.id] = value.payload()
        return value.id
    if kind == CHANNEL and isinstance(value, Channel) and value.guild == channel.guild:
        into.channels[value.id] = resolved_channel(scene.world, scene.user, value)
        return value.id
    if kind == ATTACHMENT and isinstance(value, tuple):
        return attach(scene, channel, value, into)
    raise Impossible(f"{value!r} cannot be named here")


def _user(scene: Scene, channel: Channel, user: User, into: Resolved) -> str:
    into.users[user.id] = user.payload()
    guild = scene.world.guilds.get(channel.guild)
    if guild is not None and user.id in guild.members:
        into.members[user.id] = resolved_member(scene.world, user, channel)
    return user.id


def attach(scene: Scene, channel: Channel, file: tuple[str, bytes], into: Resolved) -> str:
    """Upload a file, named with its content."""
    name, content = file
    kind = guess_type(name)[0] or "application/octet-stream"
    kept = scene.world.keep(channel, name, content, kind)
    into.attachments[kept.id] = kept.payload() | {"ephemeral": True}
    return kept.id
