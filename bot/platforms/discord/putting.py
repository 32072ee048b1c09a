"""Putting the commands on Discord by themselves, without a bot that runs."""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.command import Command
from bot.platforms.discord.commands import tree
from bot.platforms.discord.platform import point_to
from bot.platforms.discord.rest import WAIT, Rest, saying
from bot.platforms.discord.sync import sync
from bot.settings import Settings


class TokenRefused(Exception):
    """Discord knows no bot by the token that is set."""


async def put(settings: Settings, token: str, commands: Sequence[Command], guild: str = "") -> bool:
    """Put commands on Discord, everywhere or in one server, where none takes all out; false when they stood so.

    Raise `TokenRefused`, or `NotSaid` for whatever else Discord does not take.
    """
    point_to(settings)
    rest = Rest()
    async with discord.Client(intents=discord.Intents.none(), max_ratelimit_timeout=WAIT) as client:
        async with saying():
            try:
                await client.login(token)
            except discord.LoginFailure:
                raise TokenRefused from None
        rest.use(client.http)
        return await sync(rest, tree(commands) if commands else [], str(client.application_id), guild)
