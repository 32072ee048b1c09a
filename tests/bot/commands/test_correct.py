"""`/record correct`: in a line or a form, against the version that was seen."""

from __future__ import annotations

import asyncio
import json

import pytest

from bot.card import Form
from bot.command import Upload
from bot.commands import COMMANDS
from bot.roles import Role
from bot.tenants import Tenants
from briefings.library import Library
from briefings.model import Source
from tests.bot.asking import buttons, card_of, dispatch_over, facts, refusal_of, text_of
from tests.bot.commands.test_add import stored
from tests.bot.keeping import kept
from tests.bot.someone import TENANT, Someone, again, errors, values

NOBODY = "q-moreau-2021-05-04-nobody"
VOTE = "ev-2022-09-12-vote"
CHANGED = "pos-ana-moreau-all-night-2022-03"
OWLS = "q-lind-2021-06-10-owls"


async def test_one_line_corrects_one_field_and_leaves_the_others(curator: Someone, tenants: Tenants) -> None:
    before = await stored(tenants, OWLS)
    card = await curator.card(f'/record correct {OWLS} said:2021-06-11 reason:"The letter is dated so"')
    assert list(facts(card)) == ["Said on"]
    assert "Why: The letter is dated so" in text_of(card)
    assert await stored(tenants, OWLS) == {**before, "said": "2021-06-11"}
    assert "11 Jun 2021" in text_of(await curator.card(f"/source {OWLS}"))
    card_of(await curator.press(card, "Undo"))
    assert await stored(tenants, OWLS) == before


@pytest.mark.parametrize("record_id", [NOBODY, VOTE, CHANGED, "ana-moreau", "town-council", "src-gazette", "all-night"])
async def test_a_form_shows_what_stands_and_changes_nothing_when_it_is_sent_so(
    curator: Someone, tenants: Tenants, record_id: str
) -> None:
    before = await stored(tenants, record_id)
    form = await curator.form(f"/record correct {record_id}")
    answer = refusal_of(await curator.send(form, reason="Looked at it"))
    assert "It stands so already. Nothing was changed." in text_of(answer)
    assert await stored(tenants, record_id) == before


async def test_a_form_has_every_value_of_a_quote_in_it(curator: Someone) -> None:
    shown = values(await curator.form(f"/record correct {NOBODY}"))
    assert shown["speaker"] == "ana-moreau"
    assert shown["words"].startswith("Nobody should have to cross this square in the dark. That’s why")
    assert (shown["said"], shown["occasion"]) == ("2021-05-04", "Hearing of the Town Council")
    assert (shown["source"], shown["question"], shown["tags"]) == ("src-minutes-2021", "all-night", "hearing, paths")
    assert shown["excerpt"] == "Nobody should have to cross this square in the dark."
    assert shown["confidence"] == "high"


async def test_a_form_needs_a_reason_and_keeps_what_was_written(curator: Someone) -> None:
    form = await curator.form(f"/record correct {OWLS}")
    mended = again(await curator.send(form, occasion="A letter", reason=" "))
    assert set(errors(mended)) == {"reason"}
    assert values(mended)["occasion"] == "A letter"
    card_of(await curator.send(mended, reason="It was one"))


async def test_a_line_without_a_reason_opens_the_form_with_what_was_given(curator: Someone) -> None:
    form = await curator.form(f'/record correct {OWLS} occasion:"A letter"')
    assert values(form)["occasion"] == "A letter"
    assert values(form)["said"] == "2021-06-10"


async def test_a_cleared_field_is_taken_out_and_a_needed_one_cannot_be(curator: Someone, tenants: Tenants) -> None:
    form = await curator.form(f"/record correct {NOBODY}")
    card = card_of(
        await curator.send(form, occasion="", tags=" ", excerpt="", question="", confidence="", reason="Bare")
    )
    assert "taken out" in text_of(card)
    assert not {"occasion", "tags", "excerpt", "questions", "confidence"} & (await stored(tenants, NOBODY)).keys()
    card_of(await curator.ask(f'/record correct {OWLS} note:"" reason:"Not needed"'))
    assert "note" not in await stored(tenants, OWLS)
    form = await curator.form(f"/record correct {NOBODY}")
    mended = again(await curator.send(form, words="", said="", reason="Nothing"))
    assert {"words", "said"} <= set(errors(mended))


