"""What was begun, and of which nobody knows what became of it: it is not posted again, and someone is told, once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Awaitable, Callable
from random import Random

import pytest
from sqlalchemy import text

from bot.card import Card
from bot.posting import Place, Posted, Refused, Unclear
from bot.schedule.courier import Courier
from bot.store.database import Database
from briefings.library import Library
from tests.bot.schedule.office import MINUTE, MONDAY, PLACE, TENANT, Office
from tests.bot.schedule.wall import Wall

SECOND = dt.timedelta(seconds=1)


class Interrupted(Wall):
    """A wall on which something happens in the moment after something was posted."""

    def __init__(self, then: Callable[[], Awaitable[None]]) -> None:
        super().__init__()
        self.then: Callable[[], Awaitable[None]] | None = then

    async def post(self, place: Place, card: Card, key: str, *, again: bool) -> Posted:
        posted = await super().post(place, card, key, again=again)
        if then := self.then:
            self.then = None
            await then()
        return posted


@pytest.fixture
def office(sample_library: Library, database: Database) -> Office:
    return Office(sample_library, database)


async def begun(office: Office) -> None:
    """Let an attempt be made whose answer is lost."""
    await office.subscribe()
    office.now = MONDAY
    office.wall.lost.append(Unclear("The answer was lost."))
    await office.work()


async def test_what_cannot_be_looked_for_in_time_is_told(office: Office) -> None:
    await begun(office)
    office.now += dt.timedelta(hours=3)
    await office.work()
    (delivery,) = await office.ledger()
    assert delivery.status == "unconfirmed"
    assert delivery.why == "Whether it was posted could not be seen in time. The answer was lost."
    assert [one.user for one in await office.notices()] == ["U1"]


async def test_what_was_deleted_after_it_was_begun_is_told(office: Office) -> None:
    await begun(office)
    async with office.database.writing(TENANT) as transaction:
        await transaction.subscriptions.delete(1)
    office.now += MINUTE
    await office.work()
    assert [one.status for one in await office.ledger()] == ["unconfirmed"]
    assert [one.user for one in await office.notices()] == ["U1"]


async def test_what_became_of_it_is_kept_only_together_with_who_is_told(office: Office) -> None:
    await begun(office)
    async with office.database.writing(TENANT) as transaction:
        # So that it fails in that very moment, as when the process is killed there.
        await transaction.notices._connection.execute(text("ALTER TABLE notice RENAME TO gone"))  # noqa: SLF001
    office.now += MINUTE
    office.wall.lost.append(Refused("The message is too large."))
    await office.work()
    assert [one.status for one in await office.ledger()] == ["pending"]


async def test_whoever_comes_too_late_with_an_outcome_tells_nobody(
    office: Office, sample_library: Library, other_process: Database
) -> None:
    other = Office(sample_library, other_process)

    async def held_up() -> None:
        other.now = MONDAY + 2 * MINUTE
        other.wall.lost.append(Refused("The message is too large."))
        await other.work()
        raise Refused("The message is too large.")

    held = Office(sample_library, office.database, Interrupted(held_up))
    await held.subscribe()
    held.now = MONDAY
    await held.work()
    assert [one.status for one in await office.ledger()] == ["unconfirmed"]
    assert len(await office.notices()) == 1


async def test_a_fault_of_ours_after_it_was_posted_posts_nothing_again(
    sample_library: Library, database: Database
) -> None:
    async def fail() -> None:
        raise RuntimeError("a fault of ours")

    office = Office(sample_library, database, Interrupted(fail))
    await office.subscribe()
    office.now = MONDAY
    await office.work()
    office.now += MINUTE
    await office.work()
    assert len(office.wall.keys(PLACE)) == 1
    assert [one.status for one in await office.ledger()] == ["posted"]


async def test_whoever_was_held_up_for_most_of_the_lease_does_not_begin_to_post(office: Office) -> None:
    await office.subscribe()
    office.now = MONDAY
    await office.tick.run()
    ((key, turn),) = await office.feed()

    def now() -> dt.datetime:
        office.now += 40 * SECOND
        return office.now

    slow = Courier(office.tenants, office.database, {"slack": office.wall}, now, Random(1))  # noqa: S311  nothing is secret here
    await slow.deliver(key, turn)
    assert office.wall.asked == 0
    assert [(one.status, one.unclear) for one in await office.ledger()] == [("pending", False)]
