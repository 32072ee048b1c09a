"""Editing messages, and the limit on doing so with old ones."""

from __future__ import annotations

from typing import Any

from tests.platforms.discord.loopback.content import Draft
from tests.platforms.discord.loopback.guild import Channel
from tests.platforms.discord.loopback.message import Message
from tests.platforms.discord.loopback.refusals import Refused
from tests.platforms.discord.loopback.world import World

OLD = 3600.0
PAUSE = 0.05
"""Seconds after which an app may try again; Discord's are longer."""


def edit(world: World, channel: Channel, message: Message, draft: Draft) -> dict[str, Any]:
    """Put new content into a message, and give it."""
    if world.clock.now() - message.at > OLD:
        if world.old_edits is not None and message.old_edits >= world.old_edits:
            raise Refused(30046, extra={"retry_after": PAUSE, "global": False})
        message.old_edits += 1
    message.mentioned = {} if message.ephemeral else draft.mentioned
    world.edit(channel, message, draft.content, draft.flags | message.flags)
    return message.payload()
