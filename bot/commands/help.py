"""`/help`: what can be asked."""

from __future__ import annotations

from bot.card import Card
from bot.cards.help import command_card, family_card, help_card
from bot.command import Call, Command, Kind, Param
from bot.errors import Ambiguous
from bot.families import family, find_command


async def _run(call: Call) -> Card:
    name, role = call.text("command"), call.asker.role
    if name is None:
        return help_card(call.commands, role)
    try:
        return command_card(find_command(name, call.commands, role))
    except Ambiguous:
        members = [command for command in family(name, call.commands) if command.role <= role]
        if not members:
            raise
        return family_card(" ".join(name.split()).casefold().removeprefix("/"), members)


HELP = Command("help", "What can be asked, and how", _run, (Param("command", "One command", Kind.COMMAND),))
