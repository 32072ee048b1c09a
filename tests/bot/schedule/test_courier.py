"""A slot is posted once, or it is known and told why not."""

from __future__ import annotations

import asyncio
import datetime as dt

import pytest

from bot.card import Card
from bot.posting import ChannelClosed, Later, Refused, TenantClosed, Unclear
from bot.roles import Role
from bot.store.database import Database
from briefings.library import Library
from tests.bot.schedule.office import MINUTE, MONDAY, PLACE, TENANT, Office

SECOND = dt.timedelta(seconds=1)
POSTED = Card("Posted before")


@pytest.fixture
def office(sample_library: Library, database: Database) -> Office:
    return Office(sample_library, database)


async def test_a_channel_gets_its_briefing_at_the_minute_it_asked_for(office: Office) -> None:
    await office.subscribe()
    await office.work()
    assert not office.wall.cards(PLACE)
    office.now = MONDAY
    await office.work()
    (card,) = office.wall.cards(PLACE)
    assert "Comes every Monday at 09:00, UTC." in repr(card)
    (delivery,) = await office.ledger()
    assert (delivery.status, delivery.slot, delivery.link) == ("posted", MONDAY, "https://example.org/C1/1")
    assert set(delivery.records) == set(card.records)


async def test_it_comes_each_time_and_never_between(office: Office) -> None:
    await office.subscribe()
    await office.work_until(MONDAY + dt.timedelta(days=14), dt.timedelta(hours=1))
    assert [one.slot for one in await office.ledger()] == [MONDAY + dt.timedelta(days=7 * week) for week in range(3)]
    assert len(office.wall.cards(PLACE)) == 3


async def test_two_processes_post_one_briefing(
    office: Office, other_process: Database, sample_library: Library
) -> None:
    other = Office(sample_library, other_process, office.wall)
    await office.subscribe()
    office.now = other.now = MONDAY
    await asyncio.gather(office.tick.run(), other.tick.run())
    ((key, turn),) = await office.feed()
    await asyncio.gather(office.courier.deliver(key, turn), other.courier.deliver(key, turn))
    assert len(office.wall.cards(PLACE)) == 1


async def test_what_was_fed_and_lost_is_fed_again(office: Office) -> None:
    await office.subscribe()
    office.now = MONDAY
    await office.tick.run()
    ((key, first),) = await office.feed()
    assert await office.feed() == []
    office.now += MINUTE + SECOND
    ((_, second),) = await office.feed()
    await office.courier.deliver(key, first)
    assert not office.wall.cards(PLACE)  # Its turn is over.
    await office.courier.deliver(key, second)
    assert len(office.wall.cards(PLACE)) == 1


async def test_what_was_posted_when_the_process_died_is_not_posted_again(office: Office) -> None:
    await office.subscribe()
    office.now = MONDAY
    await office.tick.run()
    ((key, turn),) = await office.feed()
    office.wall.failing = [KeyboardInterrupt()]  # as if it were killed in that moment
    office.wall.posted[PLACE].append((str(key), POSTED))
    with pytest.raises(KeyboardInterrupt):
        await office.courier.deliver(key, turn)
    office.now += MINUTE + SECOND
    assert await office.work() == 1
    assert len(office.wall.keys(PLACE)) == 1
    assert [one.status for one in await office.ledger()] == ["posted"]


@pytest.mark.parametrize("there", [True, False])
async def test_an_answer_that_was_lost_is_looked_into(office: Office, there: bool) -> None:  # noqa: FBT001  as pytest gives it
    await office.subscribe()
    office.now = MONDAY
    (office.wall.failing if there else office.wall.lost).append(Unclear("The answer was lost."))
    await office.work()
    assert [(one.status, one.unclear) for one in await office.ledger()] == [("pending", True)]
    office.now += 10 * SECOND
    assert await office.work() == 0  # It is not looked for too early: what was posted may show late.
    office.now += 10 * SECOND
    await office.work()
    assert len(office.wall.keys(PLACE)) == 1
    assert [one.status for one in await office.ledger()] == ["posted"]


