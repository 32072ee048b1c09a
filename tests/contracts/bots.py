"""The bot that platforms are tested with: the shipped record, a fixed day, chance with a seed."""

from __future__ import annotations

import datetime as dt
from functools import cache
from random import Random

from bot.command import Command
from bot.commands import COMMANDS, READING
from bot.commands.help import HELP
from bot.dispatch import Dispatch
from bot.tenants import Tenants
from briefings.library import Library
from briefings.load import SHIPPED, load
from tests.bot.asking import noon
from tests.contracts.asking import OFFER

TODAY = dt.date(2026, 7, 1)


@cache
def shipped() -> Library:
    """Give the shipped record; it is read once in a process."""
    return Library(load((SHIPPED,)))


def dispatch(library: Library | Tenants | None = None, *more: Command) -> Dispatch:
    """Put a bot together that answers from a record; with a test's own commands, it has none that change it beside.

    Whatever can be asked, it can show a button that asks it.
    """
    tenants = library if isinstance(library, Tenants) else Tenants(library or shipped())
    commands = (*READING, HELP, *more, OFFER) if more else (*COMMANDS, OFFER)
    return Dispatch(commands, tenants, lambda: noon(TODAY), Random(7))  # noqa: S311  it picks quotes
