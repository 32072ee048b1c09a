"""A person who uses Slack against the app: types commands, presses, fills in, and sees what comes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.platforms.slack.loopback import commands, events, forms, payloads, pressing
from tests.platforms.slack.loopback.delivery import Answer
from tests.platforms.slack.loopback.kit.report import Json
from tests.platforms.slack.loopback.message import Message
from tests.platforms.slack.loopback.outcome import Outcome, Watch
from tests.platforms.slack.loopback.refusals import Impossible
from tests.platforms.slack.loopback.scene import Scene
from tests.platforms.slack.loopback.uploads import uploaded
from tests.platforms.slack.loopback.view import View
from tests.platforms.slack.loopback.workspace import Channel, User


class Person:
    """Somebody with a client in their hands; what they do, they do in `channel`.

    Everything that they do gives an `Outcome`: what came by the time the app had answered. `sees` waits for more.
    """

    def __init__(self, scene: Scene, channel: Channel) -> None:
        self._scene = scene
        self.channel = channel

    @property
    def user(self) -> User:
        return self._scene.user

    @property
    def id(self) -> str:
        return self._scene.user.id

    def go(self, name: str) -> Channel:
        """Go to another channel, by its name."""
        self.channel = self._scene.workspace.named(name)
        return self.channel

    def go_to_dm(self) -> Channel:
        """Go to the conversation with the app."""
        self.channel = self._scene.world.direct(self._scene.install, self.user)
        return self.channel

    async def slash(self, command: str, text: str = "") -> Outcome:
        """Type a command."""
        return await commands.slash(self._scene, self.channel, command, text)

    async def press(self, where: Message | View, button: str) -> Outcome:
        """Press a button, by its label or its action id."""
        return await pressing.press(self._scene, where, button)

    async def choose(self, where: Message | View, menu: str, value: Json) -> Outcome:
        """Choose from a menu, by its action id or its block's: an option's label or value, an id, a date, or a list."""
        return await pressing.choose(self._scene, where, menu, value)

    async def submit(self, view: View, values: Mapping[str, Any] | None = None, files: forms.Files = {}) -> Outcome:  # noqa: B006  never changed
        """Fill in a modal, by block ids, and send it. What is not given stays as it is."""
        return await forms.submit(self._scene, view, values or {}, files)

    async def close(self, view: View, *, everything: bool = False) -> Outcome:
        """Close a modal; with `everything`, all that lie under it as well."""
        return await forms.close(self._scene, view, everything=everything)

    async def suggest(self, where: Message | View, menu: str, text: str) -> Outcome:
        """Type into a menu whose options come from the app; they are in the outcome's `options`."""
        return await forms.suggest(self._scene, where, menu, text)

    async def shortcut(self, message: Message, callback_id: str) -> Outcome:
        """Take a shortcut from a message's menu."""
        scene = self._scene
        channel = scene.channel_of(message)
        if message.ephemeral:
            raise Impossible("a message that only one person sees has no shortcuts")
        payload = payloads.message_action(scene, channel, message, self._known(callback_id), scene.world.ids.ts())
        payload["trigger_id"] = scene.trigger()
        payload["response_url"] = scene.hook("app", channel)
        watch = Watch(scene)
        return watch.outcome(await scene.send("interactive", payload))

    async def global_shortcut(self, callback_id: str) -> Outcome:
        """Take a shortcut from the search bar."""
        scene = self._scene
        payload = payloads.shortcut(scene, self._known(callback_id), scene.world.ids.ts())
        payload["trigger_id"] = scene.trigger()
        watch = Watch(scene)
        return watch.outcome(await scene.send("interactive", payload))

    def _known(self, callback_id: str) -> str:
        known = self._scene.app.shortcuts
        if known is not None and callback_id not in known:
            raise Impossible(f"no shortcut {callback_id!r} among {sorted(known)}")
        return callback_id

    async def say(self, text: str, *, thread: str = "", files: Sequence[tuple[str, bytes]] = ()) -> Message:
        """Write something into the channel; the app hears of it where it may."""
        scene = self._scene
        kept = [uploaded(scene.world, scene.workspace, scene.user, name, content) for name, content in files]
        message = events.written(scene, self.channel, text, thread, kept)
        await events.say(scene, self.channel, message, mentions=False)
        return message

    async def mention(self, text: str, *, thread: str = "") -> Outcome:
        """Write something that mentions the app."""
        scene = self._scene
        message = events.written(scene, self.channel, text, thread)
        call = f"<@{scene.install.bot_user}>"
        message.text = f"{call} {message.text}"
        message.blocks[0]["elements"][0]["elements"].insert(0, {"type": "user", "user_id": scene.install.bot_user})
        return await events.say(scene, self.channel, message, mentions=True)

    async def dm(self, text: str) -> Outcome:
        """Write to the app itself."""
        channel = self.go_to_dm()
        message = events.written(self._scene, channel, text)
        return await events.say(self._scene, channel, message, mentions=False)

    async def open_home(self, tab: str = "home") -> Outcome:
        """Open the app's page."""
        channel = self._scene.world.direct(self._scene.install, self.user)
        return await events.open_home(self._scene, channel, tab)

    async def edit(self, message: Message, text: str) -> None:
        """Edit a message of one's own; the app hears of it where it may."""
        inside = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
        blocks = self._scene.world.ids.filled([{"type": "rich_text", "elements": [inside]}])
        self._scene.world.edit(self._own(message), message, text, blocks)
        await self._scene.world.news.join()

    async def delete(self, message: Message) -> None:
        """Delete a message of one's own; the app hears of it where it may."""
        self._scene.world.delete(self._own(message), message)
        await self._scene.world.news.join()

    def _own(self, message: Message) -> Channel:
        if message.user != self.id:
            raise Impossible("the message is somebody else's")
        return self._scene.channel_of(message)

    def invite(self) -> None:
        """Invite the app into the channel."""
        self.channel.members.add(self._scene.install.bot_user)

    def kick(self) -> None:
        """Take the app out of the channel."""
        self.channel.members.discard(self._scene.install.bot_user)

    @property
    def home(self) -> View | None:
        """Give what stands on the person's App Home."""
        return self._scene.world.homes.get((self._scene.workspace.id, self.id))

    @property
    def views(self) -> list[View]:
        """Give the modals that are open, the top one last."""
        return list(self._scene.world.stacks.get((self._scene.workspace.id, self.id), ()))

    def messages(self, channel: Channel | None = None) -> list[Message]:
        """Give what the person sees in a channel, oldest first; in every channel when none is given."""
        return [seen for where, seen in self._scene.visible() if channel is None or where is channel]

    async def sees(self, words: str, seconds: float = 10, *, newest: bool = False) -> Message:
        """Wait until there is a message of the app with these words; with `newest` it is the last one there is."""

        def look() -> Message | None:
            every = [each for each in self.messages() if each.bot][-1 if newest else 0 :]
            return next((each for each in every if words in each.words() or words in each.text), None)

        return await self._scene.world.changes.until(look, seconds)

    async def sees_view(self, title: str = "", seconds: float = 10) -> View:
        """Wait until a modal with this title is on top."""
        return await self._scene.world.changes.until(
            lambda: next((view for view in self.views[-1:] if title in view.title), None), seconds
        )

    async def redo(self, outcome: Outcome) -> Answer:
        """Let Slack send what led to an outcome once more, as it does when it has lost an answer."""
        deliveries = self._scene.deliveries
        sent = next(each for each in reversed(deliveries.delivered) if each.answer is outcome.answer)
        return await deliveries.send(sent.parcel)
