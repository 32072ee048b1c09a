"""`/help`: what can be asked."""

from __future__ import annotations

from bot.card import Card
from bot.cards.help import command_card, help_card
from bot.command import Call, Command, Kind, Param
from bot.reading import find_command


async def _run(call: Call) -> Card:
    name = call.text("command")
    if name is None:
        return help_card(call.commands, call.asker.role)
    return command_card(find_command(name, call.commands))


HELP = Command("help", "What can be asked, and how", _run, (Param("command", "One command", Kind.COMMAND),))
