"""What the subcommands share: opening the bot, and telling what cannot be opened."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from bot.errors import Unavailable
from bot.settings import Settings, SettingsError, read_settings
from bot.store.address import read_address
from bot.wiring import Bot, opened
from briefings.faults import ContentError


def with_bot(work: Callable[[Bot], Awaitable[int]], **given: object) -> int:
    """Put the bot together from the settings and do something with it; 1 after telling what is wrong."""

    async def run(settings: Settings) -> int:
        async with opened(settings) as bot:
            return await work(bot)

    try:
        settings = read_settings(**given)
        return asyncio.run(run(settings))
    except (SettingsError, ContentError) as error:
        complain(str(error))
    except Unavailable as error:
        complain(f"{error} The database is {read_address(settings.database_url).shown}.")
    return 1


def write_files(files: Mapping[Path, str]) -> int:
    """Write files with their folders, naming each; 1 after telling which cannot be written."""
    for path, text in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            complain(f"{path} cannot be written: {error.strerror}")
            return 1
        sys.stdout.write(f"{path}\n")
    return 0


def complain(text: str) -> None:
    """Write to standard error."""
    sys.stderr.write(f"{text}\n")
