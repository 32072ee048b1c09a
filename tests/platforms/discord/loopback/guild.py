"""A server: its channels, roles and members, and what each of them may do where."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.platforms.discord.loopback.ids import stamp
from tests.platforms.discord.loopback.message import Message
from tests.platforms.discord.loopback.permissions import USUAL, Overwrite, Permission, allowed
from tests.platforms.discord.loopback.users import Member, User

TEXT, DM, VOICE, GROUP_DM, CATEGORY, ANNOUNCEMENT, PUBLIC_THREAD, PRIVATE_THREAD = 0, 1, 2, 3, 4, 5, 11, 12
STAGE, FORUM = 13, 15
THREADS = (PUBLIC_THREAD, PRIVATE_THREAD)
WITH_MESSAGES = (TEXT, DM, VOICE, GROUP_DM, ANNOUNCEMENT, STAGE, *THREADS)


@dataclass(eq=False, slots=True)
class Role:
    """A role of a server."""

    id: str
    name: str
    permissions: Permission = Permission.NONE
    position: int = 1
    managed_by: str = ""
    """The id of the bot whose own role it is."""

    def payload(self) -> dict[str, Any]:
        told: dict[str, Any] = {
            "id": self.id,
            "name": self.name,
            "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False,
            "icon": None,
            "unicode_emoji": None,
            "position": self.position,
            "permissions": str(int(self.permissions)),
            "managed": bool(self.managed_by),
            "mentionable": False,
            "flags": 0,
        }
        return told | ({"tags": {"bot_id": self.managed_by}} if self.managed_by else {})


@dataclass(eq=False, slots=True)
class Channel:
    """A channel, a thread, or a conversation; `recipients` are those of a conversation, without the bot."""

    id: str
    name: str
    kind: int = TEXT
    guild: str = ""
    parent: str | None = None
    topic: str | None = None
    overwrites: dict[str, Overwrite] = field(default_factory=dict)
    recipients: list[User] = field(default_factory=list)
    with_bot: bool = True
    """Whether a conversation is one with the bot."""
    messages: list[Message] = field(default_factory=list)
    archived: bool = False
    locked: bool = False
    """Whether it is a thread that only who manages threads may open again."""

    def find(self, message_id: str) -> Message | None:
        return next((each for each in self.messages if each.id == message_id and not each.deleted), None)

    def last(self) -> str | None:
        return next((each.id for each in reversed(self.messages) if not each.seen_by and not each.deleted), None)

    def payload(self) -> dict[str, Any]:
        """Give the channel as Discord sends it."""
        told: dict[str, Any] = {"id": self.id, "type": self.kind, "last_message_id": self.last(), "flags": 0}
        if self.kind in (DM, GROUP_DM):
            told["recipients"] = [each.payload() for each in self.recipients]
            return told | ({"name": self.name, "icon": None, "owner_id": None} if self.kind == GROUP_DM else {})
        if self.kind in THREADS:
            meta = {"auto_archive_duration": 1440, "archive_timestamp": stamp(0), "locked": self.locked}
            told["thread_metadata"] = {"archived": self.archived, **meta}
        return told | {
            "guild_id": self.guild,
            "name": self.name,
            "position": 0,
            "parent_id": self.parent,
            "topic": self.topic,
            "nsfw": False,
            "rate_limit_per_user": 0,
            "permission_overwrites": [each.payload() for each in self.overwrites.values()],
        }


@dataclass(eq=False, slots=True)
class Guild:
    """One server; `bot` is the bot's membership, None where the app is not installed."""

    id: str
    name: str
    founded: float
    owner: str = ""
    locale: str = "en-US"
    roles: dict[str, Role] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    system_channel: str | None = None
    bot: Member | None = None
    unavailable: bool = False
    with_commands: bool = False
    """Whether the app was installed with the scope `applications.commands`."""
    opened: dict[str, set[str]] = field(default_factory=dict)
    """Commands that the server's admins let others have than by default: the ids of users, by name."""

    def __post_init__(self) -> None:
        self.roles.setdefault(self.id, Role(self.id, "@everyone", USUAL, 0))

    def named(self, name: str) -> Channel:
        """Give a channel by its name, as a test says it."""
        return next(each for each in self.channels.values() if each.name == name.lstrip("#"))

    def may(self, member: Member, channel: Channel | None = None) -> Permission:
        """Work out what a member may do, in a channel or in general."""
        roles = [self.roles[role] for role in (self.id, *member.roles) if role in self.roles]
        base = Permission.NONE
        for role in roles:
            base |= role.permissions
        if member.user.id == self.owner:
            base |= Permission.ADMINISTRATOR
        place = self.channels.get(channel.parent or "", channel) if channel and channel.kind in THREADS else channel
        overwrites = place.overwrites.values() if place else ()
        return allowed(base, overwrites, self.id, {role.id for role in roles}, member.user.id)

    def partial(self) -> dict[str, Any]:
        """Give the little that an interaction says of the server."""
        return {"id": self.id, "locale": self.locale, "features": []}

    def payload(self) -> dict[str, Any]:
        """Give the server as `GET /guilds/{id}` does."""
        return {
            "id": self.id,
            "name": self.name,
            "icon": None,
            "splash": None,
            "discovery_splash": None,
            "banner": None,
            "description": None,
            "owner_id": self.owner,
            "region": "deprecated",
            "afk_channel_id": None,
            "afk_timeout": 300,
            "verification_level": 0,
            "default_message_notifications": 1,
            "explicit_content_filter": 0,
            "roles": [role.payload() for role in self.roles.values()],
            "emojis": [],
            "stickers": [],
            "features": [],
            "mfa_level": 0,
            "application_id": None,
            "system_channel_id": self.system_channel,
            "system_channel_flags": 0,
            "rules_channel_id": None,
            "public_updates_channel_id": None,
            "safety_alerts_channel_id": None,
            "max_members": 500_000,
            "vanity_url_code": None,
            "premium_tier": 0,
            "preferred_locale": self.locale,
            "nsfw_level": 0,
            "premium_progress_bar_enabled": False,
        }

    def created(self, joined: Member) -> dict[str, Any]:
        """Give the server as the gateway tells of it to the bot that has just become this member."""
        seen = [each for each in self.channels.values() if self.may(joined, each) & Permission.VIEW_CHANNEL]
        return self.payload() | {
            "joined_at": stamp(joined.joined),
            "large": False,
            "member_count": len(self.members),
            "members": [joined.payload()],
            "channels": [each.payload() for each in seen if each.kind not in THREADS],
            "threads": [],
            "voice_states": [],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [],
            "soundboard_sounds": [],
        }

    def available(self, joined: Member) -> dict[str, Any]:
        """Give the server as the gateway tells of it to a bot that was in it before."""
        return self.created(joined) | {"unavailable": False}
