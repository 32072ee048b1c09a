"""`/record add …`: what a curator writes is on record, or what is wrong stands at its field."""

from __future__ import annotations

from typing import Any

import pytest

from bot.card import as_text
from bot.tenants import Tenants
from briefings.dates import PartialDate
from briefings.export import as_dict
from briefings.model import About, Quote, Source
from tests.bot.asking import buttons, card_of, quote_ids, refusal_of, text_of
from tests.bot.someone import TENANT, Someone, again, errors, values

HUM = {
    "speaker": "Zoë Moreau",
    "words": "The new lamps hum all night.\n\nNobody sleeps — nobody “rests”.",
    "said": "october 2022",
    "occasion": "A letter to her neighbours",
    "source": "https://zoe.example.org/lamps?page=1&x=<b>",
    "title": "On the lamps",
    "kind": "primary",
    "question": "all night, colour",
    "tags": "Lamps, noise at night",
}
HUM_ID = "q-moreau-2022-10-the-new"


async def stored(tenants: Tenants, record_id: str) -> dict[str, Any]:
    """Give what is on record under an id, as JSON values."""
    edition = (await tenants.get(TENANT)).edition
    whole = edition.effective(record_id)
    assert whole is not None
    return as_dict(whole)


def line_of(command: str, fields: dict[str, str]) -> str:
    return " ".join([f"/{command}", *(f'{name}:"{value}"' for name, value in fields.items())])


# -- each kind ------------------------------------------------------------------------------------


async def test_a_quote_from_a_form_is_on_record_with_its_source(curator: Someone, tenants: Tenants) -> None:
    card = card_of(await curator.send(await curator.form("/record add quote"), **HUM))
    assert f"On record as {HUM_ID}." in text_of(card)
    assert quote_ids(card) == [HUM_ID]
    assert await stored(tenants, HUM_ID) == {
        "id": HUM_ID,
        "speaker": "zoe-moreau",
        "words": HUM["words"],
        "said": "2022-10",
        "occasion": HUM["occasion"],
        "source": "src-zoe-example-org-on-the-lamps",
        "questions": ["all-night", "colour"],
        "tags": ["lamps", "noise-at-night"],
    }
    assert await stored(tenants, "src-zoe-example-org-on-the-lamps") == {
        "id": "src-zoe-example-org-on-the-lamps",
        "url": HUM["source"],
        "publisher": "zoe.example.org",
        "kind": "primary",
        "title": "On the lamps",
    }


async def test_a_line_puts_the_same_on_record_as_a_form(curator: Someone, admin: Someone, tenants: Tenants) -> None:
    written = {**HUM, "words": "The new lamps hum “all” night."}
    line = " ".join(f"{name}:“{value}”" if name != "words" else f'{name}:"{value}"' for name, value in written.items())
    card_of(await curator.ask(f"/record add quote {line}"))
    by_line = await stored(tenants, HUM_ID)
    card_of(await curator.ask("/record undo"))
    card_of(await admin.send(await admin.form("/record add quote"), **written))
    again_there = await stored(tenants, f"{HUM_ID}-2")
    assert again_there == {**by_line, "id": f"{HUM_ID}-2", "source": f"{by_line['source']}-2"}


async def test_words_heard_in_person_stand_in_their_witness(curator: Someone, tenants: Tenants) -> None:
    heard = {**HUM, "source": "", "kind": "", "title": "", "witness": "Ярослава, a neighbour"}
    card_of(await curator.send(await curator.form("/record add quote"), **heard))
    source = await stored(tenants, (await stored(tenants, HUM_ID))["source"])
    assert (source["publisher"], source["kind"]) == ("Ярослава, a neighbour", "in-person")
    assert "heard in person" in text_of(await curator.card(f"/source {HUM_ID}"))
    heard["witness"] = "Ярослава"
    heard["words"] = "A witness whose name has no Latin letter heard this."
    card_of(await curator.send(await curator.form("/record add quote"), **heard))


async def test_a_source_on_record_is_named_by_its_id_or_address(curator: Someone, tenants: Tenants) -> None:
    for number, source in enumerate(("src-gazette", "https://gazette.example.org/lamps")):
        words = ("This is one thing entirely.", "Quite different, that other matter!")[number]
        card_of(await curator.ask(f'/record add quote speaker:dsc words:"{words}" said:2022 source:{source}'))
    library = (await tenants.get(TENANT)).library
    assert len(library.all(Source)) == 4
    assert {
        quote.source for quote in library.all(Quote) if quote.said == PartialDate(2022) and quote.occasion is None
    } == {"src-gazette"}


