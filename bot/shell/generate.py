"""`onrecord generate`: the files that are made from the code, run from the folder of the project."""

from __future__ import annotations

from pathlib import Path

from bot.card import as_text
from bot.cards.help import command_card
from bot.commands import COMMANDS
from bot.shell.common import complain, write_files
from briefings.schema import schemas


def run(*, only_check: bool) -> int:
    """Write what is out of date, or with `only_check` name it and give 1."""
    stale = {path: text for path, text in _files().items() if not path.is_file() or path.read_text("utf-8") != text}
    if not only_check:
        return write_files(stale)
    for path in stale:
        complain(f"{path} is out of date; run onrecord generate")
    return 1 if stale else 0


def _files() -> dict[Path, str]:
    files = {Path("briefings/schemas") / name: text for name, text in schemas().items()}
    return files | {Path("docs/commands.md"): _commands()}


def _commands() -> str:
    head = "# Commands\n\nMade from the code by `onrecord generate`; change the commands, not this page.\n"
    return head + "".join(f"\n## /{command.name}\n\n{as_text(command_card(command))}\n" for command in COMMANDS)
