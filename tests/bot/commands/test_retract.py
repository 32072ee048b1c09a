"""`/record retract`: out of sight; and what was retracted is nowhere else."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from bot.card import Card, File, as_text
from bot.suggest import suggest
from bot.tenants import Tenants
from briefings import export
from briefings.edition import Edition
from briefings.revisions import Draft, Revision
from tests.bot.asking import buttons, card_of, lines_of, parts_of, quote_ids, row_ids, text_of
from tests.bot.commands.test_add import HUM, HUM_ID
from tests.bot.someone import TENANT, Someone, again, errors

ICE = "q-ruzicka-2022-04-02-ice"
WORDS = "My bakers start at three, and they would rather see the ice than the stars."
RESTS = "pos-tomas-ruzicka-all-night-2022-04-02"
RETRACT = f'/record retract {ICE} reason:"He spoke of snow"'
EVERYWHERE = (
    f"/search {WORDS}",
    "/search bakers",
    '/search "would rather see the ice"',
    "/quote tomas-ruzicka page:1",
    "/quote bakers",
    "/quote",
    f"/check {WORDS}",
    "/check they would rather see the ice than the stars",
    "/check My bakers start at four, and they would rather see the ice than the stars",
    "/timeline",
    "/timeline tomas-ruzicka",
    "/stance tomas-ruzicka",
    "/stance tomas-ruzicka all-night",
    "/compare tomas-ruzicka ana-moreau",
    "/briefing",
    "/new 2020",
    "/source tomas-ruzicka",
    "/source src-gazette",
    f"/source {ICE}",
    f"/source {RESTS}",
    "/source br-town-square-lighting",
    "/people",
    "/debates",
    "/review",
    f"/record correct {ICE}",
    f"/record retract {ICE} reason:x",
)
"""Where the words would be found."""


# -- retracted ------------------------------------------------------------------------------------


async def test_a_retraction_says_what_is_not_shown_any_more(curator: Someone) -> None:
    said = text_of(await curator.card(RETRACT))
    assert f"{ICE} is not shown, picked or searched any more." in said
    assert f"What rested on it alone is not shown either: {RESTS}." in said
    assert "Shown without it: br-town-square-lighting." in said
    assert "Why: He spoke of snow" in said


async def test_of_the_many_things_that_go_with_a_person_a_few_are_named(curator: Someone, tenants: Tenants) -> None:
    before = (await tenants.get(TENANT)).library
    said = text_of(await curator.card('/record retract src-gazette reason:"No such paper"'))
    after = (await tenants.get(TENANT)).library
    gone = [p.id for p in after.unsettled() if before.get(p.id) and not after.get(p.id)]
    assert len(gone) > 6
    assert f"is not shown either: {', '.join(gone[:5])} and {len(gone) - 5} more." in said
    assert gone[5] not in said


async def test_retracted_words_are_nowhere_but_in_the_history(
    curator: Someone, member: Someone, tenants: Tenants
) -> None:
    await curator.card(RETRACT)
    for person in (member, curator):
        for line in EVERYWHERE:
            body = (await person.ask(line)).body
            # What was typed may be said back.
            assert "see the ice" in line or "see the ice" not in as_text(body), line
            assert isinstance(body, Card)
            assert ICE not in {*quote_ids(body), *row_ids(body)}, line
    around = await member.bot.surroundings(member.asker)
    assert not [way for way in suggest("/source q-ruzicka", around) if ICE in way.line]
    shelves = (await tenants.get(TENANT)).library.dossiers
    files = [text for shelf in shelves for text in export.to_toml(shelf.dossier()).values()]
    assert not [text for text in files if "rather see the ice" in text]
    assert "rather see the ice" in text_of(await curator.card(f"/history {ICE} page:1"))
    assert "Only curators" in text_of(await member.refused(f"/history {ICE}"))


@pytest.mark.parametrize("form", ["toml", "json", "csv"])
async def test_no_file_takes_retracted_words_along(curator: Someone, form: str) -> None:
    card_of(await curator.send(await curator.form("/record add quote"), **HUM))
    await curator.card(f'/record retract {HUM_ID} reason:"Never written"')
    await curator.card(RETRACT)
    for what in ("changes", "all"):
        (file,) = parts_of(await curator.card(f"/export {what} {form}"), File)
        text = file.data.decode()
        assert "bakers start at three" not in text
        assert "rather see the ice" not in text
        assert "hum all night" not in text
        assert "Never written" in text
        assert ICE in text


@pytest.mark.parametrize("words", [WORDS, WORDS.upper(), "they would rather see the ice than the stars"])
async def test_checking_retracted_words_says_that_they_were_retracted(
    curator: Someone, member: Someone, words: str
) -> None:
    await curator.card(RETRACT)
    said = text_of((await member.ask(f"/check {words}")).body)
    assert "retracted on 24 Nov 2026: He spoke of snow" in said
    assert "On record" not in said


async def test_retractions_are_looked_through_beside_the_loop_and_made_whole_only_when_their_words_are_these(
    curator: Someone, member: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    await curator.card(RETRACT)
    await curator.card('/record retract q-zoe-moreau-2022-09-12-abstain reason:"Misheard"')
    where: list[threading.Thread] = []
    made: list[str] = []
    retracted, standing = Edition.retracted, Edition.standing

    def looked_through(edition: Edition) -> Iterator[Revision]:
        where.append(threading.current_thread())
        return retracted(edition)

    def made_whole(edition: Edition, draft: Draft) -> object:
        made.append(draft.record)
        return standing(edition, draft)

    monkeypatch.setattr(Edition, "retracted", looked_through)
    monkeypatch.setattr(Edition, "standing", made_whole)
    await member.ask("/check Streetlights are older than this town")
    assert where
    assert threading.current_thread() not in where
    assert not made
    await member.ask(f"/check {WORDS}")
    assert set(made) == {ICE}


async def test_words_that_are_on_record_of_another_are_on_record(curator: Someone, member: Someone) -> None:
    await curator.card(f'/record retract {ICE} reason:"It was Ana who said so"')
    line = f'/record add quote ana-van-der-lind words:"{WORDS}" said:2022-04-02 source:src-gazette'
    (made,) = quote_ids(await curator.card(line))
    assert quote_ids(await member.card(f"/check {WORDS}")) == [made]


async def test_everyone_is_told_when_and_why_without_the_words(curator: Someone, member: Someone) -> None:
    await curator.card(RETRACT)
    body = (await member.ask(f"/source {ICE}")).body
    assert f"{ICE} was retracted on 24 Nov 2026: He spoke of snow." in text_of(body)
    assert not list(lines_of(body))
    leads = (await curator.ask(f"/source {ICE}")).body
    assert isinstance(leads, Card)
    assert {"Its history", "Reinstate it"} <= set(buttons(leads))
    rests = text_of((await member.ask(f"/source {RESTS}")).body)
    assert f"{RESTS} is not shown, since it rests on {ICE}, which is not on record any more." in rests


async def test_what_was_retracted_cannot_be_added_again(curator: Someone) -> None:
    await curator.card(RETRACT)
    for anyway in ("", " anyway:yes"):
        line = f'/record add quote tomas-ruzicka words:"{WORDS}" said:2022-04-02 source:src-gazette{anyway}'
        assert "was retracted on 24 Nov 2026: He spoke of snow" in text_of((await curator.ask(line)).body)
    line = (
        f'/record add quote tomas-ruzicka words:"Other words, and more of them." said:2022 source:src-gazette id:{ICE}'
    )
    assert "was retracted" in text_of((await curator.ask(line)).body)


async def test_a_retraction_needs_a_reason(curator: Someone) -> None:
    form = await curator.form(f"/record retract {ICE}")
    assert set(errors(again(await curator.send(form, reason=" ")))) == {"reason"}
    card_of(await curator.send(form, reason="He spoke of snow"))


async def test_a_retraction_that_is_sent_twice_says_that_it_is_retracted(curator: Someone, tenants: Tenants) -> None:
    form = await curator.form(f"/record retract {ICE}")
    card_of(await curator.send(form, reason="Snow"))
    generation = (await tenants.get(TENANT)).generation
    assert "was retracted" in text_of((await curator.send(form, reason="Snow")).body)
    assert (await tenants.get(TENANT)).generation == generation


async def test_what_others_stand_in_goes_with_them_and_comes_back_with_it(
    curator: Someone, member: Someone, tenants: Tenants
) -> None:
    before = len(list((await tenants.get(TENANT)).library.dossiers[0].records()))
    await curator.card('/record retract src-gazette reason:"No such paper"')
    assert "is not shown" in text_of((await member.ask(f"/source {ICE}")).body)
    await curator.card("/record reinstate src-gazette")
    assert len(list((await tenants.get(TENANT)).library.dossiers[0].records())) == before


async def test_a_debate_goes_only_when_it_is_empty(curator: Someone) -> None:
    said = text_of(await curator.refused('/record retract town-square-lighting reason:"Enough"'))
    assert "Retract those first" in said
    await curator.card("/record add dossier title:Bells topic:bells asks:When? summary:Bells. method:Read.")
    await curator.card('/record retract bells reason:"Nobody asked"')
    assert "Bells" not in text_of(await curator.card("/debates"))
    await curator.card("/record reinstate bells")
    assert "Bells" in text_of(await curator.card("/debates"))
