"""People and bots as Discord knows them, and their membership of servers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.platforms.discord.loopback.ids import stamp


@dataclass(eq=False, slots=True)
class User:
    """Somebody with an account; `takes_dms`: the bot may write to them; `has_app`: they installed it."""

    id: str
    name: str
    display_name: str = ""
    is_bot: bool = False
    locale: str = "en-US"
    takes_dms: bool = True
    has_app: bool = False

    def payload(self) -> dict[str, Any]:
        """Give the user as Discord sends it."""
        return {
            "id": self.id,
            "username": self.name,
            "global_name": self.display_name or self.name.capitalize(),
            "discriminator": "0",
            "avatar": None,
            "avatar_decoration_data": None,
            "bot": self.is_bot,
            "public_flags": 0,
            "clan": None,
            "primary_guild": None,
        }


@dataclass(eq=False, slots=True)
class Member:
    """A user in one server; `roles` are ids."""

    user: User
    joined: float
    roles: list[str] = field(default_factory=list)
    nick: str | None = None

    def payload(self) -> dict[str, Any]:
        """Give the member as Discord sends it."""
        return {
            "user": self.user.payload(),
            "nick": self.nick,
            "avatar": None,
            "banner": None,
            "roles": list(self.roles),
            "joined_at": stamp(self.joined),
            "premium_since": None,
            "deaf": False,
            "mute": False,
            "flags": 0,
            "pending": False,
            "communication_disabled_until": None,
        }
