"""Who may ask what: each command, in each role, typed, pressed and sent; what is refused changes nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from random import Random

import pytest

from bot.card import Button, Card, Choices
from bot.command import Call, Command, Kind, Param, write_line
from bot.commands import COMMANDS
from bot.dispatch import Dispatch
from bot.reading import LONGEST_LINE
from bot.roles import Role
from bot.tenants import Tenants
from tests.bot.asking import noon
from tests.contracts.bots import TODAY
from tests.contracts.filled import BEFORE, FILLED, NO_CHANGE, fill_in
from tests.contracts.looking import check_clear
from tests.contracts.surface import Platform, Shown, Surface

WRITING = {name for name in FILLED if name.startswith(("record ", "curators "))} - NO_CHANGE
WORDS = {Role.CURATOR: "Only curators can do that here", Role.ADMIN: "Only admins can do that here"}


async def _offer(call: Call) -> Card:
    return Card("Press it", (Choices((Button("Do it", call.needed("line")),)),))


OFFER = Command("offer", "Show a button", _offer, (Param("line", "What it asks", Kind.TEXT, limit=LONGEST_LINE),))


Deed = Callable[[], Awaitable[Shown]]


async def _typed(surface: Surface, command: Command) -> Deed:
    return lambda: surface.ask(write_line(command.name, FILLED.get(command.name, {})))


async def _pressed(surface: Surface, command: Command) -> Deed:
    line = write_line(command.name, FILLED.get(command.name, {}))
    offered = await surface.ask(write_line("offer", {"line": line}))
    return lambda: surface.press(offered, "Do it")


async def _sent(surface: Surface, command: Command) -> Deed:
    await surface.become(Role.ADMIN)
    form = await surface.ask(f"/{command.name}")
    assert form.is_form
    return lambda: fill_in(surface, form, command.name)


WAYS = {"typed": _typed, "pressed": _pressed, "sent": _sent}
"""How a command is used: each gets everything ready for the last deed."""
ASKED = [(way, command) for way in WAYS for command in COMMANDS if way != "sent" or command.name in FILLED]


@pytest.mark.parametrize(("way", "command"), ASKED, ids=lambda value: value if isinstance(value, str) else value.name)
async def test_a_command_answers_those_whom_it_is_for_and_refuses_others_without_a_change(
    platform: Platform, tenants: Tenants, way: str, command: Command
) -> None:
    bot = Dispatch((*COMMANDS, OFFER), tenants, lambda: noon(TODAY), Random(7))  # noqa: S311  it picks quotes
    assert tenants.database
    async with platform(bot) as surface:
        if command.name in BEFORE:
            await surface.become(Role.ADMIN)
            await surface.ask(BEFORE[command.name])
        for role in Role:
            deed = await WAYS[way](surface, command)
            await surface.become(role)
            before = await tenants.database.generations()
            shown = await deed()
            check_clear(shown)
            changed = await tenants.database.generations() != before
            if role < command.role:
                assert WORDS[command.role] in shown.text
                assert shown.private
                assert not shown.is_form
                assert not changed
            else:
                assert not [words for words in WORDS.values() if words in shown.text]
            if role is command.role and command.name in WRITING:
                assert changed, shown.text
