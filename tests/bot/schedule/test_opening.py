"""Delivering with the engine, as a process does it."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.schedule.running import deliver
from bot.store.database import Database
from briefings.library import Library
from tests.bot.schedule.office import MONDAY, PLACE, Office
from tests.waiting import meanwhile, until

PATIENCE = 30.0


async def test_whoever_could_not_open_the_engine_opens_it_the_next_time(
    sqlite_url: str, sample_library: Library
) -> None:
    database = Database(sqlite_url)
    office = Office(sample_library, database)
    await office.subscribe()
    office.now = MONDAY
    in_the_way = Path(database.engine_url.removeprefix("sqlite:///"))
    await asyncio.to_thread(in_the_way.mkdir)
    with pytest.raises(Exception, match="unable to open database file"):
        await asyncio.wait_for(deliver(office.courier, database, {}, lambda: office.now), PATIENCE)
    await asyncio.to_thread(in_the_way.rmdir)
    async with meanwhile(deliver(office.courier, database, {}, lambda: office.now)):
        await until(lambda: len(office.wall.cards(PLACE)) == 1, PATIENCE)
    await database.close()
