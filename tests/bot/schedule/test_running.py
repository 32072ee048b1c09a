"""Courier, engine and schedule at work: what is due is posted, at its rate, and nothing stays behind in the engine."""

from __future__ import annotations

import datetime as dt
from random import Random

from bot.card import Card
from bot.posting import Place, Posted
from bot.schedule.courier import Courier
from bot.schedule.patience import Patience
from bot.schedule.running import deliver
from bot.schedule.schedule import AHEAD
from bot.store.database import Database
from bot.tenants import Tenants
from briefings.library import Library
from tests.bot.schedule.office import TENANT, wish
from tests.bot.schedule.wall import Wall
from tests.waiting import meanwhile, until

QUICK = Patience(poll=0.05)
RATE = 20
MANY = 30


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Timed(Wall):
    """A wall that keeps when it was posted to."""

    def __init__(self) -> None:
        super().__init__()
        self.moments: list[dt.datetime] = []

    async def post(self, place: Place, card: Card, key: str, *, again: bool) -> Posted:
        self.moments.append(now())
        return await super().post(place, card, key, again=again)


async def test_what_is_due_at_once_is_posted_once_each_and_no_faster_than_the_rate(
    sample_library: Library, database: Database
) -> None:
    async with database.writing(TENANT) as transaction:
        for number in range(MANY):
            await transaction.subscriptions.add(wish(channel=f"C{number}"), now(), "U1", now())
    wall = Timed()
    courier = Courier(Tenants(sample_library, database), database, {"slack": wall}, now, Random(1))  # noqa: S311  nothing is secret here
    async with meanwhile(deliver(courier, database, {"slack": RATE}, now, QUICK)):
        await until(lambda: len(wall.moments) == MANY, within=15)
        await until(lambda: _settled(database), within=5)
    assert all(len(keys) == 1 for keys in wall.posted.values())
    assert len(wall.posted) == MANY
    assert wall.moments[-1] - wall.moments[0] > dt.timedelta(seconds=0.9 * (MANY - 1) / RATE)


async def test_processes_plan_one_after_the_other(database: Database) -> None:
    moment = now()
    async with database.writing_common() as common:
        assert await common.ledger.free_from("slack", moment) == moment
        await common.ledger.plan("slack", moment + AHEAD)
    async with database.writing_common() as common:
        assert await common.ledger.free_from("slack", moment) == moment + AHEAD
        assert await common.ledger.free_from("discord", moment) == moment


async def _settled(database: Database) -> bool:
    async with database.reading(TENANT) as transaction:
        return all(one.status == "posted" for one in await transaction.deliveries.latest(MANY))
