"""Everything that delivers, but for the engine: a clock that is set, a wall, and turns that are taken by hand."""

from __future__ import annotations

import datetime as dt
from random import Random

from bot.posting import Place, platform_of
from bot.schedule.courier import Courier
from bot.schedule.tick import Tick
from bot.store.database import Database
from bot.store.deliveries import Delivery, Key
from bot.store.notices import Notice
from bot.store.subscriptions import Subscription, Wish
from bot.tenants import Tenants
from briefings.library import Library
from tests.bot.schedule.wall import Wall

TENANT = "slack:T1"
PLACE = Place(TENANT, "C1")
MONDAY = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
BEGUN = MONDAY - MINUTE


def wish(**changed: object) -> Wish:
    """Give what is wanted each Monday at nine."""
    usual = {"channel": "C1", "kind": "briefing", "about": "", "every": "0 9 * * 1", "zone": "UTC"}
    return Wish(**{**usual, **changed})  # type: ignore[arg-type]  # what is changed is a field of it


class Office:
    """A process that delivers, at a moment that is set; `database` may be shared with another one."""

    def __init__(
        self, library: Library, database: Database, wall: Wall | None = None, begun: dt.datetime = BEGUN
    ) -> None:
        self.now = begun
        self.wall = wall or Wall()
        self.database = database
        self.tenants = Tenants(library, database)
        self.tick = Tick(database, lambda: self.now)
        posters = {"slack": self.wall}
        self.courier = Courier(self.tenants, database, posters, lambda: self.now, Random(1))  # noqa: S311  nothing is secret here

    async def subscribe(self, due: dt.datetime = MONDAY, tenant: str = TENANT, **changed: object) -> int:
        async with self.database.writing(tenant) as transaction:
            return await transaction.subscriptions.add(wish(**changed), due, "U1", self.now)

    async def feed(self, limit: int = 100) -> list[tuple[Key, int]]:
        """Take in hand what may be tried now."""
        async with self.database.writing_common() as common:
            return await common.ledger.feed(platform_of(TENANT), self.now, self.now + MINUTE, limit)

    async def work(self) -> int:
        """Tick, and deliver what may be tried now; give how many that were."""
        await self.tick.run()
        fed = await self.feed()
        for key, turn in fed:
            await self.courier.deliver(key, turn)
        return len(fed)

    async def work_until(self, end: dt.datetime, step: dt.timedelta = MINUTE) -> None:
        """Work at every step up to a moment."""
        while self.now < end:
            self.now = min(self.now + step, end)
            await self.work()

    async def ledger(self, tenant: str = TENANT) -> list[Delivery]:
        async with self.database.reading(tenant) as transaction:
            return (await transaction.deliveries.latest(10_000))[::-1]

    async def subscription(self, number: int = 1, tenant: str = TENANT) -> Subscription:
        async with self.database.reading(tenant) as transaction:
            found = await transaction.subscriptions.get(number)
        assert found
        return found

    async def notices(self, tenant: str = TENANT) -> list[Notice]:
        async with self.database.reading(tenant) as transaction:
            return await transaction.notices.untold()
