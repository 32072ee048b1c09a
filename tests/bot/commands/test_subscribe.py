"""`/subscribe`: what is saved, what is shown before, and what is refused with nothing saved."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.roles import Role
from bot.store.database import Database
from briefings.library import Library
from tests.bot.asking import buttons, card_of, facts, form_of, headings, refusal_of, text_of
from tests.bot.commands.subscribers import MOST, WEEKLY, someone_at
from tests.bot.schedule.office import MONDAY, TENANT, Office
from tests.bot.someone import Someone, again, errors, values


@pytest.fixture
def office(sample_library: Library, database: Database) -> Office:
    return Office(sample_library, database)


@pytest.fixture
def cleo(office: Office) -> Someone:
    return someone_at(office)


async def saved(office: Office) -> int:
    async with office.database.reading(TENANT) as transaction:
        return await transaction.subscriptions.count()


# -- one line -------------------------------------------------------------------------------------


async def test_one_line_saves_and_shows_the_next_five_times_in_the_zone(cleo: Someone, office: Office) -> None:
    card = await cleo.card(WEEKLY)
    assert (card.title, card.subtitle) == ("Saved", "Subscription 1")
    shown = facts(card)
    assert shown["What"] == "full briefing"
    assert shown["Where"] == "square"
    assert shown["When"] == "every Monday at 09:00, Europe/London"
    assert headings(card) == [("Next", "Europe/London")]
    # It is 08:59 on a Monday in London, in winter.
    days = ["Mon 23 Nov 2026", "Mon 30 Nov 2026", "Mon 7 Dec 2026", "Mon 14 Dec 2026", "Mon 21 Dec 2026"]
    assert {day: shown[day] for day in days} == dict.fromkeys(days, "09:00")
    kept = await office.subscription(1)
    assert (kept.channel, kept.kind, kept.every, kept.zone, kept.next_at, kept.by) == (
        "square",
        "briefing",
        "0 9 * * 1",
        "Europe/London",
        MONDAY,
        "cleo",
    )


async def test_a_cron_line_is_taken_and_said_in_words(cleo: Someone, office: Office) -> None:
    card = await cleo.card('/subscribe what:quote every:"*/5 * * * *" zone:UTC')
    assert facts(card)["When"] == "every 5 minutes, UTC"
    assert facts(card)["Mon 23 Nov 2026"] == "09:00, 09:05, 09:10, 09:15, 09:20"
    assert (await office.subscription(1)).every == "*/5 * * * *"


async def test_the_clocks_that_go_on_in_spring_are_told_by_the_zone(cleo: Someone) -> None:
    card = await cleo.card('/subscribe quote every:"first sunday 02:30" zone:America/New_York')
    assert facts(card)["Sun 7 Mar 2027"] == "02:30"
    card = await cleo.card("/subscribe quote every:daily zone:Asia/Kolkata")
    assert headings(card) == [("Next", "Asia/Kolkata")]


async def test_everything_can_be_said_in_a_line(cleo: Someone, office: Office) -> None:
    card = await cleo.card(
        '/subscribe new every:"weekdays 8:30" about:"ana moreau" where:<#C7|yard> zone:Europe/Berlin '
        'skip:"2026-12-25, 2027-01-01" until:2027-01-31 only_new:no late:30'
    )
    assert facts(card) | {
        "What": "what is new · Ana Moreau",
        "Where": "C7",
        "When": "every weekday at 08:30, Europe/Berlin, not on 25 Dec 2026 or 1 Jan 2027, until 31 Jan 2027",
        "When nothing is new": "posted all the same, and says so",
        "Late by at most": "30 minutes",
    } == facts(card)
    kept = await office.subscription(1)
    assert (kept.about, kept.channel, kept.skip, kept.until) == (
        "ana-moreau",
        "C7",
        "2026-12-25,2027-01-01",
        "2027-01-31",
    )
    assert (kept.only_new, kept.lateness) == (False, 30)


async def test_without_a_zone_it_is_that_of_the_person_or_else_that_of_the_settings(
    cleo: Someone, office: Office
) -> None:
    in_oslo = replace(cleo.asker, zone="Europe/Oslo")
    answer = await cleo.bot.answer('/subscribe quote every:"daily 9:00"', in_oslo)
    assert facts(card_of(answer))["When"] == "every day at 09:00, Europe/Oslo"
    await someone_at(office, Role.ADMIN).card("/settings zone:Europe/Berlin")
    card = await cleo.card('/subscribe quote every:"daily 9:00"')
    assert facts(card)["When"] == "every day at 09:00, Europe/Berlin"


async def test_the_name_alone_opens_a_form_with_what_is_usual(cleo: Someone) -> None:
    form = await cleo.form("/subscribe")
    assert values(form) == {"what": "briefing", "where": "square", "only_new": "yes"}
    assert {field.name for field in form.fields if field.required} == {"what", "every"}


# -- a form shows it first ------------------------------------------------------------------------


async def test_a_form_shows_how_it_would_look_with_its_balance_and_saves_by_a_button(
    cleo: Someone, office: Office
) -> None:
    shown = card_of(await cleo.send(await cleo.form("/subscribe"), every="mon 09:00", zone="Europe/London"))
    assert shown.title == "Preview"
    assert await saved(office) == 0
    assert [heading for heading, _ in headings(shown)][:2] == ["Next", "As it would look now"]
    assert headings(shown)[-1] == ("Balance", "")
    assert {"For", "Against", "Mixed or neither"} <= set(facts(shown))
    assert list(buttons(shown)) == ["Save"]
    card = card_of(await cleo.press(shown, "Save"))
    assert card.title == "Saved"
    assert (await office.subscription(1)).every == "0 9 * * 1"
    assert facts(card)["When"] == "every Monday at 09:00, Europe/London"


async def test_a_preview_that_is_pressed_twice_saves_once(cleo: Someone, office: Office) -> None:
    shown = await cleo.card(f"{WEEKLY} preview:yes")
    office.now += dt.timedelta(seconds=2)
    first, second = card_of(await cleo.press(shown, "Save")), card_of(await cleo.press(shown, "Save"))
    assert first.subtitle == second.subtitle == "Subscription 1"
    assert await saved(office) == 1
    office.now += dt.timedelta(seconds=2)
    assert card_of(await cleo.press(await cleo.card(f"{WEEKLY} preview:yes"), "Save")).subtitle == "Subscription 2"


async def test_a_line_that_is_typed_twice_is_meant_twice(cleo: Someone) -> None:
    assert [(await cleo.card(WEEKLY)).subtitle for _ in range(2)] == ["Subscription 1", "Subscription 2"]


async def test_a_preview_says_when_there_is_nothing_to_say(cleo: Someone) -> None:
    shown = await cleo.card('/subscribe new every:"daily 9:00" zone:UTC preview:yes')
    assert "nothing to say" in text_of(shown)
    assert list(buttons(shown)) == ["Save"]


async def test_a_form_says_at_each_field_what_is_wrong_and_keeps_the_rest(cleo: Someone, office: Office) -> None:
    form = await cleo.form("/subscribe")
    sent = again(await cleo.send(form, every="61 * * * *", until="2026-02-30", late="0", about="xyzzy"))
    assert set(errors(sent)) >= {"every", "until", "late"}
    assert values(sent)["every"] == "61 * * * *"
    assert await saved(office) == 0


async def test_a_zone_that_is_nearly_one_is_a_button_that_leads_to_the_preview(cleo: Someone, office: Office) -> None:
    answer = await cleo.send(await cleo.form("/subscribe"), every="daily 9:00", zone="Europe/Londn")
    near = refusal_of(answer)
    assert "Did you mean Europe/London" in text_of(near)
    shown = card_of(await cleo.press(near, "Europe/London"))
    assert shown.title == "Preview"
    assert facts(shown)["When"] == "every day at 09:00, Europe/London"
    assert await saved(office) == 0


# -- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('/subscribe quote every:"61 * * * *"', "the minute is 0 to 59"),
        ('/subscribe quote every:"0 0 30 2 *"', "never"),
        ('/subscribe quote every:"* * * * *"', "5 minutes"),
        ('/subscribe quote every:"now and then"', "now and then"),
        ('/subscribe quote every:"daily 25:00"', "25:00"),
        ('/subscribe quote every:"daily 9:00" zone:Mars/Olympus', "no time zone"),
        ('/subscribe quote every:"daily 9:00" skip:2026-02-30', "2026-02-30"),
        ('/subscribe quote every:"daily 9:00" until:2020-01-01', "2020"),
        ('/subscribe quote every:"daily 9:00" until:2026-11-22', "22 Nov 2026"),
        ('/subscribe quote every:"daily 9:00" where:gone', "There is no such channel."),
        ('/subscribe quote every:"daily 9:00" about:"no such person"', "no such person"),
        ('/subscribe poem every:"daily 9:00"', "poem"),
        ('/subscribe quote every:"daily 9:00" late:5000', "1 to 1,440 minutes"),
        ('/subscribe quote every:"daily 9:00" number:7', "no subscription 7"),
    ],
    ids=lambda text: text[17:],
)
async def test_what_cannot_be_is_refused_clearly_and_nothing_is_saved(
    cleo: Someone, office: Office, line: str, says: str
) -> None:
    card = await cleo.refused(line)
    assert says in text_of(card)
    assert len(text_of(card)) < 500
    assert await saved(office) == 0


async def test_a_channel_that_cannot_be_seen_is_refused_before_a_preview_too(cleo: Someone) -> None:
    form = await cleo.form("/subscribe")
    sent = again(await cleo.send(form, every="daily 9:00", where="gone"))
    assert errors(sent) == {"where": "There is no such channel."}


async def test_one_more_than_the_tenant_may_have_is_refused(cleo: Someone, office: Office) -> None:
    for _ in range(MOST):
        await cleo.card(WEEKLY)
    card = await cleo.refused(WEEKLY)
    assert "There are 3 subscriptions here already" in text_of(card)
    assert "All subscriptions" in buttons(card)
    assert await saved(office) == MOST
    await cleo.card("/subscriptions 2 delete")
    assert (await cleo.card(WEEKLY)).subtitle == "Subscription 4"
    elsewhere = cleo.elsewhere("slack:T2")
    assert (await elsewhere.card(WEEKLY)).subtitle == "Subscription 1"


# -- change ---------------------------------------------------------------------------------------


async def test_a_change_by_form_keeps_the_number_and_what_was_not_changed(cleo: Someone, office: Office) -> None:
    await cleo.card('/subscribe new every:"mon 09:00" zone:Europe/London about:ana-moreau skip:2026-12-28 late:30')
    before = await office.subscription(1)
    form = await cleo.form("/subscriptions 1 edit")
    assert values(form)["every"] == "every Monday at 09:00"
    shown = card_of(await cleo.send(form, every="tue 10:15"))
    assert await office.subscription(1) == before
    card = card_of(await cleo.press(shown, "Save"))
    assert card.subtitle == "Subscription 1"
    after = await office.subscription(1)
    assert after.wish == replace(before.wish, every="15 10 * * 2")
    assert after.next_at == dt.datetime(2026, 11, 24, 10, 15, tzinfo=dt.UTC)
    assert await saved(office) == 1


async def test_what_is_emptied_in_a_form_is_taken_out(cleo: Someone, office: Office) -> None:
    await cleo.card('/subscribe quote every:"mon 09:00" zone:UTC about:ana-moreau skip:2026-12-28 until:2027-06-30')
    form = await cleo.form("/subscriptions 1 edit")
    card_of(await cleo.press(card_of(await cleo.send(form, about="", skip="", until="")), "Save"))
    kept = await office.subscription(1)
    assert (kept.about, kept.skip, kept.until) == ("", "", "")


async def test_a_line_changes_only_what_it_names(cleo: Someone, office: Office) -> None:
    await cleo.card('/subscribe quote every:"mon 09:00" zone:Europe/London about:ana-moreau where:yard')
    before = await office.subscription(1)
    await cleo.card('/subscribe number:1 every:"fri 17:00"')
    assert (await office.subscription(1)).wish == replace(before.wish, every="0 17 * * 5")


async def test_a_change_of_one_that_is_paused_says_that_it_comes_again(cleo: Someone, office: Office) -> None:
    await cleo.card(WEEKLY)
    await cleo.card("/subscriptions 1 pause")
    card = await cleo.card('/subscribe number:1 every:"fri 17:00"')
    assert "It was paused, and comes again now." in text_of(card)
    assert (await office.subscription(1)).status == "active"


# -- who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "allowed"),
    [
        ("", {Role.CURATOR, Role.ADMIN}),
        ("everyone", set(Role)),
        ("curators", {Role.CURATOR, Role.ADMIN}),
        ("admins", {Role.ADMIN}),
    ],
)
async def test_the_setting_says_who_may_subscribe(office: Office, setting: str, allowed: set[Role]) -> None:
    if setting:
        await someone_at(office, Role.ADMIN).card(f"/settings subscribe:{setting}")
    for role in Role:
        person = someone_at(office, role, user=f"u{role.value}")
        for line in ("/subscriptions", "/deliveries", WEEKLY):
            answer = await person.ask(line)
            assert (answer.fault is None) is (role in allowed), (role, line, text_of(answer.body))
            assert answer.private
    assert await saved(office) == len(allowed)


async def test_whoever_may_not_is_told_who_may(office: Office) -> None:
    assert "Only curators can do that here." in text_of(await someone_at(office, Role.EVERYONE).refused(WEEKLY))
    await someone_at(office, Role.ADMIN).card("/settings subscribe:admins")
    assert "Only admins can do that here." in text_of(await someone_at(office).refused(WEEKLY))
    assert form_of(await someone_at(office, Role.ADMIN).ask("/subscribe"))


async def test_a_button_is_refused_to_whoever_may_not_any_more(cleo: Someone, office: Office) -> None:
    shown = await cleo.card(f"{WEEKLY} preview:yes")
    await someone_at(office, Role.ADMIN).card("/settings subscribe:admins")
    refusal_of(await cleo.press(shown, "Save"))
    assert await saved(office) == 0


async def test_the_audit_says_who_did_what(cleo: Someone, office: Office) -> None:
    await cleo.card(WEEKLY)
    await cleo.card('/subscribe number:1 every:"fri 17:00"')
    for do in ("pause", "resume", "send", "delete"):
        await cleo.card(f"/subscriptions 1 {do}")
    card = await someone_at(office, Role.ADMIN).card("/audit")
    rows = [text.split(": ", 1)[1] for text in text_of(card).splitlines() if "cleo" in text]
    assert rows == [
        f"cleo {done} subscription 1" for done in ("deleted", "sent one of", "resumed", "paused", "changed", "set up")
    ]