async def test_an_events_own_title_is_corrected_by_form_and_stays_apart_from_its_pages(
    curator: Someone, tenants: Tenants
) -> None:
    form = await curator.form(f"/record correct {VOTE}")
    assert "source_title" not in values(form)
    card_of(await curator.send(form, title="The council halves the light", reason="As the minutes say"))
    assert (await stored(tenants, VOTE))["title"] == "The council halves the light"
    form = await curator.form(f"/record correct {VOTE}")
    sent = {"source": "https://council.example.org/vote", "source_title": "The vote", "reason": "Nearer"}
    card_of(await curator.send(form, **sent))
    event = await stored(tenants, VOTE)
    assert event["title"] == "The council halves the light"
    source = await stored(tenants, event["source"])
    assert (source["title"], source["url"]) == ("The vote", "https://council.example.org/vote")
    form = await curator.form(f"/record correct {VOTE}")
    assert set(errors(again(await curator.send(form, title="x" * 301, reason="Long")))) == {"title"}


async def test_a_new_source_comes_with_a_correction_and_goes_when_it_is_taken_back(
    curator: Someone, tenants: Tenants
) -> None:
    form = await curator.form(f"/record correct {OWLS}")
    sent = {"source": "https://owls.example.org/letter", "title": "The letter", "kind": "primary", "reason": "Her own"}
    card = card_of(await curator.send(form, **sent))
    made = (await stored(tenants, OWLS))["source"]
    assert (await stored(tenants, made))["kind"] == "primary"
    card_of(await curator.press(card, "Undo"))
    assert (await stored(tenants, OWLS))["source"] == "src-gazette"
    assert made not in {source.id for source in (await tenants.get(TENANT)).library.all(Source)}


async def test_what_is_said_of_a_source_is_not_lost_where_the_record_keeps_it(curator: Someone) -> None:
    form = await curator.form(f"/record correct {OWLS}")
    card = refusal_of(await curator.send(form, title="Another title", reason="So it is called"))
    assert "belongs to the source src-gazette" in text_of(card)
    card_of(await curator.press(card, "Correct the source"))
    assert "Another title" in text_of(await curator.card("/source src-gazette"))


async def test_what_a_record_of_that_kind_does_not_have_is_refused(curator: Someone) -> None:
    assert "A person has no “words”" in text_of(
        await curator.refused('/record correct ana-moreau words:"Hm" reason:"Hm"')
    )


async def test_positions_follow_others(curator: Someone, tenants: Tenants) -> None:
    form = await curator.form(f"/record correct {CHANGED}")
    card_of(await curator.send(form, change="Said how much", reason="Not only that"))
    assert (await stored(tenants, CHANGED))["change"] == {
        "since": "pos-ana-moreau-all-night-2021-05-04",
        "kind": "changed",
        "summary": "Said how much",
    }


async def test_a_correction_is_held_to_the_rules_of_an_addition(curator: Someone) -> None:
    form = await curator.form(f"/record correct {OWLS}")
    mended = again(await curator.send(form, said="2031", reason="Later"))
    assert "future" in errors(mended)["said"]
    same = f'/record correct q-moreau-2022-03-halve words:"{(await stored_words(curator, NOBODY))}" reason:"Twice"'
    assert (await curator.refused(same)).title == "Nearly on record"


async def stored_words(curator: Someone, record_id: str) -> str:
    library = await curator.bot.library(TENANT)
    quote = library.get(record_id)
    return str(getattr(quote, "words", ""))