async def test_where_nothing_can_be_read_an_unclear_one_is_told_and_not_posted_again(office: Office) -> None:
    await office.subscribe()
    office.now, office.wall.blind = MONDAY, True
    office.wall.failing.append(Unclear("The answer was lost."))
    await office.work()
    office.now += MINUTE
    await office.work()
    (delivery,) = await office.ledger()
    assert (delivery.status, delivery.why) == ("unconfirmed", "What stands in the channel cannot be read.")
    assert [one.user for one in await office.notices()] == ["U1"]
    assert len(office.wall.keys(PLACE)) == 1


async def test_a_late_one_is_posted_also_where_nothing_can_be_read(office: Office) -> None:
    await office.subscribe()
    office.now, office.wall.blind = MONDAY + dt.timedelta(minutes=30), True
    await office.work()
    assert [one.status for one in await office.ledger()] == ["posted"]


@pytest.mark.parametrize("late", [SECOND, dt.timedelta(minutes=20)])
async def test_an_older_ledger_that_was_restored_posts_nothing_again(
    office: Office, sample_library: Library, database: Database, late: dt.timedelta
) -> None:
    await office.subscribe()
    office.now = MONDAY
    await office.tick.run()
    ((key, _),) = await office.feed()
    office.wall.posted[PLACE].append((str(key), POSTED))
    begun_again = Office(sample_library, database, office.wall, MONDAY + late)
    begun_again.now += MINUTE + SECOND
    await begun_again.work()
    assert len(office.wall.keys(PLACE)) == 1
    assert [one.status for one in await office.ledger()] == ["posted"]


async def test_a_platform_that_wants_to_be_left_alone_is_for_so_long(office: Office) -> None:
    await office.subscribe()
    await office.subscribe()
    office.now = MONDAY
    office.wall.failing.append(Later("Too many messages.", 30))
    await office.work()
    assert office.wall.asked == 1  # The other one of the same channel does not even ask.
    office.now += 20 * SECOND
    await office.work()
    assert office.wall.asked == 1
    office.now += 11 * SECOND
    await office.work()
    assert len(office.wall.keys(PLACE)) == 2


async def test_other_channels_do_not_wait_for_one_that_does(office: Office) -> None:
    await office.subscribe()
    await office.subscribe(channel="C2")
    office.now = MONDAY
    office.wall.failing.append(Later("Too many messages.", 30))
    await office.work()
    assert sum(len(cards) for cards in office.wall.posted.values()) == 1


async def test_it_is_tried_until_the_limit_and_then_told(office: Office) -> None:
    await office.subscribe()
    office.now = MONDAY
    office.wall.failing = [Later("The platform is down.", 5) for _ in range(1_000)]
    await office.work_until(MONDAY + dt.timedelta(hours=3))
    (delivery,) = await office.ledger()
    assert delivery.status == "failed"
    assert "The platform is down." in delivery.why
    assert delivery.settled_at
    assert delivery.settled_at - MONDAY <= dt.timedelta(hours=2, minutes=7)
    assert 20 < office.wall.asked < 60


async def test_a_channel_that_is_gone_pauses_what_it_wanted_and_tells_it_once(office: Office) -> None:
    await office.subscribe()
    await office.subscribe(every="*/5 * * * *")
    other = await office.subscribe(channel="C2")
    office.now = MONDAY
    office.wall.failing.append(ChannelClosed("The channel is archived."))
    await office.work()
    assert [(await office.subscription(number)).status for number in (1, 2, other)] == ["paused", "paused", "active"]
    assert (await office.subscription(1)).why == "channel"
    await office.work_until(MONDAY + dt.timedelta(hours=1))
    assert len(await office.notices()) == 1
    assert sorted(one.status for one in await office.ledger()) == ["failed", "posted", "skipped"]


