"""`/record undo`: a change is taken back, or several at once, such as those of an import."""

from __future__ import annotations

import pytest

from bot.card import Card
from bot.command import Upload
from bot.erasing import erase
from bot.roles import Role
from bot.tenants import Tenants
from briefings.model import Source
from tests.bot.asking import buttons, card_of, quote_ids, refusal_of, text_of
from tests.bot.commands.test_add import HUM, HUM_ID, stored
from tests.bot.commands.test_retract import ICE, RETRACT
from tests.bot.desks import change, correcting, desk_at
from tests.bot.someone import TENANT, Someone

OWLS = "q-lind-2021-06-10-owls"
SNOW = "q-ruzicka-2022-01-the-snow"
CIRCLE = "dark-sky-circle"
TABLE = (
    "kind,id,speaker,words,said,source,name,summary,organisation_kind\n"
    "quote,,Tomáš Růžička,The snow has no opinion on lamps.,2022-01,https://snow.example.org/a,,,\n"
    "organisation,dark-sky-circle,,,,,Night Circle,For darker nights,coalition\n"
    "retraction,q-lind-2021-06-10-owls,,,,,,,\n"
)


async def imported(curator: Someone) -> Card:
    """Take in a new quote and its source, a correction and a retraction."""
    return card_of(await curator.bot.submit("import", {}, curator.asker, {"file": Upload("t.csv", TABLE.encode())}))


async def shown(tenants: Tenants) -> set[object]:
    library = (await tenants.get(TENANT)).library
    return {record for shelf in library.dossiers for record in shelf.records()}


# -- one change -----------------------------------------------------------------------------------


async def test_a_change_is_taken_back_and_that_again(curator: Someone, tenants: Tenants) -> None:
    before = await stored(tenants, ICE)
    await curator.card(f'/record correct {ICE} occasion:"At the oven" reason:"He was there"')
    back = await curator.card("/record undo")
    assert "stands as it did before the correction" in text_of(back)
    assert await stored(tenants, ICE) == before
    card_of(await curator.press(back, "Do it again"))
    assert (await stored(tenants, ICE))["occasion"] == "At the oven"


async def test_what_was_done_again_is_ones_last_change_and_may_be_taken_back_by_number(
    curator: Someone, tenants: Tenants
) -> None:
    await curator.card(f'/record correct {OWLS} occasion:"A letter" reason:x')
    await curator.card(f'/record correct {ICE} occasion:"At the oven" reason:x')
    for line in ("/record undo", "/record undo 2"):
        first = await curator.card("/record undo")
        card_of(await curator.press(first, "Do it again"))
        assert (await stored(tenants, ICE))["occasion"] == "At the oven"
        back = await curator.card(line)
        assert (await stored(tenants, OWLS))["occasion"] == "A letter"
        assert (await stored(tenants, ICE))["occasion"] != "At the oven"
        card_of(await curator.press(first, "Do it again"))
        assert "taken back already" in text_of(refusal_of(await curator.press(back, "Do it again")))
        assert (await stored(tenants, ICE))["occasion"] == "At the oven"


async def test_what_was_done_again_and_changed_since_is_not_said_to_be_taken_back(
    curator: Someone, admin: Someone
) -> None:
    await curator.card(f'/record correct {ICE} occasion:"At the oven" reason:x')
    card_of(await curator.press(await curator.card("/record undo"), "Do it again"))
    await admin.card(f"/record correct {ICE} said:2022-04-03 reason:x")
    assert "was changed again since" in text_of(await curator.refused("/record undo 1"))


async def test_what_was_erased_does_not_stand_before_ones_other_changes(curator: Someone, tenants: Tenants) -> None:
    before = (await stored(tenants, OWLS))["occasion"]
    await curator.card(f'/record correct {OWLS} occasion:"A letter" reason:x')
    await curator.card(
        '/record add quote dsc words:"Owls are quite enough for all" said:2022 source:src-gazette id:q-x'
    )
    await erase(desk_at(tenants, TENANT, granted=Role.ADMIN, user="shell"), "q-x", "law")
    assert OWLS in text_of(await curator.card("/record undo"))
    assert (await stored(tenants, OWLS))["occasion"] == before


