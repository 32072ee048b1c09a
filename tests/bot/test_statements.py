"""Reading commands are answered from memory: once a tenant is loaded, no SQL stands before an answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Iterator
from contextlib import closing

import pytest
import pytest_asyncio
from sqlalchemy import Engine, event

from bot.card import Card
from bot.command import KNOWN_AT, Asker
from bot.commands import COMMANDS
from bot.dispatch import Dispatch
from bot.roles import Role
from bot.store.database import Database
from bot.tenants import Tenants
from briefings.library import Library
from briefings.model import Dossier
from tests.bot.asking import dispatch_over
from tests.bot.desks import NOW, TENANT, change, correcting, desk_at, retracting

ASKER = Asker(TENANT, "u1", "square", Role.EVERYONE)
LINES = (
    "/stance dsc",
    "/stance dsc colour as_of:2022",
    "/timeline dsc from:2021",
    "/quote",
    "/quote dsc lamps",
    "/briefing",
    "/compare dsc ruzicka",
    "/search lamps",
    "/ask What was said about lamps?",
    "/check The owls left the bell tower",
    "/new since:2021",
    "/people",
    "/debates",
    "/source q-circle-2021-looking-up",
    "/help",
    "/stance",
    "/stance nobody",
)
"""Every way to read, forms and refusals too."""


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """Give all SQL that is run on any database from here on."""
    run: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        run.append(statement)

    event.listen(Engine, "before_cursor_execute", count)
    yield run
    event.remove(Engine, "before_cursor_execute", count)


@pytest_asyncio.fixture
async def dispatch(sample: Dossier, database: Database) -> AsyncIterator[Dispatch]:
    with closing(Library([sample])) as library:
        tenants = Tenants(library, database)
        await tenants.open(NOW)
        await change(
            desk_at(tenants), correcting("dark-sky-circle", summary="For nights"), retracting("ev-2022-05-petition")
        )
        yield dispatch_over(tenants, today=lambda: NOW.date() + dt.timedelta(days=1))


def test_every_command_that_reads_is_among_the_lines() -> None:
    reading = {command.name for command in COMMANDS if command.role is Role.EVERYONE and command.lasting}
    asked = {line.removeprefix("/").split()[0] for line in LINES}
    assert {name for name in reading if " " not in name} <= asked


async def test_reading_runs_no_sql(dispatch: Dispatch, statements: list[str]) -> None:
    statements.clear()
    for line in LINES:
        answer = await dispatch.answer(line, ASKER)
        assert answer.fault != "ours", line
        assert statements == [], line
    await dispatch.surroundings(ASKER)
    await dispatch.library(TENANT)
    assert statements == []


async def test_only_what_was_known_at_a_day_asks_the_database(dispatch: Dispatch, statements: list[str]) -> None:
    statements.clear()
    line = f"/source q-circle-2021-looking-up {KNOWN_AT.name}:2026-11-24"
    assert isinstance((await dispatch.answer(line, ASKER)).body, Card)
    assert [one for one in statements if one.lstrip().startswith("SELECT")]
    statements.clear()
    await dispatch.answer(line, ASKER)
    assert statements == []


async def test_a_tenant_is_loaded_once(dispatch: Dispatch, statements: list[str]) -> None:
    elsewhere = Asker("slack:T2", "u1", "square", Role.EVERYONE)
    statements.clear()
    await dispatch.answer("/stance dsc", elsewhere)
    assert statements
    statements.clear()
    await dispatch.answer("/timeline", elsewhere)
    assert statements == []
