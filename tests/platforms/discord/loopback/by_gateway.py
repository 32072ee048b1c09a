"""The way in over the gateway: interactions as events of the shard that they belong to."""

from __future__ import annotations

import asyncio

from tests.platforms.discord.loopback.delivery import Lost, Parcel
from tests.platforms.discord.loopback.gateway import Gateway
from tests.platforms.discord.loopback.world import Event, World


class ByGateway:
    """Sends to whoever is connected, as long as no address is registered."""

    def __init__(self, world: World, gateway: Gateway) -> None:
        self._world, self._gateway = world, gateway

    def ready(self) -> bool:
        return self._gateway.ready() and not self._world.app.interactions_url

    async def send(self, parcel: Parcel) -> None:
        """Send an interaction; its answer comes by a call."""
        guild = parcel.interaction.guild
        where = guild.id if guild is not None and guild.bot is not None else ""
        if not self._gateway.hears(where):
            raise Lost
        self._world.emit(Event("INTERACTION_CREATE", parcel.payload, where))
        await asyncio.shield(parcel.interaction.answered)