async def test_a_token_that_was_revoked_pauses_the_tenant_alone(office: Office) -> None:
    await office.subscribe()
    await office.subscribe(channel="C2", due=MONDAY + dt.timedelta(days=1))
    await office.subscribe(tenant="slack:T2")
    office.now = MONDAY
    office.wall.failing.append(TenantClosed("The app was removed."))
    await office.work()
    paused = [(await office.subscription(number)).why for number in (1, 2)]
    assert paused == ["tenant", "tenant"]
    assert (await office.subscription(1, "slack:T2")).status == "active"


async def test_a_card_that_the_platform_refuses_holds_up_nothing(office: Office) -> None:
    await office.subscribe()
    await office.subscribe(channel="C2")
    office.now = MONDAY
    office.wall.failing.append(Refused("The message is too large."))
    await office.work()
    assert sorted(one.status for one in await office.ledger()) == ["failed", "posted"]
    assert (await office.subscription(1)).status == "active"


async def test_a_poisoned_one_is_given_up_and_told(office: Office) -> None:
    await office.subscribe()
    await office.subscribe(channel="C2")
    office.now = MONDAY
    office.wall.failing = [RuntimeError("a fault of ours")]
    await office.work()
    assert sorted(one.status for one in await office.ledger()) == ["pending", "posted"]
    office.wall.failing = [RuntimeError("a fault of ours"), RuntimeError("a fault of ours")]
    await office.work_until(MONDAY + dt.timedelta(minutes=10))
    assert sorted(one.status for one in await office.ledger()) == ["posted", "unconfirmed"]
    assert len(await office.notices()) == 1


async def test_nothing_new_is_nothing_posted(office: Office) -> None:
    await office.subscribe(kind="new")
    office.now = MONDAY
    await office.work()
    assert not office.wall.cards(PLACE)
    (delivery,) = await office.ledger()
    assert (delivery.status, delivery.why) == ("skipped", "There was nothing new to say.")


async def test_what_is_paused_or_deleted_meanwhile_is_not_posted(office: Office) -> None:
    await office.subscribe()
    await office.subscribe()
    office.now = MONDAY
    await office.tick.run()
    async with office.database.writing(TENANT) as transaction:
        await transaction.subscriptions.pause(1)
        await transaction.subscriptions.delete(2)
    await office.work()
    assert not office.wall.cards(PLACE)
    assert [one.status for one in await office.ledger()] == ["skipped", "skipped"]


async def test_what_was_tried_until_it_was_too_late_is_told_as_failed(office: Office) -> None:
    await office.subscribe()
    office.now = MONDAY
    office.wall.failing = [Later("The platform is down.", 3_000)] * 3
    await office.work_until(MONDAY + dt.timedelta(minutes=100), dt.timedelta(minutes=10))
    office.now = MONDAY + dt.timedelta(hours=3)
    await office.work()
    assert [one.status for one in await office.ledger()] == ["failed"]
    assert [one.role for one in await office.notices()] == [Role.CURATOR]


async def test_what_nobody_delivers_is_settled_in_the_end(office: Office) -> None:
    await office.subscribe()
    office.now = MONDAY
    await office.tick.run()
    async with office.database.writing_common() as common:
        assert await common.ledger.expire(MONDAY, "Nobody did.", office.now) == 0
        assert await common.ledger.expire(MONDAY + MINUTE, "Nobody did.", office.now) == 1
    assert [(one.status, one.why) for one in await office.ledger()] == [("skipped", "Nobody did.")]


async def test_a_clock_that_jumps_while_something_is_posted_posts_it_once(office: Office) -> None:
    await office.subscribe()
    office.now = MONDAY
    await office.tick.run()
    ((key, turn),) = await office.feed()
    held = office.wall.hold()
    posting = asyncio.create_task(office.courier.deliver(key, turn))
    await held.reached.wait()
    office.now += dt.timedelta(hours=1)
    ((_, later),) = await office.feed()
    await office.courier.deliver(key, later)
    held.free.set()
    await posting
    assert len(office.wall.keys(PLACE)) == 1
