"""`onrecord generate`: the files that are made from the code, run from the folder of the project."""

from __future__ import annotations

import json
from pathlib import Path

from bot.cards.help import GRAMMAR, describe
from bot.cards.parts import sentence
from bot.command import Command
from bot.commands import COMMANDS
from bot.platforms.discord.commands import tree
from bot.roles import Role
from bot.shell.common import complain, write_files
from bot.shell.manifest import as_text
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
    made = {
        "docs/commands.md": _commands(),
        "config/slack-manifest.json": as_text(),
        "config/discord-commands.json": json.dumps(tree(COMMANDS), ensure_ascii=False, indent=2) + "\n",
    }
    return files | {Path(name): text for name, text in made.items()}


def _commands() -> str:
    head = (
        "# Commands",
        "Made from the code by `onrecord generate`; change the commands, not this page.",
        f"{GRAMMAR[0]}`{GRAMMAR[1]}`{GRAMMAR[2]}",
    )
    return "\n\n".join((*head, *(_command(command) for command in COMMANDS))) + "\n"


def _command(command: Command) -> str:
    needed = "" if command.role is Role.EVERYONE else f" For {command.role.name.lower()}s."
    parts = [f"## /{command.name}", f"`{command.usage}`", sentence(command.summary) + needed]
    rows = [f"| `{param.name}` | {describe(param)} |" for param in command.listed]
    if rows:
        parts.append("\n".join(("| parameter | takes |", "|---|---|", *rows)))
    if command.example:
        parts.append(f"Try `{command.example}`")
    return "\n\n".join(parts)
