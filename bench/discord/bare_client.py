"""The smallest bot that bare discord.py makes, with a constant answer: `python -m bench.discord.bare_client`."""

from __future__ import annotations

import os
from typing import Any

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

_ANSWER = "Elon Musk holds that frontier weights should be released, with reservations, as of 6 March 2024."


class Bare(discord.AutoShardedClient):
    """As the library's own example of slash commands has it, with the intents that ours has."""

    def __init__(self) -> None:
        super().__init__(intents=discord.Intents(guilds=True, integrations=True))
        self.tree: app_commands.CommandTree[Any] = app_commands.CommandTree(self)

    async def setup_hook(self) -> None:
        await self.tree.sync()


def bot() -> Bare:
    """Make a bot with one command."""
    made = Bare()

    @made.tree.command(description="Where someone stands")
    @app_commands.describe(who="A person or an organisation")
    async def stance(interaction: discord.Interaction, who: str) -> None:  # noqa: ARG001  whoever it is
        await interaction.response.send_message(_ANSWER)

    return made


if __name__ == "__main__":
    Route.BASE = os.environ["DISCORD_API_URL"]
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["DISCORD_GATEWAY_URL"])
    print("ready soon, though not at http://127.0.0.1:0")
    bot().run(os.environ["DISCORD_TOKEN"])
