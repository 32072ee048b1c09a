"""One call of the API, read, and the operations that there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.platforms.discord.loopback.body import Body
from tests.platforms.discord.loopback.guild import Channel, Guild
from tests.platforms.discord.loopback.interaction import LIFE, Interaction
from tests.platforms.discord.loopback.message import Message
from tests.platforms.discord.loopback.permissions import Permission
from tests.platforms.discord.loopback.refusals import Refused
from tests.platforms.discord.loopback.world import World

_PLACE = re.compile(r"\\\{(\w+)\\\}")
_TRUE = ("1", "true", "True")


@dataclass(frozen=True, slots=True)
class Call:
    """One call that passed the check of its token; `parts` are what stands in its path."""

    world: World
    parts: Mapping[str, str]
    query: Mapping[str, str]
    body: Body

    def flag(self, name: str) -> bool:
        return self.query.get(name, "") in _TRUE

    def channel(self, *needed: Permission) -> Channel:
        """Give the channel, if the bot sees it and may do there what is needed."""
        channel = self.world.channels.get(self.parts["channel_id"])
        if channel is None:
            raise Refused(10003)
        may = self.world.bot_may(channel)
        if not may & Permission.VIEW_CHANNEL:
            raise Refused(50001)
        if any(not may & each for each in needed):
            raise Refused(50013)
        return channel

    def message(self, channel: Channel) -> Message:
        """Give the message; one that only one person sees is found by nobody this way."""
        found = channel.find(self.parts["message_id"])
        if found is None or found.ephemeral:
            raise Refused(10008)
        return found

    def guild(self) -> Guild:
        """Give the server, if the bot is in it."""
        guild = self.world.guilds.get(self.parts["guild_id"])
        if guild is None:
            raise Refused(10004)
        if guild.bot is None:
            raise Refused(50001)
        return guild

    def application(self) -> str:
        """Hold that the application is the bot's own."""
        if self.parts["application_id"] != self.world.app.id:
            raise Refused(20012 if self.parts["application_id"].isdigit() else 10002)
        return self.parts["application_id"]

    def interaction(self) -> Interaction:
        """Give the interaction whose token the path has, as long as it may be answered further."""
        interaction = self.world.interactions.get(self.parts["webhook_token"])
        if interaction is None or self.parts["webhook_id"] != self.world.app.id:
            raise Refused(10015)
        if self.world.clock.now() > interaction.at + LIFE:
            raise Refused(50027)
        if not interaction.first:
            raise Refused(10015)
        return interaction


Run = Callable[[Call], Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation, by the name that Discord's own description gives it; what it gives is JSON, or None for 204."""

    name: str
    method: str
    path: str
    run: Run
    bot_only: bool = True
    """Whether it wants the bot's token, or has one in its path."""
    status: int = 200
    pattern: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pattern", re.compile(_PLACE.sub(r"(?P<\1>[^/]+)", re.escape(self.path))))
