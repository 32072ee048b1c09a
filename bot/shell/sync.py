"""`onrecord sync discord`: the commands put on Discord, when they are others than there are."""

from __future__ import annotations

import asyncio
import sys

from bot.commands import COMMANDS
from bot.settings import Settings, SettingsError, read_settings
from bot.shell.common import complain

_SAID = {
    (False, True): "The commands are on Discord.\n",
    (False, False): "The commands stood so already.\n",
    (True, True): "No commands are left in that server but those that are everywhere.\n",
    (True, False): "There were no commands in that server alone.\n",
}
"""By whether they were taken out, and whether anything was changed."""
_MORE = "onrecord doctor discord tells more."
_NOT_THERE = frozenset({10004, 50001})


def run(guild: str, *, remove: bool = False) -> int:
    """Put the commands on Discord, everywhere or in one server, or take them out there; 1 after telling why not."""
    try:
        settings = read_settings()
    except SettingsError as error:
        complain(str(error))
        return 1
    if settings.discord_token is None:
        complain("Set DISCORD_TOKEN; docs/discord.md shows where it comes from.")
        return 1
    if guild and not (guild.isascii() and guild.isdecimal()):
        complain(f"“{guild}” is no server’s id. In Discord, with developer mode on, choose Copy Server ID.")
        return 1
    if remove and not guild:
        complain("Name the server with --guild: those that are everywhere are not taken out.")
        return 1
    return asyncio.run(_put(settings, settings.discord_token.get_secret_value(), guild, remove=remove))


async def _put(settings: Settings, token: str, guild: str, *, remove: bool) -> int:
    try:
        # The library is optional.
        from bot.platforms.discord.putting import TokenRefused, put  # noqa: PLC0415
        from bot.platforms.discord.refusals import NotSaid  # noqa: PLC0415
    except ModuleNotFoundError:
        complain("The library for it is not installed: pip install 'onrecord[discord]'.")
        return 1
    try:
        changed = await put(settings, token, () if remove else COMMANDS, guild)
    except TokenRefused:
        complain(f"Discord refuses DISCORD_TOKEN. {_MORE}")
        return 1
    except NotSaid as error:
        complain(f"The commands could not be put on Discord{_why(error.code, guild)}. {_MORE}")
        return 1
    sys.stdout.write(_SAID[remove, changed])
    return 0


def _why(code: int, guild: str) -> str:
    if guild and code in _NOT_THERE:
        return f": the server {guild} is not known, or has not let it in"
    return f": it refused them ({code})" if code else ": it did not answer as it should"
