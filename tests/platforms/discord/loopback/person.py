"""A person who uses Discord against the app: types commands, presses, fills in, and sees what comes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.platforms.discord.loopback import commands, forms, offering, pressing
from tests.platforms.discord.loopback.delivery import Delivered, Parcel
from tests.platforms.discord.loopback.guild import Channel
from tests.platforms.discord.loopback.message import Content, Message
from tests.platforms.discord.loopback.modal import Modal
from tests.platforms.discord.loopback.naming import Resolved, Somebody, attach
from tests.platforms.discord.loopback.outcome import Outcome
from tests.platforms.discord.loopback.permissions import Permission
from tests.platforms.discord.loopback.refusals import Impossible, Json
from tests.platforms.discord.loopback.scene import Scene
from tests.platforms.discord.loopback.users import User


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
    def patience(self) -> float:
        """Give the seconds, by the machine's clock, for which an answer that was put off is waited for."""
        return self._scene.patience

    @patience.setter
    def patience(self, seconds: float) -> None:
        self._scene.patience = seconds

    @property
    def id(self) -> str:
        return self._scene.user.id

    def go(self, name: str) -> Channel:
        """Go to another channel of the same server, by its name."""
        self.channel = self._scene.world.guilds[self.channel.guild].named(name)
        return self.channel

    def go_to(self, channel: Channel) -> Channel:
        """Go to any channel or conversation."""
        self.channel = channel
        return channel

    def go_to_dm(self) -> Channel:
        """Go to the conversation with the bot."""
        return self.go_to(self._scene.world.direct(self.user))

    def add_app(self) -> None:
        """Add the app to one's own account, so that it can be used anywhere."""
        self.user.has_app = True

    # -- doing ------------------------------------------------------------------------------------

    async def slash(self, command: str, given: Mapping[str, Json] | None = None, /, **options: Json) -> Outcome:
        """Type a command with its options; `from_` is the option `from`. What is not registered cannot be typed."""
        return await commands.slash(self._scene, self.channel, command, {**(given or {}), **_plain(options)})

    async def complete(self, command: str, option: str, text: str = "", /, **others: Json) -> Outcome:
        """Type into an option; what is offered is in the outcome's `choices`."""
        return await commands.complete(self._scene, self.channel, command, (option, text), _plain(others))

    async def press(self, message: Message, button: str) -> Outcome:
        """Press a button, by its label or its custom_id."""
        return await pressing.press(self._scene, message, button)

    async def choose(self, message: Message, menu: str, *values: Json) -> Outcome:
        """Choose from a menu, by its placeholder or its custom_id: labels or values, people, roles, channels."""
        return await pressing.choose(self._scene, message, menu, values)

    async def submit(self, form: Modal, values: Mapping[str, Any] | None = None) -> Outcome:
        """Fill in a form, by custom_ids or labels, and send it. What is not given stays as it is."""
        return await forms.submit(self._scene, form, values or {})

    def close(self, form: Modal) -> None:
        """Close a form without sending it."""
        forms.close(self._scene, form)

    async def menu(self, message: Message, command: str) -> Outcome:
        """Choose a command on a message."""
        return await pressing.on_message(self._scene, message, command)

    async def user_menu(self, somebody: Somebody, command: str) -> Outcome:
        """Choose a command on somebody."""
        return await pressing.on_user(self._scene, self.channel, somebody.user, command)

    def say(self, text: str, *files: tuple[str, bytes]) -> Message:
        """Write something into the channel."""
        world, channel = self._scene.world, self.channel
        if not world.may(self.user, channel) & Permission.SEND_MESSAGES:
            raise Impossible(f"{self.user.name} may not write in #{channel.name}")
        kept = [world.files[attach(self._scene, channel, file, Resolved())] for file in files]
        content = Content(text, files=tuple(kept))
        message = Message(world.ids.new(), channel.id, self.user, world.clock.now(), content, "person")
        message.guild = channel.guild
        return world.post(channel, message)

    async def redo(self, outcome: Outcome) -> Delivered:
        """Let Discord send what led to an outcome once more, as it does when it has lost an answer."""
        deliveries = self._scene.deliveries
        sent = next(each for each in reversed(deliveries.delivered) if each.parcel.interaction is outcome.interaction)
        return await deliveries.send(Parcel(sent.parcel.interaction, sent.parcel.payload))

    # -- seeing -----------------------------------------------------------------------------------

    def offered(self, kind: int = 1) -> dict[str, dict[str, Any]]:
        """Give the commands that are offered here, by name: typed ones, or those on people (2) or messages (3)."""
        return offering.offered(self._scene.world, self.user, self.channel, kind)

    @property
    def form(self) -> Modal | None:
        """Give the form that is open."""
        return self._scene.world.modals.get(self.id)

    def messages(self, channel: Channel | None = None) -> list[Message]:
        """Give what the person sees in a channel, oldest first; in every channel when none is given."""
        return [seen for where, seen in self._scene.visible() if channel is None or where is channel]

    async def sees(self, words: str, seconds: float = 10) -> Message:
        """Wait until there is a message of the bot with these words."""
        bot = self._scene.world.app.bot

        def look() -> Message | None:
            return next((each for each in self.messages() if each.author is bot and words in each.words()), None)

        return await self._scene.world.changes.until(look, seconds)

    async def waits_for(self, outcome: Outcome, count: int, seconds: float = 10) -> Sequence[Message]:
        """Wait until an answer has so many messages, those that follow the first one counted; give them."""
        made = outcome.interaction

        def look() -> list[Message] | None:
            first = [made.original] if made.original and not made.original.deleted else []
            every = [*first, *(each for each in made.follow_ups if not each.deleted)]
            return every if len(every) >= count else None

        return await self._scene.world.changes.until(look, seconds)


def _plain(options: Mapping[str, Json]) -> dict[str, Json]:
    return {name.removesuffix("_"): value for name, value in options.items()}