@pytest.mark.parametrize("rest", ["", ' words:"Hm" reason:"Hm"'])
async def test_a_disputed_wording_is_said_to_be_corrected_elsewhere(curator: Someone, rest: str) -> None:
    card = await curator.refused(f"/record correct dis-moreau-never-dark{rest}")
    assert "dis-moreau-never-dark is a disputed wording. Those are not corrected here" in text_of(card)
    for label in buttons(card):
        assert (await curator.press(card, label)).fault is None


# -- conflicts ------------------------------------------------------------------------------------


async def test_a_form_that_was_overtaken_comes_back_with_what_changed_and_what_was_written(
    curator: Someone, admin: Someone, tenants: Tenants
) -> None:
    form = await curator.form(f"/record correct {OWLS}")
    await admin.card(f'/record correct {OWLS} occasion:"A letter to the editor" reason:"So it was headed"')
    mended = again(await curator.send(form, said="2021-06-12", note="Mine", reason="As printed"))
    assert "Occasion" in mended.problem
    assert "A letter to the editor" in mended.problem
    written = values(mended)
    assert (written["said"], written["note"], written["reason"]) == ("2021-06-12", "Mine", "As printed")
    card_of(await curator.send(mended, occasion="A letter to the editor"))
    now = await stored(tenants, OWLS)
    assert (now["said"], now["note"], now["occasion"]) == ("2021-06-12", "Mine", "A letter to the editor")


async def test_of_two_who_send_at_once_one_is_told(curator: Someone, admin: Someone) -> None:
    forms = [await person.form(f"/record correct {OWLS}") for person in (curator, admin)]
    answers = await asyncio.gather(
        curator.send(forms[0], said="2021-06-11", reason="One"), admin.send(forms[1], said="2021-06-12", reason="Two")
    )
    (lost,) = (answer for answer in answers if answer.fault)
    assert lost.fault == "asker's"
    assert "Said on" in text_of(lost.body)


async def test_a_line_against_an_older_version_is_refused_and_leads_to_what_changed(
    curator: Someone, admin: Someone
) -> None:
    await admin.card(f'/record correct {OWLS} occasion:"A letter" reason:"So"')
    card = await curator.refused(f'/record correct {OWLS} said:2021-06-12 version:1 reason:"As printed"')
    assert card.title == "Changed meanwhile"
    assert list(facts(card)) == ["Occasion"]
    assert [(await curator.press(card, label)).fault for label in buttons(card)] == [None] * len(buttons(card))


async def test_a_record_that_was_retracted_meanwhile_says_so(curator: Someone, admin: Someone) -> None:
    form = await curator.form(f"/record correct {OWLS}")
    await admin.card(f'/record retract {OWLS} reason:"Never written"')
    answer = await curator.send(form, said="2021-06-12", reason="As printed")
    assert "was retracted" in text_of(answer.body)


def test_a_correction_can_name_whatever_an_addition_can() -> None:
    commands = {command.name: command for command in COMMANDS}
    correctable = {param.name for param in commands["record correct"].params}
    unlike = {"dossier", "id", "suggestion", "anyway", "reason"}
    for name, command in commands.items():
        if name.startswith("record add "):
            assert {param.name for param in command.params} - unlike <= correctable, name


async def test_a_name_that_is_corrected_is_found_by_the_new_one(curator: Someone) -> None:
    await curator.card('/record correct dark-sky-circle name:"Night Circle" aliases:"" reason:"Renamed"')
    assert (await curator.card('/source id:"night circle"')).title == "Night Circle"
    assert "Not on record" in text_of(await curator.refused("/stance dsc"))
    assert buttons(await curator.card("/record undo"))["Do it again"]
    assert (await curator.card("/source dsc")).title == "Dark Sky Circle"


