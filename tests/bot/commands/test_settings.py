"""`/settings`: the zone, the language of dates, the debate that is meant, who may suggest."""

from __future__ import annotations

from bot.tenants import Tenants
from tests.bot.asking import buttons, card_of, facts, text_of
from tests.bot.someone import TENANT, Someone, again, errors, values

BELLS = "/record add dossier title:Bells topic:bells asks:When? summary:Bells. method:Read."


async def test_settings_are_as_they_come_until_they_are_changed(admin: Someone) -> None:
    assert facts(await admin.card("/settings"))["Time zone"] == "UTC"
    form = await admin.form(buttons(await admin.card("/settings"))["Change"])
    card = card_of(await admin.send(form, zone="europe/berlin", suggest="curators"))
    assert facts(card)["Time zone"] == "Europe/Berlin"
    assert facts(card)["Who may suggest"] == "curators"
    assert values(await admin.form("/settings change:yes"))["zone"] == "Europe/Berlin"


async def test_a_form_that_is_sent_as_it_stands_changes_nothing(admin: Someone, tenants: Tenants) -> None:
    await admin.card("/settings zone:Asia/Tokyo")
    generation = (await tenants.get(TENANT)).generation
    card_of(await admin.send(await admin.form("/settings change:yes")))
    assert (await tenants.get(TENANT)).generation == generation


async def test_the_zone_says_what_day_it_is(admin: Someone, member: Someone) -> None:
    # It is noon in UTC on 24 November.
    await admin.card("/settings zone:Pacific/Kiritimati")
    line = '/record add quote dsc words:"Tomorrow is here." said:today source:src-gazette'
    assert "25 Nov 2026" in text_of(await admin.card(line))
    assert "from 25 Nov 2026" in text_of(await member.card("/timeline from:today"))
    await admin.card("/settings zone:Pacific/Niue")
    assert "from 24 Nov 2026" in text_of(await member.card("/timeline from:today"))


async def test_a_cleared_zone_is_utc_again(admin: Someone) -> None:
    await admin.card("/settings zone:Asia/Tokyo")
    form = await admin.form("/settings change:yes")
    assert facts(card_of(await admin.send(form, zone="")))["Time zone"] == "UTC"


async def test_a_zone_that_is_none_is_refused_with_near_ones(admin: Someone) -> None:
    card = await admin.refused("/settings zone:berlin")
    assert "is no time zone" in text_of(card)
    assert facts(card_of(await admin.press(card, "Europe/Berlin")))["Time zone"] == "Europe/Berlin"
    assert "is no time zone" in text_of(await admin.refused("/settings zone:Mars/Base"))


async def test_a_zone_may_be_written_with_a_space(admin: Someone) -> None:
    assert facts(await admin.card('/settings zone:"america/new york"'))["Time zone"] == "America/New_York"


async def test_a_wrong_value_is_said_at_its_field(admin: Someone) -> None:
    form = await admin.form("/settings change:yes")
    mended = again(await admin.send(form, zone="Mars/Base", suggest="some"))
    assert "suggest" in errors(mended)


async def test_the_debate_that_is_meant_when_none_is_named(admin: Someone, tenants: Tenants) -> None:
    await admin.card(BELLS)
    await admin.card("/settings dossier:bells")
    await admin.card('/record add person name:"Bea Bell" summary:"Rings"')
    assert (await tenants.get(TENANT)).edition.dossier_of("bea-bell") == "bells"
    assert facts(await admin.card("/settings"))["Debate meant when none is named"] == "Bells"
    await admin.card('/settings dossier:""')
    await admin.card('/record add person name:"Lea Lamp" summary:"Lights"')
    assert (await tenants.get(TENANT)).edition.dossier_of("lea-lamp") == "town-square-lighting"


async def test_only_admins_see_and_change_settings(curator: Someone, member: Someone) -> None:
    for person in (curator, member):
        for line in ("/settings", "/settings change:yes", "/settings zone:Asia/Tokyo"):
            assert "Only admins" in text_of(await person.refused(line))


async def test_settings_are_a_tenants_own(admin: Someone) -> None:
    await admin.card("/settings zone:Asia/Tokyo")
    assert facts(await admin.elsewhere("slack:T2").card("/settings"))["Time zone"] == "UTC"
