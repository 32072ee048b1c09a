"""Everything that this Slack knows: workspaces, installs, views, files, what was called and what was refused."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.platforms.clock import Changes, Clock
from tests.platforms.slack.loopback import payloads
from tests.platforms.slack.loopback.app import App, Install, Token
from tests.platforms.slack.loopback.faults import Faults
from tests.platforms.slack.loopback.hooks import Hooks
from tests.platforms.slack.loopback.ids import Ids
from tests.platforms.slack.loopback.kit.report import Json
from tests.platforms.slack.loopback.message import Block, File, Message
from tests.platforms.slack.loopback.refusals import Refusal, Refused
from tests.platforms.slack.loopback.triggers import Triggers
from tests.platforms.slack.loopback.view import View
from tests.platforms.slack.loopback.workspace import Channel, User, Workspace

DAY_HALF = 43_200


@dataclass(frozen=True, slots=True)
class Asked:
    """One call of the Web API, as it came in."""

    method: str
    args: Mapping[str, Any]
    team: str
    at: float


@dataclass(frozen=True, slots=True)
class News:
    """Something that the app is told if it is subscribed to it, by the name of the subscription."""

    team: str
    name: str
    event: dict[str, Any]
    channel: Channel | None = None


class World:
    """The state of one Slack with one app."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.clock = Clock()
        self.changes = Changes()
        self.ids = Ids(self.clock)
        self.faults = Faults()
        self.triggers = Triggers(self.clock, self.ids)
        self.hooks = Hooks(self.clock, self.ids)
        self.workspaces: dict[str, Workspace] = {}
        self.installs: dict[str, Install] = {}
        self.tokens: dict[str, Token] = {}
        self.stacks: dict[tuple[str, str], list[View]] = {}
        self.homes: dict[tuple[str, str], View] = {}
        self.views: dict[str, View] = {}
        self.files: dict[str, File] = {}
        self.uploads: dict[str, tuple[File, int]] = {}
        self.news: asyncio.Queue[News] = asyncio.Queue()
        self.refused: list[Refusal] = []
        self.calls: list[Asked] = []
        self.base = ""

    def refuse(self, where: str, refused: Refused, asked: Mapping[str, Any] | None = None) -> None:
        """Remember that something was refused."""
        self.refused.append(Refusal(where, refused.code, refused.details, asked))
        self.changes.tell()

    def object(self, where: str, code: str, details: Sequence[str] = ()) -> None:
        """Remember something that Slack drops without an answer."""
        self.refuse(where, Refused(code, details))

    def add_workspace(self, name: str = "Acme", enterprise: str = "") -> Workspace:
        """Found a workspace."""
        workspace = Workspace(self.ids.new("T"), name, name.lower().replace(" ", "-"), enterprise)
        self.workspaces[workspace.id] = workspace
        return workspace

    def add_user(self, workspace: Workspace, name: str, **more: Json) -> User:
        """Let somebody join a workspace."""
        user = User(self.ids.new("U"), name, workspace.id, **more)
        workspace.users[user.id] = user
        return user

    def add_channel(self, workspace: Workspace, name: str, *members: User, **more: Json) -> Channel:
        """Open a channel with these members."""
        prefix = "G" if more.get("is_private") else "C"
        channel = Channel(self.ids.new(prefix), name, [workspace.id], {user.id for user in members}, **more)
        workspace.channels[channel.id] = channel
        return channel

    def share(self, channel: Channel, other: Workspace, *members: User) -> None:
        """Share a channel with another workspace (Slack Connect); its members are seen from both."""
        channel.teams.append(other.id)
        other.channels[channel.id] = channel
        channel.members |= {user.id for user in members}

    def install(self, workspace: Workspace, scopes: tuple[str, ...] | None = None, installer: str = "") -> Install:
        """Install the app in a workspace, or anew with a new token and perhaps other scopes."""
        before = self.installs.get(workspace.id)
        if before is None:
            bot_user = self.add_user(workspace, self.app.name.lower().replace(" ", ""), is_bot=True).id
            bot = self.ids.new("B")
        else:
            bot_user, bot = before.bot_user, before.bot
        granted = scopes if scopes is not None else self.app.scopes
        install = Install(workspace.id, bot_user, bot, granted, self.new_token(workspace.id, granted))
        install.installer = installer
        if self.app.token_rotation:
            install.refresh = self.new_refresh()
        self.installs[workspace.id] = install
        return install

    def new_token(self, team: str, scopes: tuple[str, ...]) -> Token:
        """Give a bot token; one that rotates ends after twelve hours."""
        rotates = self.app.token_rotation
        value = f"{'xoxe.' if rotates else ''}xoxb-{self.ids.new('N')}"
        token = Token(value, team, frozenset(scopes), self.clock.now() + DAY_HALF if rotates else None)
        self.tokens[value] = token
        return token

    def new_refresh(self) -> str:
        return f"xoxe-1-{self.ids.new('R')}"

    def uninstall(self, install: Install) -> None:
        """Take the app out of a workspace: no token works any more, and nothing is sent to it."""
        install.gone = True
        install.refresh = ""
        for token in (install.token, *install.old):
            token.revoked = "account_inactive"
        self.news.put_nowait(News(install.team, "app_uninstalled", {"type": "app_uninstalled"}))
        self.tell_revoked(install)

    def revoke(self, install: Install) -> None:
        """Revoke the token of an install."""
        install.token.revoked = "token_revoked"
        self.tell_revoked(install)

    def tell_revoked(self, install: Install) -> None:
        event = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [install.bot_user]}}
        self.news.put_nowait(News(install.team, "tokens_revoked", event))

    def direct(self, install: Install, user: User) -> Channel:
        """Give the conversation of a person with the bot."""
        workspace = self.workspaces[install.team]
        members = {user.id, install.bot_user}
        for channel in workspace.channels.values():
            if channel.is_im and channel.members == members:
                return channel
        channel = Channel(self.ids.new("D"), "", [install.team], members, is_im=True)
        workspace.channels[channel.id] = channel
        return channel

    def find_user(self, workspace: Workspace, user_id: str) -> User | None:
        """Give a user of a workspace, or one who is seen there through a shared channel."""
        if user_id in workspace.users:
            return workspace.users[user_id]
        for channel in workspace.channels.values():
            for team in channel.teams:
                if user_id in channel.members and user_id in self.workspaces[team].users:
                    return self.workspaces[team].users[user_id]
        return None

    def post(self, channel: Channel, message: Message) -> Message:
        """Put a message into a channel."""
        channel.messages.append(message)
        if message.bot and not message.ephemeral:
            self.report(channel, payloads.message_event(channel, message))
        self.changes.tell()
        return message

    def edit(self, channel: Channel, message: Message, text: str, blocks: list[Block]) -> None:
        """Edit a message."""
        before = message.payload()
        message.edit(text, blocks, self.ids.ts())
        if not message.ephemeral:
            self.report(channel, payloads.changed_event(channel, message, before, message.edits[-1].at))
        self.changes.tell()

    def delete(self, channel: Channel, message: Message) -> None:
        """Delete a message."""
        message.deleted = True
        if not message.ephemeral:
            self.report(channel, payloads.deleted_event(channel, message, self.ids.ts()))
        self.changes.tell()

    def report(self, channel: Channel, event: dict[str, Any]) -> None:
        """Let the app hear of a message wherever it is a member."""
        for team in channel.teams:
            install = self.installs.get(team)
            if install is not None and install.bot_user in channel.members:
                self.news.put_nowait(News(team, f"message.{channel.kind}", event, channel))

    def stack(self, view: View) -> list[View]:
        """Give the modals of a view's person, the top one last."""
        return self.stacks.setdefault((view.team, view.user), [])

    def close(self, view: View, *, everything: bool = False) -> None:
        """Close a modal, or all of its person's."""
        stack = self.stack(view)
        gone = list(stack) if everything else [each for each in stack if each is view]
        for each in gone:
            each.closed = True
            stack.remove(each)
        self.changes.tell()
