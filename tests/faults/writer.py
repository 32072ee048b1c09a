"""Curators that are killed: `python -m tests.faults.writer URL` begins one for each line that it reads.

Each is a process of its own, which opens the bot and puts quotes on record until it is killed. It says `began PID`,
`kept TENANT ID` once a quote is on record, and `ended` when it is gone.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import os
import sys
from random import Random

from bot.card import Card, as_text
from bot.command import Asker, write_line
from bot.commands import COMMANDS
from bot.dispatch import Dispatch
from bot.roles import Role
from bot.store.database import Database
from bot.tenants import Tenants
from briefings.library import Library
from briefings.load import load
from tests.bot.asking import SAMPLE

A_TENANT = 10
"""So many curators in a row write for one tenant, whose record stays small that way."""
PATIENT = 25
"""One person may not change much more in a minute."""


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


async def _write(library: Library, url: str, number: int) -> None:
    tenants = Tenants(library, Database(url))
    await tenants.open(_now())
    bot = Dispatch(COMMANDS, tenants, _now, Random(number))  # noqa: S311  nothing is secret here
    tenant = f"slack:T{number // A_TENANT}"
    for count in itertools.count():
        quote = {
            "speaker": "dark-sky-circle",
            "words": f"Of the {number}th night we counted {count} hours of dark.",
            "said": "2022",
            "source": f"https://nights.example.org/{number}/{count}",
            "title": f"Night {number}, hour {count}",
            "anyway": "yes",
        }
        asker = Asker(tenant, f"u{count // PATIENT}", "square", Role.CURATOR)
        answer = await bot.answer(write_line("record add quote", quote), asker)
        if answer.fault or not isinstance(answer.body, Card):
            _say(f"refused {' '.join(as_text(answer.body).split())}")
            return
        _say(f"kept {tenant} {answer.body.records[0]}")


def _say(line: str) -> None:
    # In one go, so that whoever is killed says all of a line or nothing.
    os.write(1, f"{line}\n".encode())


def _begin(library: Library, url: str, number: int) -> None:
    process = os.fork()
    if process == 0:
        _say(f"began {os.getpid()}")
        asyncio.run(_write(library, url, number))
        os._exit(0)
    os.waitpid(process, 0)
    _say("ended")


def main() -> None:
    library = Library(load([SAMPLE]))
    for line in sys.stdin:
        _begin(library, sys.argv[1], int(line))


if __name__ == "__main__":
    main()
