"""What the subcommands share: loading, and telling what cannot be loaded."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from bot.settings import SettingsError, read_settings
from bot.wiring import Bot, build
from briefings.faults import ContentError


def load_bot(**given: object) -> Bot | None:
    """Put the bot together from the settings; `None` after telling on standard error what is wrong."""
    try:
        return build(read_settings(**given))
    except (SettingsError, ContentError) as error:
        complain(str(error))
        return None


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