async def test_an_overtaken_form_keeps_what_the_other_changed_in_fields_left_alone(
    curator: Someone, admin: Someone, tenants: Tenants
) -> None:
    form = await curator.form(f"/record correct {OWLS}")
    await admin.card(f'/record correct {OWLS} occasion:"At the zoo" reason:"As he said"')
    answer = await curator.send(form, said="2021-06-12", reason="As printed")
    back = answer.body
    assert isinstance(back, Form)
    assert "Occasion is now “At the zoo”" in back.problem
    assert "Said" not in back.problem
    assert (await curator.send(back)).fault is None
    stands = await stored(tenants, OWLS)
    assert (stands["occasion"], stands["said"]) == ("At the zoo", "2021-06-12")


async def test_an_overtaken_form_leaves_alone_what_another_process_changed(
    sample_library: Library, sqlite_url: str
) -> None:
    async with kept(sample_library, sqlite_url) as one, kept(sample_library, sqlite_url) as two:
        adam, cleo = (
            Someone(dispatch_over(one), "adam", Role.CURATOR),
            Someone(dispatch_over(two), "cleo", Role.CURATOR),
        )
        form = await cleo.form(f"/record correct {OWLS}")
        await adam.card(f'/record correct {OWLS} occasion:"At the zoo" reason:"As she said"')
        back = again(await cleo.send(form, said="2021-06-12", reason="As printed"))
        assert "Occasion is now “At the zoo”" in back.problem
        card_of(await cleo.send(back))
        stands = await stored(two, OWLS)
        assert (stands["said"], stands["occasion"]) == ("2021-06-12", "At the zoo")


async def test_of_two_forms_sent_at_once_neither_takes_back_what_the_other_changed(
    curator: Someone, admin: Someone, tenants: Tenants
) -> None:
    forms = [await person.form(f"/record correct {OWLS}") for person in (curator, admin)]
    answers = await asyncio.gather(
        curator.send(forms[0], said="2021-06-12", reason="One"), admin.send(forms[1], occasion="A letter", reason="Two")
    )
    for person, answer in zip((curator, admin), answers, strict=True):
        if isinstance(answer.body, Form):
            card_of(await person.send(again(answer)))
    stands = await stored(tenants, OWLS)
    assert (stands["said"], stands["occasion"]) == ("2021-06-12", "A letter")


async def test_a_form_changes_no_field_that_was_left_as_it_stood(curator: Someone, tenants: Tenants) -> None:
    rows = [{"kind": "person", "name": "John Smith", "summary": "s", "aliases": ["Smith, John"]}]
    file = {"file": Upload("a.json", json.dumps(rows).encode())}
    card_of(await curator.bot.submit("import", {}, curator.asker, file))
    card = card_of(await curator.send(await curator.form("/record correct john-smith"), summary="t", reason="r"))
    assert list(facts(card)) == ["Summary"]
    assert (await stored(tenants, "john-smith"))["aliases"] == ["Smith, John"]


@pytest.mark.parametrize(
    ("written", "aliases"),
    [
        ("Smith, John;", ["Smith, John"]),
        ("Smith, John; JS; Johnny, the", ["Smith, John", "JS", "Johnny, the"]),
        ("JS, Johnny", ["JS", "Johnny"]),
    ],
)
async def test_an_alias_may_have_a_comma(curator: Someone, tenants: Tenants, written: str, aliases: list[str]) -> None:
    await curator.card(f'/record add person name:"John Smith" summary:s aliases:"{written}"')
    assert (await stored(tenants, "john-smith"))["aliases"] == aliases
    form = await curator.form("/record correct john-smith")
    assert values(form)["aliases"] == written
    card_of(await curator.send(form, aliases=f"{written.strip(';')}{'; ' if ';' in written else ', '}Jo", reason="r"))
    assert (await stored(tenants, "john-smith"))["aliases"] == [*aliases, "Jo"]


async def test_a_form_that_is_sent_twice_stands_so_already(curator: Someone) -> None:
    form = await curator.form(f"/record correct {OWLS}")
    assert (await curator.send(form, said="2021-06-12", reason="As printed")).fault is None
    second = await curator.send(form, said="2021-06-12", reason="As printed")
    assert "It stands so already" in text_of(refusal_of(second))