async def test_an_undone_quote_takes_its_new_source_with_it_and_brings_it_back(
    curator: Someone, member: Someone, tenants: Tenants
) -> None:
    card_of(await curator.send(await curator.form("/record add quote"), **HUM))
    source = (await stored(tenants, HUM_ID))["source"]
    back = await curator.card("/record undo")
    assert not [one for one in (await tenants.get(TENANT)).library.all(Source) if one.id == source]
    assert (await member.ask(f"/source {HUM_ID}")).fault == "asker's"
    card_of(await curator.press(back, "Do it again"))
    assert quote_ids(await member.card(f"/source {HUM_ID}")) == [HUM_ID]
    assert (await stored(tenants, source))["url"] == HUM["source"]


async def test_a_source_that_others_stand_in_by_now_stays(curator: Someone, tenants: Tenants) -> None:
    card = card_of(await curator.send(await curator.form("/record add quote"), **HUM))
    source = (await stored(tenants, HUM_ID))["source"]
    await curator.card(f'/record add quote dsc words:"We have heard the humming, too." said:2022-11 source:{source}')
    card_of(await curator.press(card, "Undo"))
    assert [one for one in (await tenants.get(TENANT)).library.all(Source) if one.id == source]


async def test_a_retraction_is_taken_back(curator: Someone, member: Someone) -> None:
    await curator.card(RETRACT)
    assert f"{ICE} is on record again, as it was before." in text_of(await curator.card("/record undo"))
    assert quote_ids(await member.card(f"/source {ICE}")) == [ICE]


async def test_one_takes_back_ones_own_last_change_or_any_by_number(curator: Someone, admin: Someone) -> None:
    await curator.card(f'/record correct {ICE} occasion:"At the oven" reason:"So"')
    await admin.card('/record correct dark-sky-circle name:"Night Circle" reason:"So"')
    assert ICE in text_of(await curator.card("/record undo"))
    assert "dark-sky-circle" in text_of(await curator.card("/record undo 2"))
    assert "There is no change 99 here." in text_of(await curator.refused("/record undo 99"))


async def test_what_was_taken_back_is_not_taken_back_twice(curator: Someone) -> None:
    card = await curator.card(f'/record correct {ICE} occasion:"At the oven" reason:"So"')
    card_of(await curator.press(card, "Undo"))
    assert "taken back already" in text_of(refusal_of(await curator.press(card, "Undo")))


async def test_a_change_that_others_built_on_is_not_taken_back(curator: Someone, admin: Someone) -> None:
    card = await curator.card(f'/record correct {ICE} occasion:"At the oven" reason:"So"')
    await admin.card(f'/record correct {ICE} said:2022-04-03 reason:"A day later"')
    refusal_of(await curator.press(card, "Undo"))


async def test_someone_who_changed_nothing_has_nothing_to_take_back(curator: Someone) -> None:
    assert "no change of yours" in text_of(await curator.refused("/record undo"))


async def test_undo_goes_on_through_ones_changes(curator: Someone, tenants: Tenants) -> None:
    before = await stored(tenants, ICE)
    for name in ("One", "Two", "Three"):
        await curator.card(f'/record correct {ICE} occasion:"{name}" reason:"So"')
    for name in ("Two", "One", before["occasion"]):
        await curator.card("/record undo")
        assert (await stored(tenants, ICE))["occasion"] == name
    assert "no change of yours" in text_of(await curator.refused("/record undo"))


async def test_where_others_built_on_a_change_the_newest_of_those_is_offered_first(
    curator: Someone, admin: Someone
) -> None:
    await curator.card(f'/record correct {ICE} occasion:"At the oven" reason:"So"')
    await admin.card(f'/record correct {ICE} said:2022-04-03 reason:"A day later"')
    card = await curator.refused("/record undo")
    assert "Take the newer change back first." in text_of(card)
    await curator.press(card, "Take the newer one back")
    assert (await curator.card("/record undo")).title == "Taken back"


# -- several at once ------------------------------------------------------------------------------


