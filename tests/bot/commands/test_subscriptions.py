"""`/subscriptions`: what the channels get, and what can be done with it."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.posting import Place
from bot.store.database import Database
from briefings.library import Library
from tests.bot.asking import buttons, card_of, facts, refusal_of, text_of
from tests.bot.commands.subscribers import WEEKLY, someone_at
from tests.bot.schedule.office import MINUTE, MONDAY, TENANT, Office
from tests.bot.someone import Someone

SQUARE = Place(TENANT, "square")
DAY = dt.timedelta(days=1)


@pytest.fixture
def office(sample_library: Library, database: Database) -> Office:
    return Office(sample_library, database)


@pytest.fixture
def cleo(office: Office) -> Someone:
    return someone_at(office)


async def test_nothing_yet_leads_to_the_first_one(cleo: Someone) -> None:
    card = await cleo.card("/subscriptions")
    assert "No channel here gets anything at set times yet." in text_of(card)
    assert (await cleo.form(buttons(card)["New subscription"])).command == "subscribe"


async def test_the_list_says_of_each_in_a_line_what_where_and_when(cleo: Someone) -> None:
    await cleo.card(WEEKLY)
    await cleo.card('/subscribe quote every:"daily 18:00" zone:UTC about:ana-moreau where:yard')
    await cleo.card("/subscriptions 2 pause")
    card = await cleo.card("/subscriptions")
    assert card.subtitle == "2 subscriptions"
    assert facts(card) == {
        "1": "full briefing · square · every Monday at 09:00, Europe/London · Open 1",
        "2": "quote of the day · Ana Moreau · yard · every day at 18:00, UTC · paused · Open 2",
    }
    assert (await cleo.card("/subscriptions number:2")).title == "Subscription 2"


async def test_a_long_list_has_pages(cleo: Someone, office: Office) -> None:
    for hour in range(23):
        await office.subscribe(every=f"0 {hour} * * *")
    card = await cleo.card("/subscriptions")
    assert (len(facts(card)), card.pages and card.pages.of) == (10, 3)
    last = await cleo.card("/subscriptions page:3")
    assert list(facts(last)) == ["21", "22", "23"]
    assert "page 4" in text_of(await cleo.refused("/subscriptions page:4"))


async def test_one_shows_when_it_comes_next_and_what_became_of_it(cleo: Someone, office: Office) -> None:
    await cleo.card(WEEKLY)
    office.now = MONDAY
    await office.work()
    card = await cleo.card("/subscriptions 1")
    assert card.subtitle == "active"
    assert facts(card)["Mon 30 Nov 2026"] == "09:00"
    assert facts(card)["23 Nov 2026, 09:00"] == "posted"
    assert facts(card)["Set up by"] == "cleo, 23 Nov 2026"
    assert "https://example.org/square/1" in text_of(card)
    assert list(buttons(card)) == ["Pause", "Change", "Send one now", "Preview", "Delete", "All subscriptions"]


async def test_what_is_paused_does_not_come_and_resumes_from_now(cleo: Someone, office: Office) -> None:
    card = await cleo.card('/subscribe briefing every:"daily 09:00" zone:UTC')
    paused = card_of(await cleo.press(await cleo.card("/subscriptions 1"), "Pause"))
    assert paused.subtitle == "paused"
    assert "Send one now" not in buttons(paused)
    await office.work_until(MONDAY + 3 * DAY + MINUTE, DAY)
    assert not office.wall.cards(SQUARE)
    card = card_of(await cleo.press(paused, "Resume"))
    assert card.subtitle == "active"
    assert (await office.subscription(1)).next_at == MONDAY + 4 * DAY
    assert await office.ledger() == []


async def test_one_whose_channel_is_gone_is_not_resumed(cleo: Someone, office: Office) -> None:
    await office.subscribe(channel="gone")
    await cleo.card("/subscriptions 1 pause")
    assert "There is no such channel." in text_of(await cleo.refused("/subscriptions 1 resume"))
    assert (await office.subscription(1)).status == "paused"


async def test_one_that_has_come_to_its_end_says_so_and_is_resumed_by_a_later_day(
    cleo: Someone, office: Office
) -> None:
    await cleo.card('/subscribe briefing every:"daily 09:00" zone:UTC until:2026-11-23')
    office.now = MONDAY
    await office.work()
    card = await cleo.card("/subscriptions 1")
    assert card.subtitle == "has come to its end"
    refused = refusal_of(await cleo.press(card, "Resume"))
    assert "Change it to choose another last day." in text_of(refused)
    shown = card_of(await cleo.send(await cleo.form(buttons(refused)["Change"]), until=""))
    card_of(await cleo.press(shown, "Save"))
    assert (await office.subscription(1)).next_at == MONDAY + DAY


async def test_one_can_be_sent_now_and_only_one_at_a_time(cleo: Someone, office: Office) -> None:
    await cleo.card(WEEKLY)
    sent = card_of(await cleo.press(await cleo.card("/subscriptions 1"), "Send one now"))
    assert sent.title == "On its way"
    assert "One is on its way already." in text_of(await cleo.refused("/subscriptions 1 send"))
    await office.work()
    assert len(office.wall.cards(SQUARE)) == 1
    assert facts(card_of(await cleo.press(sent, "What became of it"))) == {
        "23 Nov 2026, 08:59": "posted · full briefing · square"
    }
    assert (await office.subscription(1)).next_at == MONDAY  # What comes by itself comes all the same.


async def test_what_is_paused_is_not_sent(cleo: Someone, office: Office) -> None:
    await cleo.card(WEEKLY)
    await cleo.card("/subscriptions 1 pause")
    refused = await cleo.refused("/subscriptions 1 send")
    assert "Resume it first." in text_of(refused)
    assert list(buttons(refused)) == ["Resume"]
    assert await office.ledger() == []


async def test_a_preview_shows_how_it_would_look_with_its_balance_and_posts_nothing(
    cleo: Someone, office: Office
) -> None:
    await cleo.card(WEEKLY)
    card = await cleo.card("/subscriptions 1 preview")
    assert "As it would look now" in text_of(card)
    assert {"For", "Against"} <= set(facts(card))
    assert list(buttons(card)) == ["Send one now", "Change", "All subscriptions"]
    assert not office.wall.cards(SQUARE)


async def test_what_was_deleted_is_gone_and_can_be_had_again(cleo: Someone, office: Office) -> None:
    await cleo.card('/subscribe quote every:"mon 09:00" zone:UTC about:ana-moreau where:yard late:30 skip:2026-12-28')
    before = await office.subscription(1)
    office.now = MONDAY
    await office.tick.run()
    deleted = card_of(await cleo.press(await cleo.card("/subscriptions 1"), "Delete"))
    assert deleted.title == "Deleted"
    await office.work()
    assert [one.why for one in await office.ledger()] == ["The subscription was deleted."]
    assert not office.wall.posted
    assert "no subscription 1" in text_of(await cleo.refused("/subscriptions 1"))
    again = card_of(await cleo.press(deleted, "Subscribe again"))
    assert again.subtitle == "Subscription 2"
    assert (await office.subscription(2)).wish == before.wish


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("/subscriptions 7", "There is no subscription 7 here."),
        ("/subscriptions do:pause", "Say which one by its number."),
        ("/subscriptions 1 explode", "explode"),
        ("/subscriptions 1 resume", "Subscription 1 is not paused."),
        ("/subscriptions x", "x"),
    ],
)
async def test_what_is_not_there_or_cannot_be_done_is_said(cleo: Someone, line: str, says: str) -> None:
    await cleo.card(WEEKLY)
    assert says in text_of(await cleo.refused(line))


async def test_another_workspace_sees_nothing_of_it(cleo: Someone) -> None:
    await cleo.card(WEEKLY)
    stranger = cleo.elsewhere("slack:T2")
    assert "No channel here" in text_of(await stranger.card("/subscriptions"))
    assert "no subscription 1" in text_of(await stranger.refused("/subscriptions 1 delete"))


@pytest.mark.parametrize("line", ["/subscriptions 1 pause", "/subscriptions 1 delete", "/subscribe number:1 late:60"])
async def test_what_was_due_just_before_a_change_is_accounted_for(cleo: Someone, office: Office, line: str) -> None:
    await cleo.card(WEEKLY)
    office.now = MONDAY
    await cleo.card(line)
    await office.work()
    assert [one.slot for one in await office.ledger()] == [MONDAY]
    assert {one.status for one in await office.ledger()} <= {"posted", "skipped"}


async def test_what_someone_changed_meanwhile_is_not_overwritten(cleo: Someone, office: Office) -> None:
    await cleo.card(WEEKLY)
    form = await cleo.form("/subscriptions 1 edit")
    await cleo.card("/subscribe number:1 late:33")
    shown = card_of(await cleo.send(form, until="2027-03-01"))
    refused = refusal_of(await cleo.press(shown, "Save"))
    assert "Someone changed it since you opened the form." in text_of(refused)
    assert (await office.subscription(1)).lateness == 33


async def test_a_briefing_about_one_person_is_refused_at_once(cleo: Someone) -> None:
    refused = await cleo.refused('/subscribe briefing every:"mon 9:00" about:ana-moreau')
    assert "none of Ana Moreau alone" in text_of(refused)
