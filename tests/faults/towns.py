"""Platforms with many channels, on which things go wrong by chance, and what stands in those channels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Protocol

from pydantic import SecretStr

from tests.platforms.discord.loopback import Discord, Permission
from tests.platforms.discord.loopback import Kind as DiscordKind
from tests.platforms.slack.loopback import Kind as SlackKind
from tests.platforms.slack.loopback import Slack

CHANNELS = 200
BLIND = 5
"""In one of so many channels the bot may post and cannot see what stands there."""

OFTEN, SELDOM = 0.03, 0.01
"""How often each kind of fault comes."""
RATE = 500
"""Deliveries a second at most, so that it is the faults that hold them up."""


class Town(Protocol):
    """One platform; the ids are its own."""

    tenant: str
    admin: str
    channels: list[str]

    def settings(self) -> Mapping[str, object]:
        """Give what is set where a bot is let in."""

    def trouble(self, *, on: bool) -> None:
        """Let calls go wrong by chance from now on, or none any more."""

    def hang(self) -> None:
        """Let no call be answered from now on, until there is no trouble any more."""

    def faults(self) -> Counter[str]:
        """Count what went wrong so far."""

    async def sees(self, posts: int, within: float) -> None:
        """Wait until so many more calls have come by which something is to be posted, at most so many seconds."""

    def stands(self) -> Iterator[tuple[str, str, str]]:
        """Give every message of the bot: its channel, its id, and the mark that it has in common with no other."""


class SlackTown:
    """A workspace."""

    CHANCES: Mapping[SlackKind, float] = {
        **dict.fromkeys((SlackKind.RATE_LIMITED, SlackKind.ERROR_BEFORE, SlackKind.ERROR_AFTER), OFTEN),
        **dict.fromkeys((SlackKind.HANG, SlackKind.HANG_AFTER, SlackKind.DROP_BEFORE, SlackKind.DROP_AFTER), SELDOM),
    }

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self.tenant = f"slack:{slack.workspace.id}"
        self.admin = slack.join("alice").id
        bot = slack.workspace.users[slack.install.bot_user]
        self._channels = [
            slack.world.add_channel(slack.workspace, f"square-{number}", *(() if number % BLIND == 0 else (bot,)))
            for number in range(CHANNELS)
        ]
        self.channels = [channel.id for channel in self._channels]

    def settings(self) -> Mapping[str, object]:
        return {
            "slack_bot_token": SecretStr(self._slack.bot_token),
            "slack_signing_secret": SecretStr("0" * 32),
            "slack_api_url": self._slack.api_url,
            "slack_rate": RATE,
        }

    def trouble(self, *, on: bool) -> None:
        self._slack.faults.by_chance(self.CHANCES if on else {})
        if not on:
            self._slack.trouble.let_go()

    def hang(self) -> None:
        self._slack.faults.by_chance({SlackKind.HANG: 0.5, SlackKind.HANG_AFTER: 0.5})

    def faults(self) -> Counter[str]:
        return Counter({str(kind): count for kind, count in self._slack.faults.happened.items()})

    async def sees(self, posts: int, within: float) -> None:
        world = self._slack.world
        world.calls.clear()
        with suppress(TimeoutError):
            await world.changes.until(lambda: len(self._slack.calls("chat.postMessage")) >= posts or None, within)

    def stands(self) -> Iterator[tuple[str, str, str]]:
        for channel in self._channels:
            for message in channel.messages:
                if message.bot:
                    yield channel.id, message.ts, _mark(message.metadata)


class DiscordTown:
    """A server."""

    CHANCES: Mapping[DiscordKind, float] = {
        **dict.fromkeys((DiscordKind.LIMITED_USER, DiscordKind.ERROR_BEFORE, DiscordKind.ERROR_AFTER), OFTEN),
        **dict.fromkeys(
            (DiscordKind.HANG, DiscordKind.HANG_AFTER, DiscordKind.DROP_BEFORE, DiscordKind.DROP_AFTER), SELDOM
        ),
    }

    def __init__(self, discord: Discord) -> None:
        self._discord = discord
        guild = discord.guild
        self.tenant = f"discord:{guild.id}"
        self.admin = discord.join("mia", manages=True).id
        self._channels = [discord.world.add_channel(guild, f"square-{number}") for number in range(CHANNELS)]
        for channel in self._channels[::BLIND]:
            discord.servers.forbid(channel, Permission.READ_MESSAGE_HISTORY)
        self.channels = [channel.id for channel in self._channels]

    def settings(self) -> Mapping[str, object]:
        return {
            "discord_token": SecretStr(self._discord.token),
            "discord_api_url": self._discord.api_url,
            "discord_gateway_url": self._discord.gateway_url,
            "discord_rate": RATE,
        }

    def trouble(self, *, on: bool) -> None:
        self._discord.faults.by_chance(self.CHANCES if on else {})
        if not on:
            self._discord.trouble.let_go()

    def hang(self) -> None:
        self._discord.faults.by_chance({DiscordKind.HANG: 0.5, DiscordKind.HANG_AFTER: 0.5})

    def faults(self) -> Counter[str]:
        return Counter({str(kind): count for kind, count in self._discord.faults.happened.items()})

    async def sees(self, posts: int, within: float) -> None:
        world = self._discord.world
        world.calls.clear()
        with suppress(TimeoutError):
            await world.changes.until(lambda: len(self._discord.calls("create_message")) >= posts or None, within)

    def stands(self) -> Iterator[tuple[str, str, str]]:
        for channel in self._channels:
            for message in channel.messages:
                if message.author is self._discord.app.bot:
                    yield channel.id, message.id, str(message.components[0]["id"])


def _mark(metadata: Mapping[str, Any] | None) -> str:
    assert metadata is not None
    return str(metadata["event_payload"]["mark"])
