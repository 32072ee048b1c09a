"""`/deliveries`: what became of each slot, and what someone decides of one that nobody knows of."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.card import Card
from bot.posting import Later, Refused, Unclear
from bot.roles import Role
from bot.store.database import Database
from briefings.library import Library
from tests.bot.asking import buttons, card_of, facts, refusal_of, text_of
from tests.bot.commands.subscribers import someone_at
from tests.bot.schedule.office import MINUTE, MONDAY, PLACE, Office
from tests.bot.someone import Someone

HOUR = dt.timedelta(hours=1)
SLOT = '/deliveries number:1 slot:"2026-11-23T09:00:00+00:00"'


@pytest.fixture
def office(sample_library: Library, database: Database) -> Office:
    return Office(sample_library, database)


@pytest.fixture
def cleo(office: Office) -> Someone:
    return someone_at(office)


async def unconfirmed(office: Office) -> None:
    """Let the answer to a post be lost where nothing can be read, so that nobody knows whether it stands there."""
    await office.subscribe()
    office.now, office.wall.blind = MONDAY, True
    office.wall.lost.append(Unclear("The answer was lost."))
    await office.work()
    office.now += MINUTE
    await office.work()


async def test_nothing_due_yet_is_said(cleo: Someone) -> None:
    card = await cleo.card("/deliveries")
    assert "Nothing was due here yet." in text_of(card)
    assert list(buttons(card)) == ["Subscriptions"]


async def test_each_is_listed_with_its_link_or_with_why_not(cleo: Someone, office: Office) -> None:
    await office.subscribe()
    await office.subscribe(kind="new", channel="C2", due=MONDAY + MINUTE)
    await office.subscribe(channel="C3", due=MONDAY + 2 * MINUTE)
    for step in range(3):
        office.now = MONDAY + step * MINUTE
        office.wall.failing += [Refused("The message is too large.")] if step == 2 else []
        await office.work()
    card = await cleo.card("/deliveries")
    assert card.subtitle == "3 deliveries · latest first · times in UTC"
    assert facts(card) == {
        "23 Nov 2026, 09:02": "not posted · The message is too large. · full briefing · C3",
        "23 Nov 2026, 09:01": "left out · There was nothing new to say. · what is new · C2",
        "23 Nov 2026, 09:00": "posted · full briefing · C1",
    }
    assert "https://example.org/C1/1" in text_of(card)


async def test_times_are_said_where_the_tenant_is(cleo: Someone, office: Office) -> None:
    await someone_at(office, Role.ADMIN).card("/settings zone:Europe/Berlin")
    await office.subscribe()
    office.now = MONDAY
    await office.work()
    card = await cleo.card("/deliveries")
    assert list(facts(card)) == ["23 Nov 2026, 10:00"]
    assert "times in Europe/Berlin" in text_of(card)


async def test_those_of_one_subscription_or_of_one_outcome_are_picked_out(cleo: Someone, office: Office) -> None:
    await office.subscribe()
    await office.subscribe(kind="new", channel="C2")
    office.now = MONDAY
    await office.work()
    assert "C2" not in text_of(await cleo.card("/deliveries number:1"))
    assert "C1" not in text_of(await cleo.card("/deliveries status:skipped"))
    assert "No delivery here is “unconfirmed”." in text_of(await cleo.card("/deliveries status:unconfirmed"))
    assert "not one of the choices" in text_of(await cleo.refused("/deliveries status:lost"))


async def test_many_have_pages_of_which_no_other_can_be_asked(cleo: Someone, office: Office) -> None:
    await office.subscribe(every="0 * * * *", lateness=60)
    office.now = MONDAY + 40 * HOUR
    await office.work()
    card = await cleo.card("/deliveries")
    assert (len(facts(card)), card.pages and card.pages.of) == (15, 3)
    older = card_of(await cleo.press(card, "Older ▶"))
    assert not set(facts(card)) & set(facts(older))
    assert len(facts(await cleo.card("/deliveries page:3"))) == 11
    assert "page 4" in text_of(await cleo.refused("/deliveries page:4"))


async def test_what_became_of_a_deleted_subscription_stays(cleo: Someone, office: Office) -> None:
    await office.subscribe()
    office.now = MONDAY
    await office.work()
    await cleo.card("/subscriptions 1 delete")
    assert facts(await cleo.card("/deliveries")) == {
        "23 Nov 2026, 09:00": "posted · subscription 1, deleted since · C1"
    }


async def test_an_unconfirmed_one_that_is_there_is_posted_by_someones_word(cleo: Someone, office: Office) -> None:
    await unconfirmed(office)
    card = await cleo.card(SLOT)
    assert "Look in the channel" in text_of(card)
    assert list(buttons(card)) == ["It is there", "Post it", "Subscription 1", "All deliveries"]
    there = card_of(await cleo.press(card, "It is there"))
    assert next(iter(facts(there).values())).startswith("posted · Nobody knew, until someone saw it there.")
    assert "It is there" not in buttons(there)
    for label in ("It is there", "Post it"):
        assert "decided already" in text_of(refusal_of(await cleo.press(card, label)))
    office.now += HOUR
    await office.work()
    assert not office.wall.cards(PLACE)


async def test_an_unconfirmed_one_that_is_not_there_is_posted_once(cleo: Someone, office: Office) -> None:
    await unconfirmed(office)
    card = await cleo.card(SLOT)
    assert next(iter(facts(card_of(await cleo.press(card, "Post it"))).values())).startswith("is on its way")
    refusal_of(await cleo.press(card, "Post it"))
    await office.work()
    await office.work()
    assert len(office.wall.cards(PLACE)) == 1
    assert [one.status for one in await office.ledger()] == ["posted"]


async def test_it_is_posted_at_someones_wish_however_late_that_is(cleo: Someone, office: Office) -> None:
    await unconfirmed(office)
    office.now += 9 * 24 * HOUR
    await office.tick.run()  # A newer one has come since.
    await cleo.press(await cleo.card(SLOT), "Post it")
    office.wall.failing.append(Later("The platform is down.", 5))
    await office.work()
    office.now += MINUTE
    await office.work()
    assert len(office.wall.cards(PLACE)) == 1
    assert (await office.ledger())[0].status == "posted"


async def test_one_that_turns_out_to_be_there_is_not_posted_at_any_wish(cleo: Someone, office: Office) -> None:
    await unconfirmed(office)
    office.wall.posted[PLACE].append((str((await office.ledger())[0].key), Card("Posted before")))
    office.wall.blind = False
    office.now += HOUR
    await cleo.press(await cleo.card(SLOT), "Post it")
    await office.work()
    assert len(office.wall.cards(PLACE)) == 1
    assert [one.status for one in await office.ledger()] == ["posted"]


async def test_nothing_is_posted_for_what_is_paused_or_deleted(cleo: Someone, office: Office) -> None:
    await unconfirmed(office)
    card = await cleo.card(SLOT)
    await cleo.card("/subscriptions 1 pause")
    assert "Post it" not in buttons(await cleo.card(SLOT))
    assert "Resume it first." in text_of(refusal_of(await cleo.press(card, "Post it")))
    await cleo.card("/subscriptions 1 delete")
    assert "no subscription 1" in text_of(refusal_of(await cleo.press(card, "Post it")))
    assert "It is there" in buttons(await cleo.card(SLOT))
    assert [one.status for one in await office.ledger()] == ["unconfirmed"]


async def test_the_audit_says_who_decided(cleo: Someone, office: Office) -> None:
    await unconfirmed(office)
    await cleo.press(await cleo.card(SLOT), "It is there")
    audit = text_of(await someone_at(office, Role.ADMIN).card("/audit"))
    assert "cleo confirmed one of subscription 1" in audit


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("/deliveries number:1 slot:yesterday", "A slot is a moment such as"),
        ("/deliveries number:1 slot:2026-11-23T09:00:00", "A slot is a moment such as"),
        (SLOT, "No such delivery"),
    ],
)
async def test_what_is_not_on_the_ledger_is_said(cleo: Someone, line: str, says: str) -> None:
    answer = await cleo.ask(line)
    assert says in text_of(answer.body)
    assert answer.fault != "ours"
