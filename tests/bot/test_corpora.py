"""The Big List of Naughty Strings, as arguments of every command."""

from __future__ import annotations

import logging

import pytest

from bot.card import as_text
from bot.command import Command, write_line
from bot.commands import COMMANDS
from bot.tenants import Tenants
from tests.bot.asking import Ask, asking, dispatch_over
from tests.contracts.looking import naughty_strings


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
async def test_naughty_strings_are_answered_without_a_fault_of_ours(
    shipped_tenants: Tenants, command: Command, caplog: pytest.LogCaptureFixture
) -> None:
    ask = asking(dispatch_over(shipped_tenants))
    for text in naughty_strings():
        named = (write_line(command.name, {param.name: text}) for param in command.listed)
        for line in (f"/{command.name} {text}", *named):
            answer = await ask(line, command.role)
            assert answer.fault != "ours", ascii(line)
            assert as_text(answer.body).strip()
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_naughty_strings_are_no_commands(ask_shipped: Ask) -> None:
    for text in naughty_strings():
        assert (await ask_shipped(text)).fault == "asker's", ascii(text)