@pytest.mark.parametrize(
    ("kind", "fields", "record_id", "expected"),
    [
        (
            "event",
            {
                "title": "The lamps go out, “all” of them",
                "date": "31 Jan 2023",
                "summary": "Every lamp was out.\nFor a night.",
                "people": "Ana Moreau, zoe-moreau",
                "organisations": "DSC",
                "quotes": "q-circle-2022-05-warm",
                "source": "https://gazette.example.org/out",
                "source_title": "Dark!",
                "question": "colour",
            },
            "ev-2023-01-31-the-lamps-go-out",
            {
                "title": "The lamps go out, “all” of them",
                "date": "2023-01-31",
                "summary": "Every lamp was out.\nFor a night.",
                "people": ["ana-moreau", "zoe-moreau"],
                "organisations": ["dark-sky-circle"],
                "quotes": ["q-circle-2022-05-warm"],
                "source": "src-gazette-example-org-dark",
                "questions": ["colour"],
            },
        ),
        (
            "position",
            {
                "who": "zoe moreau",
                "question": "all night",
                "date": "2022-09-12",
                "score": "neither",
                "reading": "Would not say",
                "quotes": "q-zoe-moreau-2022-09-12-abstain",
            },
            "pos-moreau-all-night-2022-09-12",
            {
                "who": "zoe-moreau",
                "question": "all-night",
                "date": "2022-09-12",
                "score": 0,
                "reading": "Would not say",
                "quotes": ["q-zoe-moreau-2022-09-12-abstain"],
            },
        ),
        (
            "person",
            {"name": "Nora O’Night", "summary": "Mends lamps", "aliases": "Nora N., the Mender"},
            "nora-onight",
            {"name": "Nora O’Night", "summary": "Mends lamps", "aliases": ["Nora N.", "the Mender"]},
        ),
        (
            "organisation",
            {"name": "Lamp Works", "summary": "Makes lamps", "kind": "company"},
            "lamp-works",
            {"name": "Lamp Works", "summary": "Makes lamps", "kind": "company"},
        ),
        (
            "source",
            {"url": "https://www.lamps.example.org/"},
            "src-lamps-example-org",
            {"url": "https://www.lamps.example.org/", "kind": "press", "publisher": "lamps.example.org"},
        ),
        (
            "question",
            {"text": "Who pays?", "proposition": "The town should pay.", "short": "costs"},
            "costs",
            {"text": "Who pays?", "proposition": "The town should pay.", "short": "costs"},
        ),
        (
            "briefing",
            {
                "about": "colour",
                "title": "The colour of the lamps",
                "summary": f"{'The town debated the colour of its lamps. ' * 4}[q-circle-2022-05-warm]",
                "points": "\n".join(
                    f"{'Words about what was said of it then. ' * 4}[ev-2022-05-petition]" for _ in "abc"
                ),
            },
            "br-colour-2026-11-24",
            {"about": "colour", "title": "The colour of the lamps", "written": "2026-11-24"},
        ),
        (
            "dossier",
            {
                "title": "The debate on bells",
                "topic": "the bells",
                "asks": "When should bells ring?",
                "summary": "A town argues over its bells.",
                "method": "Read in the papers.",
            },
            "the-debate-on-bells",
            {"title": "The debate on bells", "compiled": "2026-11-24", "language": "en"},
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_each_kind_of_record_is_added_by_its_form(  # noqa: PLR0913, PLR0917  what is written, and what it makes
    curator: Someone, tenants: Tenants, kind: str, fields: dict[str, str], record_id: str, expected: dict[str, object]
) -> None:
    form = await curator.form(f"/record add {kind}")
    card = card_of(await curator.send(form, **fields))
    assert f"On record as {record_id}." in text_of(card)
    made = await stored(tenants, record_id)
    assert {key: value for key, value in made.items() if key in expected} == expected
    for label in ("See it", "Correct it"):
        assert (await curator.press(card, label)).fault is None
    card_of(await curator.press(card, "Undo"))
    assert (await tenants.get(TENANT)).edition.effective(record_id) is None


async def test_a_form_is_opened_with_what_is_given_already(curator: Someone) -> None:
    assert values(await curator.form("/record add quote dsc said:2022")) == {"speaker": "dsc", "said": "2022"}


# -- what is wrong --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"speaker": ""}, {"speaker": "Write who said it."}),
        ({"words": " \n"}, {"words": "Write the words, exactly."}),
        ({"words": "x" * 4_001}, {"words": "at most 4,000"}),
        ({"said": "someday"}, {"said": "is no date"}),
        ({"said": "2031"}, {"said": "future"}),
        ({"source": ""}, {"source": "Write where it stands"}),
        ({"source": "gazette, page 2"}, {"source": "https://"}),
        ({"source": "ftp://zoe.example.org/"}, {"source": "https://"}),
        ({"kind": "rumour"}, {"kind": "not one of the choices"}),
        ({"question": "all night, bells"}, {"question": "No question called"}),
        ({"tags": "夜"}, {"tags": "Latin"}),
        (
            {"words": "As long as I am mayor this square will never, ever be dark", "speaker": "ana-moreau"},
            {"words": "disputed"},
        ),
        (
            {"speaker": "Anna Morau", "question": "bells", "tags": "夜", "source": "page 2"},
            {"speaker": "Did you mean Ana Moreau", "question": "No question", "tags": "Latin", "source": "https://"},
        ),
        ({"source": "", "tags": "夜"}, {"source": "Write where it stands", "tags": "Latin"}),
        ({"said": "someday", "words": "", "kind": "rumour"}, {"said": "no date", "words": "Write", "kind": "choices"}),
    ],
    ids=str,
)
async def test_a_wrong_field_is_said_at_the_field_and_nothing_typed_is_lost(
    curator: Someone, tenants: Tenants, wrong: dict[str, str], says: dict[str, str]
) -> None:
    before = (await tenants.get(TENANT)).generation
    form = await curator.form("/record add quote")
    answer = await curator.send(form, **HUM | wrong)
    mended = again(answer)
    assert set(errors(mended)) == set(says), errors(mended)
    assert all(text in errors(mended)[name] for name, text in says.items())
    assert values(mended) == {name: value for name, value in (HUM | wrong).items() if value.strip()}
    assert (await tenants.get(TENANT)).generation == before
    assert f"On record as {HUM_ID}" in text_of(card_of(await curator.send(mended, **HUM)))


async def test_a_retracted_source_is_told_at_its_field(curator: Someone) -> None:
    form = await curator.form("/record add quote")
    await curator.card('/record retract src-gazette reason:"No such paper"')
    mended = again(await curator.send(form, **HUM | {"source": "src-gazette", "title": "", "kind": ""}))
    assert "src-gazette was retracted on 24 Nov 2026: No such paper." in errors(mended)["source"]
    assert values(mended)["words"] == HUM["words"]


async def test_what_cannot_be_added_twice_is_said_to_be_there_when_a_form_is_sent_twice(
    curator: Someone, admin: Someone, tenants: Tenants
) -> None:
    form = await curator.form("/record add quote")
    card_of(await curator.send(form, **HUM))
    for person in (curator, admin):
        card = refusal_of(await person.send(form, **HUM))
        assert "The very same quote is on record" in text_of(card)
        assert list(buttons(card)) == ["It is the same"]
    assert len([q for q in (await tenants.get(TENANT)).library.all(Quote) if q.words == HUM["words"]]) == 1


@pytest.mark.parametrize("kind", ["event", "position", "person", "organisation", "source", "question", "dossier"])
async def test_any_form_that_is_sent_twice_adds_once(curator: Someone, tenants: Tenants, kind: str) -> None:
    fields = {
        "event": {"title": "Dark", "date": "2023", "summary": "It was dark.", "source": "src-gazette"},
        "position": {
            "who": "zoe-moreau",
            "question": "colour",
            "date": "2022-09-12",
            "score": "for",
            "reading": "Likes it",
            "quotes": "q-zoe-moreau-2022-09-12-abstain",
        },
        "person": {"name": "Nora Night", "summary": "Mends lamps"},
        "organisation": {"name": "Lamp Works", "summary": "Makes lamps", "kind": "company"},
        "source": {"url": "https://lamps.example.org/"},
        "question": {"text": "Who pays?", "proposition": "The town should pay.", "short": "costs"},
        "dossier": {"title": "Bells", "topic": "bells", "asks": "When?", "summary": "Bells.", "method": "Read."},
    }[kind]
    form = await curator.form(f"/record add {kind}")
    card_of(await curator.send(form, **fields))
    generation = (await tenants.get(TENANT)).generation
    second = await curator.send(form, **fields)
    assert second.fault == "asker's", as_text(second.body)
    assert (await tenants.get(TENANT)).generation == generation


# -- near duplicates ------------------------------------------------------------------------------

NEAR = (
    "Nobody should have to cross this square in the dark! "
    "That's why the lamps stay on, all of them, until the sun is up"
)


async def test_words_nearly_on_record_are_asked_about_and_added_all_the_same(
    curator: Someone, tenants: Tenants
) -> None:
    sent = {"speaker": "ana-moreau", "words": NEAR, "said": "2021-05-05", "source": "src-gazette"}
    card = refusal_of(await curator.send(await curator.form("/record add quote"), **sent))
    assert card.title == "Nearly on record"
    assert quote_ids(card) == ["q-moreau-2021-05-04-nobody"]
    assert (await curator.press(card, "It is the same")).fault is None
    added = card_of(await curator.press(card, "Add anyway"))
    (record_id,) = quote_ids(added)
    assert (await stored(tenants, record_id))["words"] == NEAR


async def test_a_fuller_version_takes_the_place_of_a_shorter_one(curator: Someone, tenants: Tenants) -> None:
    fuller = "Please. I abstain, because my sister proposed it."
    line = f'/record add quote zoe-moreau words:"{fuller}" said:2022-09-12 source:src-minutes-2022'
    card = await curator.refused(line)
    corrected = card_of(await curator.press(card, "Put in as the fuller version"))
    assert corrected.title == "Corrected"
    assert (await stored(tenants, "q-zoe-moreau-2022-09-12-abstain"))["words"] == fuller
    assert len([q for q in (await tenants.get(TENANT)).library.all(Quote) if q.speaker == "zoe-moreau"]) == 1


async def test_only_who_may_correct_is_offered_to_put_in_a_fuller_version(curator: Someone, member: Someone) -> None:
    fuller = "Please. I abstain, because my sister proposed it."
    rest = f'zoe-moreau words:"{fuller}" said:2022-09-12 source:src-minutes-2022'
    assert "Put in as the fuller version" in buttons(await curator.refused(f"/record add quote {rest}"))
    assert list(buttons(await member.refused(f"/suggest {rest}"))) == ["It is the same", "Add anyway"]


async def test_a_long_near_duplicate_from_a_form_comes_back_as_a_form_that_can_be_sent_anyway(curator: Someone) -> None:
    words = " ".join(f"Word {number} of a very long answer." for number in range(118))
    sent = HUM | {"words": words, "occasion": "o" * 250}
    card_of(await curator.send(await curator.form("/record add quote"), **sent))
    answer = await curator.send(
        await curator.form("/record add quote"), **sent | {"words": f"{words} Yes.", "said": "2023"}
    )
    mended = again(answer)
    assert errors(mended)["words"]
    assert values(mended)["words"] == f"{words} Yes."


# -- a debate of one's own ------------------------------------------------------------------------


async def test_what_belongs_to_a_debate_goes_there(curator: Someone, tenants: Tenants) -> None:
    await curator.card("/record add dossier title:Bells topic:bells asks:When? summary:Bells. method:Read.")
    form = await curator.form("/record add person dossier:bells")
    card_of(await curator.send(form, name="Bea Bell", summary="Rings"))
    edition = (await tenants.get(TENANT)).edition
    assert edition.dossier_of("bea-bell") == "bells"
    assert isinstance(edition.effective("bells"), About)


async def test_nearly_the_same_words_that_no_line_could_hold_are_asked_about_in_the_form(curator: Someone) -> None:
    words = " ".join(f"lamp{number} hums" for number in range(300))
    form = await curator.form("/record add quote")
    first = await curator.send(form, **{**HUM, "words": words})
    assert first.fault is None, text_of(first.body)
    back = again(await curator.send(form, **{**HUM, "words": f"{words} indeed", "said": "2022-11"}))
    assert words in errors(back)["words"]
    assert "once more" in errors(back)["words"]
    assert card_of(await curator.send(back)).title == "On record"
