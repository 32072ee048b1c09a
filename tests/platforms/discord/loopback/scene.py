"""Who does something where, and how the app is told of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.platforms.discord.loopback.delivery import Delivered, Parcel, Post
from tests.platforms.discord.loopback.guild import Channel
from tests.platforms.discord.loopback.interaction import AUTOCOMPLETE, DEFER, DEFER_UPDATE, Interaction
from tests.platforms.discord.loopback.message import Message
from tests.platforms.discord.loopback.outcome import ERRORS, THINKING, Outcome
from tests.platforms.discord.loopback.payloads import interaction, owners_of
from tests.platforms.discord.loopback.refusals import Impossible
from tests.platforms.discord.loopback.users import User
from tests.platforms.discord.loopback.world import World

PATIENCE = 10.0
"""Seconds, by the machine's clock, for which a person waits for an answer that was put off."""


@dataclass(slots=True)
class Scene:
    """One user with a client in their hands."""

    world: World
    deliveries: Post
    user: User
    patience: float = PATIENCE
    last: list[Parcel] = field(default_factory=list)

    async def act(
        self,
        kind: int,
        channel: Channel,
        data: dict[str, Any],
        *,
        message: Message | None = None,
        owners: dict[str, str] | None = None,
    ) -> Outcome:
        """Do something that the app is told of, and see what comes of it."""
        world = self.world
        before = self._state()
        made = Interaction(
            id=world.ids.new(),
            token=f"interaction-token-{world.ids.new()}",
            kind=kind,
            at=world.clock.now(),
            user=self.user,
            channel=channel,
            guild=world.guilds.get(channel.guild),
            data=data,
            owners=owners if owners is not None else owners_of(world, self.user, channel),
            message=message,
        )
        parcel = Parcel(made, interaction(world, made))
        self.last.append(parcel)
        delivered = await self.deliveries.send(parcel)
        error = await self._error(delivered)
        return self._outcome(delivered, error, before)

    async def _error(self, delivered: Delivered) -> str:
        """Wait for what was put off; give what Discord tells the person instead of an answer."""
        made = delivered.parcel.interaction
        if not made.first:
            return ERRORS[made.kind]
        if made.first not in (DEFER, DEFER_UPDATE):
            return ""
        edits = len(made.original.edits) if made.original and made.first == DEFER_UPDATE else 0
        try:
            await self.world.changes.until(lambda: _came(made, edits), self.patience)
        except TimeoutError:
            return THINKING if made.first == DEFER else ""
        return ""

    def _state(self) -> dict[int, tuple[int, bool]]:
        return {id(message): (len(message.edits), message.thinking) for _, message in self.visible()}

    def _outcome(self, delivered: Delivered, error: str, before: dict[int, tuple[int, bool]]) -> Outcome:
        made = delivered.parcel.interaction
        fresh = tuple(
            message
            for _, message in self.visible()
            if message.author is self.world.app.bot
            and before.get(id(message)) != (len(message.edits), message.thinking)
        )
        form = self.world.modals.get(self.user.id) if made.kind != AUTOCOMPLETE else None
        return Outcome(made, delivered.seconds, error, fresh, form, made.choices)

    def visible(self) -> Iterator[tuple[Channel, Message]]:
        """Give every message that the person sees, channel by channel."""
        return self.world.seen_by(self.user)

    def channel_of(self, message: Message) -> Channel:
        """Give the channel in which the person sees a message."""
        for channel, seen in self.visible():
            if seen is message:
                return channel
        raise Impossible(f"{self.user.name} does not see this message: {message.words()[:80]}")


def _came(made: Interaction, edits: int) -> bool:
    """Say whether the answer that was put off is there."""
    original = made.original
    if made.follow_ups:
        return True
    if original is None or original.deleted:
        return False
    return not original.thinking if made.first == DEFER else len(original.edits) > edits