async def test_a_whole_import_is_taken_back_and_done_again(curator: Someone, tenants: Tenants) -> None:
    before = await shown(tenants)
    card = await imported(curator)
    after = await shown(tenants)
    assert buttons(card)["Undo the import"] == "/record undo number:1 to:4"
    back = card_of(await curator.press(card, "Undo the import"))
    assert await shown(tenants) == before
    said = text_of(back)
    assert "4 changes are taken back, all at once." in said
    assert f"Not on record any more: {SNOW} and src-snow-example-org." in said
    assert f"As they were before: {OWLS} and {CIRCLE}." in said
    card_of(await curator.press(back, "Do it again"))
    assert await shown(tenants) == after
    card_of(await curator.press(card, "Undo the import"))
    assert await shown(tenants) == before
    assert "Those changes were taken back already." in text_of(refusal_of(await curator.press(card, "Undo the import")))


async def test_an_import_that_others_built_on_is_left_as_it_is(curator: Someone, tenants: Tenants) -> None:
    card = await imported(curator)
    await change(desk_at(tenants, TENANT), correcting(SNOW, note="Read twice"), correcting(CIRCLE, name="Circle"))
    before = await shown(tenants)
    refused = refusal_of(await curator.press(card, "Undo the import"))
    assert f"{SNOW} and {CIRCLE} were changed again since. Take the newer changes back first." in text_of(refused)
    assert await shown(tenants) == before
    card_of(await curator.press(refused, "Take the newer one back"))
    card_of(await curator.press(refusal_of(await curator.press(card, "Undo the import")), "Take the newer one back"))
    card_of(await curator.press(card, "Undo the import"))


async def test_what_was_taken_back_by_itself_is_passed_over(curator: Someone, tenants: Tenants) -> None:
    before = await shown(tenants)
    card = await imported(curator)
    await curator.card("/record undo 4")
    assert "1 other had been taken back or erased before." in text_of(
        card_of(await curator.press(card, "Undo the import"))
    )
    assert await shown(tenants) == before


async def test_what_was_erased_does_not_keep_the_rest_of_an_import_from_being_taken_back(
    curator: Someone, tenants: Tenants
) -> None:
    card = await imported(curator)
    await erase(desk_at(tenants, TENANT, granted=Role.ADMIN, user="shell"), SNOW, "law")
    assert "1 other had been taken back or erased before." in text_of(
        card_of(await curator.press(card, "Undo the import"))
    )
    assert (await stored(tenants, CIRCLE))["name"] == "Dark Sky Circle"


async def test_what_rests_on_an_import_is_named_when_it_goes_with_it(curator: Someone) -> None:
    card = await imported(curator)
    await curator.card(
        f'/record add event title:Snowfall date:2022-02 summary:"It fell." source:src-gazette quotes:{SNOW}'
    )
    back = card_of(await curator.press(card, "Undo the import"))
    assert "Shown without it: ev-2022-02-snowfall." in text_of(back)


@pytest.mark.parametrize("line", ["/record undo 1 to 4", "/record undo 1 4", "/record undo number:1 to:4"])
async def test_several_are_named_by_the_first_and_the_last(curator: Someone, tenants: Tenants, line: str) -> None:
    before = await shown(tenants)
    await imported(curator)
    await curator.card(line)
    assert await shown(tenants) == before


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("/record undo to:4", "Write the number of the first change, too"),
        ("/record undo 4 to 1", "“4 to 1” runs backwards."),
        ("/record undo 3 to 9", "There is no change 5 here."),
    ],
)
async def test_a_range_that_is_none_is_told(curator: Someone, line: str, problem: str) -> None:
    await imported(curator)
    assert problem in text_of(await curator.refused(line))


async def test_the_audit_names_the_changes_of_an_import(curator: Someone, admin: Someone) -> None:
    await curator.press(await imported(curator), "Undo the import")
    assert "cleo took back changes 1 to 4 · 4 changes" in text_of(await admin.card("/audit"))
    assert "cleo imported t.csv · 2 new, 1 corrected, 1 retracted · changes 1 to 4" in text_of(
        await admin.card("/audit")
    )
