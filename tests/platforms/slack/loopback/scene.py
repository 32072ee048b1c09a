"""Who does something where: a person, the workspace with the app, and how the app is reached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.platforms.slack.loopback.app import App, Install
from tests.platforms.slack.loopback.delivery import Answer, Kind, Parcel, Post, Retry
from tests.platforms.slack.loopback.message import Message
from tests.platforms.slack.loopback.payloads import Payload
from tests.platforms.slack.loopback.refusals import Impossible
from tests.platforms.slack.loopback.view import View
from tests.platforms.slack.loopback.workspace import Channel, User, Workspace
from tests.platforms.slack.loopback.world import World


@dataclass(frozen=True, slots=True)
class Scene:
    """`workspace` has the app installed; `home` is the person's own, another one when they come by a shared channel."""

    world: World
    deliveries: Post
    workspace: Workspace
    home: Workspace
    user: User

    @property
    def app(self) -> App:
        return self.world.app

    @property
    def install(self) -> Install:
        install = self.world.installs.get(self.workspace.id)
        if install is None:
            raise Impossible(f"the app is not installed in {self.workspace.name}")
        return install

    async def send(
        self, kind: Kind, payload: Payload, *, wants_answer: bool = False, retry: Retry | None = None
    ) -> Answer:
        """Send something to the app, unless it is gone from the workspace."""
        return await self.deliveries.send(Parcel(kind, payload, wants_answer, retry))

    def trigger(self, view: str = "") -> str:
        return self.world.triggers.give(self.workspace.id, self.user.id, self.user.team, view)

    def hook(self, kind: str, channel: Channel, origin: str = "") -> str:
        """Give a response URL."""
        hook = self.world.hooks.give(kind, self.workspace.id, channel.id, self.user.id, origin)
        return self.world.base + hook.path

    def visible(self) -> Iterator[tuple[Channel, Message]]:
        """Give every message that the person sees, channel by channel."""
        for channel in list(self.workspace.channels.values()):
            for message in channel.seen_by(self.user.id):
                yield channel, message

    def channel_of(self, message: Message) -> Channel:
        """Give the channel in which the person sees a message."""
        for channel, seen in self.visible():
            if seen is message:
                return channel
        raise Impossible(f"{self.user.name} does not see this message: {message.words()[:80]}")

    def held(self, view: View) -> View:
        """Give a view that the person has open."""
        if view.closed or view.user != self.user.id:
            raise Impossible(f"{self.user.name} does not have this view open: {view.title}")
        return view
