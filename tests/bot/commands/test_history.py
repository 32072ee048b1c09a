"""`/history`: every version of a record, and what each changed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.tenants import Tenants
from briefings.revisions import SHIPPED, Action
from tests.bot.asking import TODAY, buttons, dispatch_over, headings, text_of
from tests.bot.someone import Someone

OWLS = "q-lind-2021-06-10-owls"


async def test_each_version_says_who_made_it_when_and_why_and_what_it_changed(curator: Someone, admin: Someone) -> None:
    words = "The owls left the tower in the winter when you doubled the lights."
    await curator.card(f'/record correct {OWLS} words:"{words}" reason:"As printed"')
    await admin.card(f'/record correct {OWLS} note:"" said:2021-06 reason:"The day is not sure"')
    card = await curator.card(f"/history {OWLS}")
    assert headings(card) == [(f"Version {number}", "24 Nov 2026, 12:00") for number in (3, 2, 1)]
    said = text_of(card)
    assert "adam corrected." in said
    assert "cleo corrected." in said
    assert "The shipped record added." in said
    assert "Why: As printed" in said
    assert "The owls left the~~ bell~~ tower in the winter when you doubled the ~~lamps~~ **lights**." in said
    assert "Note: ~~The Gazette printed the letter on 12 June.~~ (taken out)" in said


async def test_a_version_says_what_it_was_made_against_when_that_was_not_the_one_before(
    curator: Someone, tenants: Tenants
) -> None:
    await curator.card(f'/record correct {OWLS} occasion:"A letter" reason:"Seen"')
    assert "Made against" not in text_of(await curator.card(f"/history {OWLS}"))
    assert tenants.database
    async with tenants.database.writing(SHIPPED) as transaction:  # Another process comes with newer content.
        (first,) = await transaction.revisions.of(OWLS)
        newer = replace(first.draft, action=Action.CORRECT, fields=first.draft.fields.replace("bell", "church"))
        await transaction.revisions.append([newer], "content", first.at + dt.timedelta(seconds=1))
    card = await curator.card(f"/history {OWLS}")
    assert [number for number, _ in headings(card)] == ["Version 3", "Version 2", "Version 1"]
    assert text_of(card).count("Made against version 1.") == 1
    tomorrow = dispatch_over(tenants, today=lambda: TODAY + dt.timedelta(days=1))
    # Nor does this process know of the newer content yet.
    await replace(curator, bot=tomorrow).card(f'/record correct {OWLS} occasion:"A card" reason:"Seen"')
    assert text_of(await curator.card(f"/history {OWLS}")).count("Made against version 2.") == 1


async def test_a_record_that_was_never_changed_has_one_version(curator: Someone) -> None:
    card = await curator.card(f"/history {OWLS}")
    assert headings(card) == [("Version 1", "24 Nov 2026, 12:00")]
    assert "Take the last change back" not in buttons(card)


async def test_a_history_of_many_versions_has_pages(curator: Someone) -> None:
    for number in range(7):
        await curator.card(f'/record correct {OWLS} occasion:"Letter {number}" reason:"Number {number}"')
    first = await curator.card(f"/history {OWLS}")
    assert [number for number, _ in headings(first)] == [f"Version {number}" for number in (8, 7, 6, 5, 4)]
    second = await curator.press(first, "Older ▶")
    assert "Version 1" in text_of(second.body)
    # The oldest of a page still says what it changed of the one before it.
    assert "Letter ~~1~~ **2**" in text_of(first)


async def test_what_was_retracted_shows_its_words_and_leads_back(curator: Someone) -> None:
    await curator.card(f'/record retract {OWLS} reason:"Never printed"')
    card = await curator.card(f"/history {OWLS}")
    assert "The owls left the bell tower in the winter when you doubled the lamps." in text_of(card)
    assert "Why: Never printed" in text_of(card)
    assert (await curator.press(card, "Reinstate it")).fault is None


async def test_an_undone_addition_still_has_its_history(curator: Someone) -> None:
    await curator.card('/record add person name:"Nora Night" summary:"Mends lamps"')
    await curator.card("/record undo")
    said = text_of(await curator.card("/history nora-night"))
    assert "took a change back" in said
    assert "Mends lamps" in said


async def test_times_are_those_of_the_tenants_zone(curator: Someone, admin: Someone) -> None:
    await admin.card("/settings zone:Asia/Tokyo")
    assert headings(await curator.card(f"/history {OWLS}")) == [("Version 1", "24 Nov 2026, 21:00")]


@pytest.mark.parametrize("line", ["/history q-nothing", "/history nobody"])
async def test_what_was_never_on_record_has_none(curator: Someone, line: str) -> None:
    assert "No record has the id" in text_of(await curator.refused(line))


async def test_a_name_will_do_for_an_id(curator: Someone) -> None:
    assert (await curator.card('/history id:"tom the baker"')).title == "History of tomas-ruzicka"


async def test_it_is_for_curators(member: Someone) -> None:
    assert "Only curators" in text_of(await member.refused(f"/history {OWLS}"))


async def test_another_tenants_changes_are_not_in_it(curator: Someone) -> None:
    await curator.card(f'/record correct {OWLS} occasion:"Canary" reason:"Canary"')
    said = text_of(await curator.elsewhere("slack:T2").card(f"/history {OWLS}"))
    assert "Canary" not in said
    assert "1 version" in said
