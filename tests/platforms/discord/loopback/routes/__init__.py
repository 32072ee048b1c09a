"""The operations of the API, an explicit list."""

from __future__ import annotations

from tests.platforms.discord.loopback.call import Operation
from tests.platforms.discord.loopback.routes import applications, channels, guilds, interactions, users

OPERATIONS: tuple[Operation, ...] = (
    *users.OPERATIONS,
    *applications.OPERATIONS,
    *guilds.OPERATIONS,
    *channels.OPERATIONS,
    *interactions.OPERATIONS,
)
