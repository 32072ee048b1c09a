"""`/record reinstate`: what was retracted is shown again, by whatever id or name it is called."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import pytest

from bot.tenants import Tenants
from briefings.library import Library
from briefings.model import Dossier
from tests.bot.asking import card_of, dispatch_over, quote_ids, refusal_of, text_of
from tests.bot.commands.test_add import stored
from tests.bot.commands.test_retract import ICE, RESTS, RETRACT, WORDS
from tests.bot.keeping import kept
from tests.bot.someone import Someone

CIRCLE = "dark-sky-circle"


async def test_a_reinstated_record_is_as_it_was(curator: Someone, member: Someone, tenants: Tenants) -> None:
    before = {record_id: await stored(tenants, record_id) for record_id in (ICE, RESTS, "br-town-square-lighting")}
    retracted = await curator.card(RETRACT)
    card = card_of(await curator.press(retracted, "Reinstate it"))
    assert quote_ids(card) == [ICE]
    assert {record_id: await stored(tenants, record_id) for record_id in before} == before
    assert quote_ids(await member.card(f"/check {WORDS}")) == [ICE]
    assert "It stands so already" in text_of(await curator.refused(f"/record reinstate {ICE}"))
    assert "No record has the id" in text_of(await curator.refused("/record reinstate q-nobody-2020-nothing"))


@pytest.mark.parametrize(
    "line",
    ["tomas-ruzicka", "TOMAS-RUZICKA", "Tomáš Růžička", "tom the baker", 'id:"Tomáš Růžička"', "Ruzicka reason:So"],
)
async def test_a_name_will_do_for_an_id(curator: Someone, member: Someone, line: str) -> None:
    await curator.card('/record retract tom the baker reason:"Not he"')
    assert (await member.ask("/stance tomas-ruzicka")).fault == "asker's"
    assert "tomas-ruzicka is on record again." in text_of(await curator.card(f"/record reinstate {line}"))
    assert (await member.card("/stance tomas-ruzicka")).title.startswith("Tomáš Růžička")


async def test_a_part_of_a_name_is_asked_about(curator: Someone) -> None:
    await curator.card('/record retract tom the baker reason:"Not he"')
    card = await curator.refused("/record reinstate Tomas reason:So")
    assert "tomas-ruzicka is on record again." in text_of(card_of(await curator.press(card, "Tomáš Růžička")))


async def test_of_several_of_a_name_one_is_chosen(curator: Someone) -> None:
    for name in ("ana-moreau", "zoe-moreau"):
        await curator.card(f"/record retract {name} reason:So")
    card = refusal_of(await curator.ask("/record reinstate Moreau"))
    assert "Which of those that are retracted is “Moreau”?" in text_of(card)
    assert "zoe-moreau is on record again." in text_of(card_of(await curator.press(card, "Zoë Moreau")))


async def test_who_is_on_record_is_not_reinstated(curator: Someone) -> None:
    assert "It stands so already" in text_of(await curator.refused("/record reinstate Ana Moreau"))
    assert "No record has the id “uwe hansen”." in text_of(await curator.refused("/record reinstate Uwe Hansen"))


async def test_what_is_shipped_no_more_comes_back_as_ones_own(
    curator: Someone, sample: Dossier, sqlite_url: str
) -> None:
    await curator.card(f'/record correct {ICE} occasion:"At the oven" reason:So')
    await curator.card(RETRACT)
    others = tuple(quote for quote in sample.quotes if quote.id != ICE)
    with closing(Library([replace(sample, quotes=others, positions=(), briefings=())])) as newer:
        async with kept(newer, sqlite_url) as tenants:
            later = replace(curator, bot=dispatch_over(tenants))
            card = await later.card(f"/record reinstate {ICE}")
            assert quote_ids(card) == [ICE]
            assert (await stored(tenants, ICE))["occasion"] == "At the oven"
            await later.card(f'/record correct {ICE} occasion:"In the street" reason:So')
            assert (await stored(tenants, ICE))["occasion"] == "In the street"
            assert quote_ids(await later.card(f"/check {WORDS}")) == [ICE]


async def test_what_only_ever_came_as_a_retraction_says_so(curator: Someone) -> None:
    row = '[{"kind": "retraction", "id": "q-elsewhere", "of": "quote", "reason": "misheard"}]'
    card_of(await curator.bot.submit("import", {"rows": row}, curator.asker))
    card = refusal_of(await curator.ask("/record reinstate q-elsewhere"))
    assert "What q-elsewhere says never came here, only that it was retracted." in text_of(card)
    card_of(await curator.press(card, "Take that back"))
    line = (
        '/record add quote tomas-ruzicka words:"The snow is silent on it." said:2022 source:src-gazette id:q-elsewhere'
    )
    assert quote_ids(await curator.card(line)) == ["q-elsewhere"]
