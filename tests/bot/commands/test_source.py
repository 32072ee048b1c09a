"""`/source`: everything known about one record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.card import Facts, Quotation, Text
from briefings.dates import PartialDate
from briefings.library import Library
from briefings.model import Dossier, Role
from tests.bot.asking import (
    Ask,
    asking,
    buttons,
    card_of,
    dispatch_over,
    facts,
    form_of,
    headings,
    parts_of,
    plain,
    quote_ids,
    refusal_of,
    row_ids,
    text_of,
)


async def test_every_record_of_the_shipped_dossier_is_shown_with_its_id(
    ask_shipped: Ask, shipped_library: Library
) -> None:
    for dossier in shipped_library.dossiers:
        for record in dossier.records():
            card = card_of(await ask_shipped(f"/source {record.id}"))
            assert card.subtitle == record.id
            assert record.id in card.records
            assert text_of(card)


async def test_a_quote_has_all_its_fields_and_what_rests_on_it(ask: Ask) -> None:
    card = card_of(await ask("/source q-moreau-2021-05-04-nobody"))
    assert card.title == "A quote by Ana Moreau"
    assert quote_ids(card) == ["q-moreau-2021-05-04-nobody"]
    assert facts(card) == {
        "Said": "4 May 2021",
        "Occasion": "Hearing of the Town Council",
        "Source": "Minutes of the hearing on lighting",
        "Publisher": "Town Council",
        "Kind": "transcript",
        "Confidence": "high",
        "Questions": "Should the square be lit all night?",
        "Tags": "hearing, paths",
        "Used in": "The council hears the town, 4 May 2021 · Moreau on all night, 4 May 2021 · "
        "The town square lighting debate, 2020 to 2022 · Disputed: Moreau",
    }
    assert headings(card) == [("The passage that was read", "")]
    assert 'The mayor answered: "Nobody should have to cross this square in the dark.' in text_of(card)
    (shown,) = parts_of(card, Facts)
    used = next(fact.spans for fact in shown.rows if fact.label == "Used in")
    assert [span.line for span in used if span.line] == [
        "/source id:ev-2021-05-04-hearing",
        "/source id:pos-ana-moreau-all-night-2021-05-04",
        "/source id:br-town-square-lighting",
        "/source id:dis-moreau-never-dark",
    ]


async def test_where_the_passage_was_read_and_where_the_words_first_stood_are_told(ask: Ask) -> None:
    card = card_of(await ask("/source q-ruzicka-2022-04-02-bread"))
    assert facts(card)["First stood at"] == "https://market.example.org/talks/7"
    assert "Read in the paper’s archive." in text_of(card)


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ("q-lind-2022-06-01-sleep", "1 Jun 2022"),
        ("q-moreau-2022-03-halve", "March 2022 (known to the month)"),
        ("q-circle-2021-looking-up", "2021 (known to the year)"),
    ],
)
async def test_the_precision_of_a_date_is_said(ask: Ask, record: str, said: str) -> None:
    assert facts(card_of(await ask(f"/source {record}")))["Said"] == said


async def test_an_event_has_its_people_its_source_its_archive_and_its_quotes(ask: Ask) -> None:
    card = card_of(await ask("/source ev-2022-09-12-vote"))
    assert card.title == "The council votes for half the light"
    shown = facts(card)
    assert shown["People"] == "Ana Moreau · Zoë Moreau"
    assert shown["Organisations"] == "Town Council"
    assert shown["Archived"] == "https://archive.example.org/2023/council-minutes"
    assert shown["Used in"].startswith("Moreau on all night, 12 Sep 2022")
    assert quote_ids(card) == ["q-moreau-2022-09-12-crossings", "q-zoe-moreau-2022-09-12-abstain"]
    assert "The month is not known." in text_of(card_of(await ask("/source ev-2020-lamps-doubled")))


async def test_a_position_is_called_our_reading_with_its_movement_and_evidence(ask: Ask) -> None:
    card = card_of(await ask("/source pos-ana-moreau-all-night-2022-09-12"))
    assert plain(parts_of(card, Text)[0].spans).startswith("Our reading: Had every second lamp rest")
    assert facts(card) == {
        "Who": "Ana Moreau",
        "Proposition": "The lamps on the square should stay lit until morning.",
        "Stands": "mixed",
        "Date": "12 Sep 2022",
        "Movement": "clarified: Said which lamps rest and which stay bright",
    }
    assert quote_ids(card) == ["q-moreau-2022-09-12-crossings"]
    assert row_ids(card) == ["ev-2022-09-12-vote"]
    assert buttons(card) == {"How it developed": "/stance who:ana-moreau question:all-night"}
    first = card_of(await ask("/source pos-dark-sky-circle-all-night-2021"))
    assert "Movement" not in facts(first)
    assert not row_ids(first)


async def test_a_person_has_their_roles_aliases_and_ways_onward(ask: Ask) -> None:
    card = card_of(await ask("/source ana-moreau"))
    assert facts(card) == {
        "Deputy mayor": "Town Council · 2015 to 31 May 2019",
        "Mayor": "Town Council · 1 Jun 2019 to now, as far as the record knows",
        "Also called": "Mayor Moreau",
        "Quotes on record": "3",
    }
    assert set(buttons(card).values()) == {"/stance who:ana-moreau", "/timeline about:ana-moreau"}
    chair = facts(card_of(await ask("/source ana-van-der-lind")))["Chair"]
    assert chair == "Dark Sky Circle · 2018 to now, as far as the record knows (dates from general knowledge)"


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"end": PartialDate(2019)}, "Town Council · ? to 2019"),
        ({}, "Town Council"),
        ({"start": PartialDate(2019), "end": PartialDate(2020)}, "Town Council · 2019 to 2020"),
        ({"start": PartialDate(2019)}, "Town Council · 2019 to now, as far as the record knows"),
    ],
)
async def test_a_role_says_what_is_known_of_its_time(
    library_of: Callable[..., Library], edited: Callable[..., Dossier], known: dict[str, Any], said: str
) -> None:
    role = Role(role="Warden", organisation="town-council", **known)
    ask = asking(dispatch_over(library_of(edited("ana-moreau", roles=(role,)))))
    assert facts(card_of(await ask("/source ana-moreau")))["Warden"] == said


async def test_an_organisation_has_its_kind(ask: Ask) -> None:
    card = card_of(await ask("/source dark-sky-circle"))
    assert facts(card) == {"Kind": "nonprofit", "Also called": "DSC", "Quotes on record": "2"}


async def test_a_question_has_its_proposition_and_who_takes_a_position(ask: Ask, ask_shipped: Ask) -> None:
    card = card_of(await ask("/source colour"))
    assert facts(card)["Proposition"] == "The lamps should give a warm, dim light."
    assert set(facts(card)["Positions on record"].split(" · ")) == {"Dark Sky Circle", "Tomáš Růžička"}
    assert list(buttons(card)) == ["Timeline"]
    assert list(buttons(card_of(await ask_shipped("/source safety")))) == ["Briefing", "Timeline"]


async def test_a_source_lists_what_stands_there(ask: Ask) -> None:
    card = card_of(await ask("/source src-minutes-2022"))
    assert card.title == "Minutes of the vote on lighting"
    assert facts(card)["What stands there"] == (
        "Moreau, 12 Sep 2022 · Moreau, 12 Sep 2022 · The council votes for half the light, 12 Sep 2022"
    )
    assert card_of(await ask("/source src-leaflet")).title == "Dark Sky Circle"


async def test_a_briefing_and_a_disputed_wording_are_records_too(ask: Ask) -> None:
    briefing = card_of(await ask("/source br-town-square-lighting"))
    assert facts(briefing)["Written"] == "15 Jan 2023"
    assert buttons(briefing) == {"Read it": "/briefing about:town-square-lighting"}
    disputed = card_of(await ask("/source dis-moreau-never-dark"))
    assert facts(disputed)["Why it is disputed"] == "The minutes of the hearing do not have this sentence."
    assert quote_ids(disputed) == ["q-moreau-2021-05-04-nobody"]


async def test_a_disputed_wording_may_have_no_true_one(
    edited: Callable[..., Dossier], library_of: Callable[..., Library]
) -> None:
    ask = asking(dispatch_over(library_of(edited("dis-moreau-never-dark", see=None))))
    card = card_of(await ask("/source dis-moreau-never-dark"))
    assert not parts_of(card, Quotation)
    assert not headings(card)


@pytest.mark.parametrize("given", ["Q-LIND-2022-06-01-SLEEP", "id:“ q-lind-2022-06-01-sleep ”"])
async def test_an_id_is_taken_in_any_case(ask: Ask, given: str) -> None:
    assert quote_ids(card_of(await ask(f"/source {given}"))) == ["q-lind-2022-06-01-sleep"]


@pytest.mark.parametrize(
    ("given", "near"),
    [
        ("ana", {"Ana Moreau": "/source id:ana-moreau", "Ana van der Lind": "/source id:ana-van-der-lind"}),
        ("q-nothing-like-it", {}),
    ],
)
async def test_an_unknown_id_is_told_how_ids_look_with_whoever_may_be_meant(
    ask: Ask, given: str, near: dict[str, str]
) -> None:
    card = refusal_of(await ask(f"/source {given}"))
    assert f"No record has the id “{given}”. Ids look like q-…, ev-… or pos-…; a person’s name will do too." in text_of(
        card
    )
    assert buttons(card) == near


@pytest.mark.parametrize(("given", "record"), [("ruzicka", "tomas-ruzicka"), ("colours", "colour")])
async def test_a_name_that_means_one_record_will_do(ask: Ask, given: str, record: str) -> None:
    assert card_of(await ask(f"/source {given}")).subtitle == record


async def test_an_id_is_asked_for(ask: Ask) -> None:
    assert [(field.name, field.kind.value) for field in form_of(await ask("/source")).fields] == [
        ("id", "record"),
        ("known_at", "date"),
    ]
