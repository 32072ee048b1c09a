"""`onrecord` with 50 more commands, in Slack too: `python -m bench.slack.and_more serve`."""

from __future__ import annotations

from dataclasses import replace

from bot import wiring
from bot.cli import main
from bot.commands import COMMANDS
from bot.commands.people import PEOPLE
from bot.platforms.slack import commands

_MORE = [replace(PEOPLE, name=f"people{number}") for number in range(50)]

if __name__ == "__main__":
    # Both modules are as they are in the product; only these two tuples of theirs are longer.
    vars(wiring).update(COMMANDS=(*_MORE, *COMMANDS))
    vars(commands).update(REGISTERED=(*(one.name for one in _MORE), *commands.REGISTERED))
    main()
