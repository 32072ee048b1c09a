"""A workspace: its users, its channels, and who has joined them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.platforms.slack.loopback.message import Message


@dataclass(slots=True)
class User:
    """A user of a workspace; `team` is another's for one who comes through a shared channel."""

    id: str
    name: str
    team: str
    real_name: str = ""
    is_bot: bool = False
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    deleted: bool = False
    tz: str = "Europe/Berlin"
    tz_offset: int = 3600
    locale: str = "en-US"

    def payload(self) -> dict[str, Any]:
        """Give the user as `users.info` does."""
        return {
            "id": self.id,
            "team_id": self.team,
            "name": self.name,
            "real_name": self.real_name or self.name,
            "deleted": self.deleted,
            "tz": self.tz,
            "tz_label": self.tz,
            "tz_offset": self.tz_offset,
            "locale": self.locale,
            "is_admin": self.is_admin or self.is_owner,
            "is_owner": self.is_owner,
            "is_primary_owner": self.is_owner,
            "is_restricted": self.is_restricted or self.is_ultra_restricted,
            "is_ultra_restricted": self.is_ultra_restricted,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "profile": {"real_name": self.real_name or self.name, "display_name": self.name, "team": self.team},
        }


@dataclass(slots=True)
class Channel:
    """A channel or a conversation with the bot; `teams` are all that share it."""

    id: str
    name: str
    teams: list[str]
    members: set[str] = field(default_factory=set)
    is_private: bool = False
    is_im: bool = False
    is_archived: bool = False
    messages: list[Message] = field(default_factory=list)

    @property
    def is_shared(self) -> bool:
        return len(self.teams) > 1

    @property
    def kind(self) -> str:
        """Give what scopes and events call it."""
        return "im" if self.is_im else "groups" if self.is_private else "channels"

    @property
    def type(self) -> str:
        """Give what `channel_type` in an event says."""
        return "im" if self.is_im else "group" if self.is_private else "channel"

    def called(self) -> str:
        """Give its name as commands tell it."""
        return "directmessage" if self.is_im else "privategroup" if self.is_private else self.name

    def find(self, ts: str) -> Message | None:
        return next((each for each in self.messages if each.ts == ts and not each.deleted), None)

    def seen_by(self, user: str) -> Iterator[Message]:
        """Give what one person sees in it, oldest first."""
        if (self.is_private or self.is_im) and user not in self.members:
            return
        for message in self.messages:
            if not message.deleted and message.seen_by in ("", user):
                yield message

    def payload(self, bot_user: str) -> dict[str, Any]:
        """Give the channel as `conversations.info` does."""
        told: dict[str, Any] = {
            "id": self.id,
            "is_channel": not self.is_im and not self.is_private,
            "is_group": self.is_private,
            "is_im": self.is_im,
            "is_private": self.is_private or self.is_im,
            "is_archived": self.is_archived,
            "is_ext_shared": self.is_shared,
            "is_shared": self.is_shared,
            "context_team_id": self.teams[0],
            "shared_team_ids": list(self.teams),
        }
        if self.is_im:
            return told | {"user": next(iter(self.members - {bot_user}), "")}
        return told | {"name": self.name, "is_member": bot_user in self.members, "num_members": len(self.members)}


@dataclass(slots=True)
class Workspace:
    """One workspace."""

    id: str
    name: str
    domain: str
    enterprise: str = ""
    """The organisation that it belongs to, and in all of which the app is installed at once then."""
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)

    def named(self, name: str) -> Channel:
        """Give a channel by its name, as a test says it."""
        return next(each for each in self.channels.values() if each.name == name.lstrip("#"))

    def payload(self) -> dict[str, Any]:
        """Give the workspace as `team.info` does."""
        return {"id": self.id, "name": self.name, "domain": self.domain, "email_domain": ""}
