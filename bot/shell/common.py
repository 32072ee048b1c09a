"""What the subcommands share: loading, and telling what cannot be loaded."""

from __future__ import annotations

import sys

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


def complain(text: str) -> None:
    """Write to standard error."""
    sys.stderr.write(f"{text}\n")
