"""`/audit`: who changed what, newest first."""

from __future__ import annotations

from bot.card import Card, Facts
from tests.bot.asking import buttons, card_of, parts_of, plain, text_of
from tests.bot.commands.test_add import HUM, HUM_ID
from tests.bot.someone import Someone

OWLS = "q-lind-2021-06-10-owls"


def entries(card: Card) -> list[str]:
    return [plain(row.spans) for part in parts_of(card, Facts) for row in part.rows]


async def test_every_change_has_its_line(admin: Someone, curator: Someone, member: Someone) -> None:
    card_of(await curator.send(await curator.form("/record add quote"), **HUM))
    await curator.card(f'/record correct {OWLS} said:2021-06 reason:"Not sure"')
    await curator.card(f'/record retract {OWLS} reason:"Never printed"')
    await curator.card(f"/record reinstate {OWLS}")
    await curator.card("/record undo")
    card_of(await member.ask('/suggest dsc words:"Stars belong to everyone." said:2022 source:src-gazette'))
    await curator.card('/review 1 reject reason:"No page"')
    card_of(await member.ask('/suggest dsc words:"Moths belong to no one." said:2022 source:src-gazette'))
    await curator.card("/review 2 approve")
    await admin.card("/curators add mia")
    await admin.card("/curators remove mia")
    await admin.card("/settings zone:Asia/Tokyo")
    audit = await admin.card("/audit")
    told = entries(audit)
    assert len(told) == 12
    rows = [row for part in parts_of(audit, Facts) for row in part.rows]
    assert {span.text for row in rows for span in row.spans if span.names} == {"adam", "cleo", "mia"}
    for who, what in (("adam", "zone"), ("adam", "mia"), ("mia", "suggestion 1"), ("cleo", HUM_ID), ("cleo", OWLS)):
        assert [line for line in told if line.startswith(who) and what in line], (who, what)
    assert told[-1].startswith("cleo")
    assert HUM_ID in told[-1]


async def test_what_was_refused_has_none(admin: Someone, curator: Someone, member: Someone) -> None:
    for person, line in (
        (member, f'/record retract {OWLS} reason:"Mine"'),
        (curator, '/record retract q-nothing reason:"Gone"'),
        (curator, "/curators add mia"),
        (curator, f'/record correct {OWLS} said:2031 reason:"Later"'),
    ):
        assert (await person.ask(line)).fault == "asker's"
    assert "Nothing was changed here in this time." in text_of(await admin.card("/audit"))


async def test_it_is_of_one_person_or_since_a_day(admin: Someone, curator: Someone) -> None:
    await curator.card(f'/record correct {OWLS} said:2021-06 reason:"Not sure"')
    await admin.card("/settings zone:Asia/Tokyo")
    assert len(entries(await admin.card("/audit cleo"))) == 1
    assert len(entries(await admin.card("/audit who:adam since:2026-11-24"))) == 1
    assert entries(await admin.card("/audit since:2026-11-25")) == []
    assert entries(await admin.card("/audit nobody")) == []


async def test_it_goes_back_to_the_first_year_in_every_zone(admin: Someone) -> None:
    for zone in ("Asia/Tokyo", "America/Los_Angeles", "UTC"):
        await admin.card(f"/settings zone:{zone}")
        assert entries(await admin.card("/audit since:0001"))


async def test_whoever_is_meant_may_be_mentioned(admin: Someone) -> None:
    await admin.card("/settings zone:Asia/Tokyo")
    for who in ("adam", "<@adam>", "<@adam|Adam>"):
        assert len(entries(await admin.card(f"/audit who:{who}"))) == 1


async def test_it_has_pages(admin: Someone, curator: Someone) -> None:
    for number in range(23):
        await curator.card(f'/record correct {OWLS} occasion:"Letter {number}" reason:"Again"')
    first = await admin.card("/audit")
    assert len(entries(first)) == 20
    assert len(entries(card_of(await admin.press(first, "Older ▶")))) == 3
    assert "◀ Newer" not in buttons(first)


async def test_only_admins_see_it_and_only_their_own_tenants(admin: Someone, curator: Someone, member: Someone) -> None:
    await curator.card(f'/record correct {OWLS} said:2021-06 reason:"Canary"')
    for person in (curator, member):
        assert "Only admins" in text_of(await person.refused("/audit"))
    assert "Nothing was changed" in text_of(await admin.elsewhere("slack:T2").card("/audit"))
