"""`onrecord check`: whether content may be shown."""

from __future__ import annotations

import sys
from pathlib import Path

from bot.cards.parts import count
from bot.settings import SettingsError, read_settings
from bot.shell.common import complain
from briefings.load import SHIPPED, read


def run(paths: tuple[Path, ...]) -> int:
    """List every fault and warning of the folders, or of all that `serve` would load; 1 when there is a fault."""
    try:
        folders = paths or (SHIPPED, *read_settings().content)
    except SettingsError as error:
        complain(str(error))
        return 1
    content = read(folders)
    for fault in content.faults:
        sys.stdout.write(f"{fault}\n")
    for warning in content.warnings():
        sys.stdout.write(f"warning: {warning}\n")
    if content.faults:
        complain(f"{len(content.faults)} to mend.")
        return 1
    quotes = sum(len(dossier.quotes) for dossier in content.dossiers)
    names = ", ".join(dossier.about.id for dossier in content.dossiers)
    sys.stdout.write(f"Nothing to mend in {names}: {count(quotes, 'quote')}.\n")
    return 0
