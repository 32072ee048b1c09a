"""`/curators`: who may change the record, told anew in the transaction of every change."""

from __future__ import annotations

import pytest

from bot.card import Text
from bot.roles import Role
from bot.tenants import Tenants
from tests.bot.asking import buttons, card_of, parts_of, plain, refusal_of, text_of
from tests.bot.commands.test_add import HUM
from tests.bot.someone import TENANT, Someone

ADD = '/record add person name:"Nora Night" summary:"Mends lamps"'


async def test_an_appointed_curator_may_change_the_record_until_they_are_dismissed(
    admin: Someone, member: Someone
) -> None:
    assert "Only curators" in text_of(await member.refused(ADD))
    card = await admin.card("/curators add mia")
    assert "mia is a curator now" in text_of(card)
    assert "On record as nora-night" in text_of(await member.card(ADD))
    listed = await admin.card("/curators list")
    assert "mia, curator · appointed by adam on 24 Nov 2026" in text_of(listed)
    assert {span.text for part in parts_of(listed, Text) for span in part.spans if span.names} == {"mia", "adam"}
    card_of(await admin.press(listed, "Remove"))
    assert "Only curators" in text_of(await member.refused("/record undo"))
    assert "No one was appointed here yet." in text_of(await admin.card("/curators list"))


async def test_what_was_taken_back_is_given_again(admin: Someone, member: Someone) -> None:
    added = await admin.card("/curators add mia")
    dismissed = card_of(await admin.press(added, "Take that back"))
    card_of(await admin.press(dismissed, "Take that back"))
    assert "nora-night" in text_of(await member.card(ADD))


async def test_taking_back_gives_the_role_that_someone_had(admin: Someone) -> None:
    async def roles() -> dict[str, str]:
        listed = parts_of(await admin.card("/curators list"), Text)
        return dict(plain(part.spans).partition(" · ")[0].split(", ") for part in listed)

    await admin.card("/curators add otto admin")
    card_of(await admin.press(await admin.card("/curators remove otto"), "Take that back"))
    assert await roles() == {"otto": "admin"}
    card_of(await admin.press(await admin.card("/curators add otto curator"), "Take that back"))
    assert await roles() == {"otto": "admin"}
    assert "Take that back" not in buttons(await admin.card("/curators add otto admin"))


@pytest.mark.parametrize("user", ["<@U123>", "<@U123|mia>", "<@!U123>"])
async def test_someone_may_be_mentioned_as_platforms_write_it(admin: Someone, user: str) -> None:
    for line in (f"/curators add {user}", f"/curators remove {user}"):
        assert "U123" in text_of(await admin.card(line))
    answer = await admin.bot.submit("curators add", {"user": user}, admin.asker)
    assert "U123 is a curator now" in text_of(card_of(answer))


async def test_an_appointed_admin_appoints_others(admin: Someone, member: Someone) -> None:
    await admin.card("/curators add mia admin")
    assert "otto is a curator now" in text_of(await member.card("/curators add otto"))
    await admin.card("/curators add mia curator")
    assert "Only admins" in text_of(await member.refused("/curators add uma"))
    assert "Add someone" not in buttons(await member.card("/curators list"))


async def test_a_role_counts_in_its_tenant_only(admin: Someone, member: Someone) -> None:
    await admin.card("/curators add mia admin")
    elsewhere = member.elsewhere("slack:T2")
    assert "Only curators" in text_of(await elsewhere.refused(ADD))
    assert "Only admins" in text_of(await elsewhere.refused("/curators add mia admin"))


@pytest.mark.parametrize("name", ["Mia Moor", "mia\u2003moor", " ", "m\u00a0m", "<@&U123>", "<#C1>", "<@U1|<@U2>>"])
async def test_no_role_is_given_to_a_display_name(admin: Someone, name: str) -> None:
    answer = await admin.bot.submit("curators add", {"user": name, "role": "admin"}, admin.asker)
    assert answer.fault == "asker's"
    assert "No one was appointed here yet." in text_of(await admin.card("/curators list"))


async def test_whoever_is_no_curator_cannot_be_dismissed(admin: Someone) -> None:
    assert "mia is no curator here. Nothing was changed." in text_of(await admin.refused("/curators remove mia"))


async def test_a_form_of_someone_who_lost_the_role_meanwhile_is_refused(
    admin: Someone, member: Someone, tenants: Tenants
) -> None:
    await admin.card("/curators add mia")
    form = await member.form("/record add quote")
    await admin.card("/curators remove mia")
    generation = (await tenants.get(TENANT)).generation
    assert "Only curators" in text_of(refusal_of(await member.send(form, **HUM)))
    assert (await tenants.get(TENANT)).generation == generation


async def test_a_role_that_another_process_took_away_is_refused_in_the_transaction(
    admin: Someone, member: Someone, tenants: Tenants
) -> None:
    await admin.card("/curators add mia")
    assert tenants.at_hand(TENANT)
    assert tenants.database
    async with tenants.database.writing(TENANT) as transaction:  # This process has not heard of it yet.
        await transaction.curators.remove("mia")
    assert (await member.ask("/curators list")).fault is None
    assert "Only curators" in text_of(await member.refused(ADD))


async def test_a_name_that_says_admin_gives_no_role(member: Someone) -> None:
    for user in ("admin", "adam ", "ADAM", "curator"):
        someone = Someone(member.bot, user, Role.EVERYONE)
        assert "Only curators" in text_of(await someone.refused(ADD))
