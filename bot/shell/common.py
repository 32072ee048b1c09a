"""What the subcommands share: opening the bot, and telling what cannot be opened."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from bot.errors import Unavailable
from bot.settings import SettingsError, read_settings
from bot.wiring import Bot, opened
from briefings.faults import ContentError


def with_bot(work: Callable[[Bot], Awaitable[int]], **given: object) -> int:
    """Put the bot together from the settings and do something with it; 1 after telling what is wrong."""

    async def run() -> int:
        async with opened(read_settings(**given)) as bot:
            return await work(bot)

    try:
        return asyncio.run(run())
    except (SettingsError, ContentError, Unavailable) as error:
        complain(str(error))
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
