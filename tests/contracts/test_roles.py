"""Who may ask what: each command, in each role, typed, pressed and sent; what is refused changes nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from bot.command import Command, write_line
from bot.commands import COMMANDS
from bot.roles import Role
from bot.tenants import Tenants
from tests.contracts.asking import asked, offered, typed
from tests.contracts.bots import dispatch
from tests.contracts.filled import FILLED, NO_CHANGE, SHOWN_FIRST, fill_in, filled, prepare
from tests.contracts.looking import check_clear
from tests.contracts.surface import Platform, Shown, Surface

WRITING = {name for name in FILLED if name.startswith(("record ", "curators ", "subscribe"))} - NO_CHANGE
WORDS = {Role.CURATOR: "Only curators can do that here", Role.ADMIN: "Only admins can do that here"}


Deed = Callable[[], Awaitable[Shown]]


async def _typed(surface: Surface, command: Command) -> Deed:
    return lambda: typed(surface, write_line(command.name, filled(surface, command.name)))


async def _pressed(surface: Surface, command: Command) -> Deed:
    button = await offered(surface, write_line(command.name, filled(surface, command.name)))
    return lambda: surface.press(button, "Do it")


async def _sent(surface: Surface, command: Command) -> Deed:
    await surface.become(Role.ADMIN)
    form = await asked(surface, f"/{command.name}")
    assert form.is_form

    async def send() -> Shown:
        answer, _ = await fill_in(surface, form, command.name)
        return answer

    return send


WAYS = {"typed": _typed, "pressed": _pressed, "sent": _sent}
"""How a command is used: each gets everything ready for the last deed."""
DEEDS = [(way, command) for way in WAYS for command in COMMANDS if way != "sent" or command.name in FILLED]


@pytest.mark.parametrize(("way", "command"), DEEDS, ids=lambda value: value if isinstance(value, str) else value.name)
async def test_a_command_answers_those_whom_it_is_for_and_refuses_others_without_a_change(
    platform: Platform, tenants: Tenants, way: str, command: Command
) -> None:
    assert tenants.database
    async with platform(dispatch(tenants)) as surface:
        await surface.become(Role.ADMIN)
        await prepare(surface, command.name)
        for role in Role:
            deed = await WAYS[way](surface, command)
            await surface.become(role)
            before = await tenants.database.generations()
            shown = await deed()
            check_clear(shown)
            after = await tenants.database.generations()
            changed = any(generation != before.get(tenant, 0) for tenant, generation in after.items())
            if role < command.role:
                assert WORDS[command.role] in shown.text
                assert shown.private
                assert not shown.is_form
                assert not changed
            else:
                assert not [words for words in WORDS.values() if words in shown.text]
            shown_first = way == "sent" and command.name in SHOWN_FIRST
            if role is command.role and command.name in WRITING and not shown_first:
                assert changed, shown.text
