"""Who is named in what is added: someone on record, someone to be added first, or someone who may be another."""

from __future__ import annotations

import pytest

from bot.tenants import Tenants
from briefings.model import Person
from tests.bot.asking import buttons, card_of, quote_ids, refusal_of, text_of
from tests.bot.commands.test_add import HUM, stored
from tests.bot.someone import TENANT, Someone, values


async def test_a_name_that_may_mean_two_is_asked_back(curator: Someone) -> None:
    card = refusal_of(await curator.send(await curator.form("/record add quote"), **HUM | {"speaker": "moreau"}))
    assert card.title == "Which one?"
    assert "On record as" in text_of(card_of(await curator.press(card, "Zoë Moreau")))


async def test_someone_who_is_not_on_record_can_be_added_first(curator: Someone) -> None:
    form = await curator.form("/record add quote")
    card = refusal_of(await curator.send(form, **HUM | {"speaker": "Nora Night"}))
    assert "No one called “Nora Night” is on record." in text_of(card)
    person = await curator.form(buttons(card)["Add them as a person"])
    card_of(await curator.send(person, summary="Mends lamps"))
    assert "Nora Night" in text_of(card_of(await curator.send(form, **HUM | {"speaker": "Nora Night"})))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("Zoe Moreaux", "Zoë Moreau"), ("Tomas", "Tomáš Růžička"), ("dark sky", "Dark Sky Circle"), ("Zoë", "Zoë Moreau")],
)
async def test_words_are_not_put_into_the_mouth_of_someone_of_another_name(
    curator: Someone, tenants: Tenants, typed: str, meant: str
) -> None:
    line = f'/record add quote speaker:"{typed}" words:"They do hum." said:2022 source:src-gazette'
    card = await curator.refused(line)
    assert f"No one called “{typed}” is on record." in text_of(card)
    assert values(await curator.form(buttons(card)["Add them as a person"])) == {"name": typed}
    (record_id,) = quote_ids(card_of(await curator.press(card, f"It is {meant}")))
    library = (await tenants.get(TENANT)).library
    assert library.holder((await stored(tenants, record_id))["speaker"]).name == meant


@pytest.mark.parametrize("typed", ["zoe moreau", "ZOË MOREAU", "ruzicka", "Růžička", "tom the baker", "tomas-ruzicka"])
async def test_a_whole_name_a_family_name_an_alias_and_an_id_are_taken(curator: Someone, typed: str) -> None:
    line = f'/record add quote speaker:"{typed}" words:"They do hum." said:2022 source:src-gazette'
    assert quote_ids(await curator.card(line))


@pytest.mark.parametrize(
    "line",
    [
        "/record retract tomas reason:x",
        "/record retract tomas ruzika reason:x",
        "/record correct tomas summary:x reason:x",
        "/record add position who:tomas question:all-night date:2022 score:for reading:x",
        "/record add position who:dsc question:night date:2022 score:for reading:x",
        '/record add quote speaker:dsc words:"They do hum." said:2022 source:src-gazette question:nights',
        '/suggest speaker:Tomas words:"They do hum." said:2022 source:src-gazette',
    ],
)
async def test_whatever_is_written_is_asked_about_a_name_that_is_not_whole(
    curator: Someone, tenants: Tenants, line: str
) -> None:
    await curator.card("/stance tomas")
    before = (await tenants.get(TENANT)).generation
    card = await curator.refused(line)
    assert buttons(card)
    assert (await tenants.get(TENANT)).generation == before


async def test_of_a_list_one_name_is_asked_about_and_the_others_stay(curator: Someone, tenants: Tenants) -> None:
    line = '/record add event title:Dark date:2023 summary:"It was." source:src-gazette'
    card = await curator.refused(f'{line} people:"Ana Moreau, Tomas, Zoë Moreau"')
    card_of(await curator.press(card, "It is Tomáš Růžička"))
    assert (await stored(tenants, "ev-2023-dark"))["people"] == ["ana-moreau", "tomas-ruzicka", "zoe-moreau"]


async def test_an_organisation_that_is_not_on_record_can_be_added_first(curator: Someone) -> None:
    line = '/record add event title:Dark date:2023 summary:"It was." source:src-gazette organisations:"Lamp Works"'
    form = await curator.form(buttons(await curator.refused(line))["Add it as an organisation"])
    assert (form.command, values(form)) == ("record add organisation", {"name": "Lamp Works"})


async def test_a_name_with_commas_stands_in_a_list_like_any_other(curator: Someone, tenants: Tenants) -> None:
    await curator.card('/record add organisation name:"Lamps, Poles, Inc." summary:Makers kind:company aliases:LPI')
    line = '/record add event title:Dark date:2023 summary:"It was." source:src-gazette'
    await curator.card(f'{line} organisations:"dsc; Lamps, Poles, Inc., Town Council" people:"Ana Moreau, Zoë Moreau,"')
    made = await stored(tenants, "ev-2023-dark")
    assert made["organisations"] == ["dark-sky-circle", "lamps-poles-inc", "town-council"]
    assert made["people"] == ["ana-moreau", "zoe-moreau"]


async def test_a_name_with_an_initial_more_is_asked_about(curator: Someone) -> None:
    card = await curator.refused('/record add person name:"Zoë K. Moreau" summary:"Another one"')
    assert "“Zoë K. Moreau” and Zoë Moreau, who is on record, differ by an initial." in text_of(card)
    card_of(await curator.press(card, "Add anyway"))


async def test_a_name_like_one_on_record_is_asked_about(curator: Someone, tenants: Tenants) -> None:
    for name in ("Zoe Moreau", "Zоë Moreau"):  # The second has a Cyrillic letter.
        card = await curator.refused(f'/record add person name:"{name}" summary:"Another one"')
        assert "Zoë Moreau" in text_of(card)
    card_of(await curator.press(card, "Add anyway"))
    assert "Zоë Moreau" in {person.name for person in (await tenants.get(TENANT)).library.all(Person)}
