"""The application as it is registered at Discord: its keys, its bot, its commands, how it is reached."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nacl.signing import SigningKey

from tests.platforms.discord.loopback.users import User

TOKEN = "bot-token" + ".of-the" + ".loopback"
MESSAGE_CONTENT, GUILD_MEMBERS, PRESENCE = 1 << 15, 1 << 1, 1 << 8
PRIVILEGED = MESSAGE_CONTENT | GUILD_MEMBERS | PRESENCE
ALL_INTENTS = sum(1 << bit for bit in (*range(17), 20, 21, 24, 25))
_FLAGS = {GUILD_MEMBERS: 1 << 15, PRESENCE: 1 << 13, MESSAGE_CONTENT: 1 << 19}
Command = dict[str, Any]


@dataclass(slots=True)
class App:
    """One application; `privileged` are the privileged intents that are on, `public` whether anyone may add it.

    `commands` are those that were put last: under "" the global ones, under a server's id its own.
    """

    id: str
    bot: User
    name: str = "On Record"
    token: str = TOKEN
    key: SigningKey = field(default_factory=lambda: SigningKey(b"loopback discord, no real secret"))
    privileged: int = 0
    public: bool = True
    interactions_url: str = ""
    commands: dict[str, list[Command]] = field(default_factory=dict)

    @property
    def public_key(self) -> str:
        """Give what `DISCORD_PUBLIC_KEY` must be."""
        return bytes(self.key.verify_key).hex()

    @property
    def flags(self) -> int:
        return sum(flag for intent, flag in _FLAGS.items() if self.privileged & intent) | 1 << 23

    def offered(self, guild: str) -> Sequence[Command]:
        """Give the commands that a person may find in a server, or outside of any."""
        return [*self.commands.get("", ()), *(self.commands.get(guild, ()) if guild else ())]

    def payload(self, owner: User) -> Mapping[str, Any]:
        """Give the application as `GET /applications/@me` does."""
        return {
            "id": self.id,
            "name": self.name,
            "icon": None,
            "description": "",
            "type": None,
            "summary": "",
            "bot": self.bot.payload(),
            "bot_public": self.public,
            "bot_require_code_grant": False,
            "verify_key": self.public_key,
            "owner": owner.payload(),
            "team": None,
            "flags": self.flags,
            "interactions_endpoint_url": self.interactions_url or None,
            "role_connections_verification_url": None,
            "redirect_uris": [],
            "integration_types_config": {"0": {}, "1": {}},
            "approximate_guild_count": 1,
            "approximate_user_install_count": 0,
        }
