"""One call of the Web API, read: its arguments, its token, the workspace it is about."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.platforms.slack.loopback.app import Install, Token
from tests.platforms.slack.loopback.content import parsed
from tests.platforms.slack.loopback.kit.report import Json
from tests.platforms.slack.loopback.message import Message
from tests.platforms.slack.loopback.refusals import Refused
from tests.platforms.slack.loopback.workspace import Channel, Workspace
from tests.platforms.slack.loopback.world import World

TRUE = (True, 1, "1", "true", "True")


@dataclass(frozen=True, slots=True)
class Call:
    """One call that passed the check of its token."""

    world: World
    args: Mapping[str, Any]
    install: Install
    token: Token

    @property
    def workspace(self) -> Workspace:
        return self.world.workspaces[self.install.team]

    def text(self, name: str) -> str:
        """Give an argument as text; "" when there is none."""
        value = self.args.get(name)
        return "" if value is None else str(value)

    def needed(self, name: str) -> str:
        """Give an argument that must be there."""
        if value := self.text(name):
            return value
        raise Refused("invalid_arguments", [f"missing required field: {name}"])

    def flag(self, name: str) -> bool:
        return self.args.get(name) in TRUE

    def json(self, name: str) -> Json:
        return parsed(self.args.get(name), "invalid_arguments")

    def may(self, *scopes: str) -> None:
        """Hold that the token has one of these scopes."""
        if not set(scopes) & self.token.scopes:
            raise Refused("missing_scope", needed=",".join(scopes), provided=",".join(sorted(self.token.scopes)))

    def channel(self, name: str = "channel", *, names: bool = False) -> Channel:
        """Give the channel that an argument names, if the bot can see it; `names` takes users and names too."""
        wanted = self.text(name)
        channel = self.workspace.channels.get(wanted)
        if channel is None and names:
            channel = self.by_name(wanted)
        hidden = channel is not None and (channel.is_private or channel.is_im) and not self.is_member(channel)
        if channel is None or hidden:
            raise Refused("channel_not_found")
        return channel

    def by_name(self, wanted: str) -> Channel | None:
        user = self.world.find_user(self.workspace, wanted)
        if user is not None:
            return self.world.direct(self.install, user)
        public = (each for each in self.workspace.channels.values() if not each.is_private and not each.is_im)
        return next((each for each in public if each.name == wanted.lstrip("#")), None)

    def is_member(self, channel: Channel) -> bool:
        return self.install.bot_user in channel.members

    def message(self, channel: Channel) -> Message:
        """Give the message that `ts` names; an ephemeral one is found by nobody."""
        found = channel.find(self.needed("ts"))
        if found is None or found.ephemeral:
            raise Refused("message_not_found")
        return found


Run = Callable[[Call], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Method:
    """One method: what it does, and the scope without which it does nothing."""

    name: str
    run: Run
    scope: str = ""
