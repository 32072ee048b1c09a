"""What curators ask for becomes revisions, or is refused with the reason."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest

from briefings.editing import (
    Asked,
    add,
    correct,
    erased,
    reinstate,
    retract,
    settle,
    source_of_words,
)
from briefings.edition import Edition, Shipped
from briefings.export import as_dict
from briefings.faults import ContentError
from briefings.library import Library
from briefings.model import Dossier, Quote
from briefings.refusals import Conflict, Gone, Missing, Unchanged
from briefings.revisions import Action, Draft, Status
from briefings.search import Query
from briefings.undoing import undo
from tests.briefings.records import (
    ANYWAY,
    ASKED,
    CIRCLE,
    HOME,
    NEW,
    OWLS,
    OWLS_WORDS,
    TODAY,
    Tenant,
    said,
    told,
)

# -- adding ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("noun", NEW)
def test_every_noun_can_be_added(tenant: Tenant, noun: str) -> None:
    record_id, fields = NEW[noun]
    draft = add(tenant.edition, noun, HOME, fields, ASKED)
    assert (draft.record, draft.noun, draft.action, draft.status) == (record_id, noun, Action.ADD, Status.SHOWN)
    tenant.make(draft)
    whole = tenant.edition.effective(record_id)
    assert whole
    assert as_dict(whole) == {"id": record_id, **fields}
    assert (tenant.library.about(record_id) or tenant.library.get(record_id)) == whole
    assert tenant.edition.dossier_of(record_id) == (record_id if noun == "dossier" else HOME)


def test_a_second_record_of_the_same_kind_gets_another_id(tenant: Tenant) -> None:
    one, fields = NEW["quote"]
    tenant.make(add(tenant.edition, "quote", HOME, fields, ASKED))
    other = add(tenant.edition, "quote", HOME, {**fields, "words": "The snow melts, whoever asks it to stay."}, ASKED)
    assert other.record == f"{one}-2"


def test_an_id_of_something_undone_is_not_used_again(tenant: Tenant) -> None:
    first = tenant.make(add(tenant.edition, "quote", HOME, NEW["quote"][1], ASKED))
    tenant.make(undo(tenant.edition, first, None, ASKED))
    assert add(tenant.edition, "quote", HOME, NEW["quote"][1], ASKED).record == f"{NEW['quote'][0]}-2"


def test_an_id_is_not_taken_from_a_shipped_record_whose_versions_are_not_recorded(sample: Dossier) -> None:
    with closing(Library([sample])) as library:
        fields = {"name": "Dark Sky Circle", "summary": "s", "kind": "other"}
        draft = add(Edition(Shipped(library, {})), "organisation", HOME, fields, ANYWAY)
    assert draft.record == "dark-sky-circle-2"


@pytest.mark.parametrize("record_id", [CIRCLE, HOME, OWLS])
def test_an_id_that_is_taken_is_refused(tenant: Tenant, record_id: str) -> None:
    noun, fields = ("quote", said("New words.")) if record_id == OWLS else ("person", {"name": "N", "summary": "s"})
    with pytest.raises(ContentError) as refused:
        add(tenant.edition, noun, HOME, {**fields, "id": record_id}, ASKED)
    assert "is taken" in told(refused)["id"]


@pytest.mark.parametrize(
    ("noun", "fields", "field", "problem"),
    [
        ("quote", said("   "), "words", "without spaces at its ends"),
        ("quote", said("!?…"), "words", "hold no letter or digit"),
        ("quote", said("a\x07b"), "words", "control"),
        ("quote", {**said("Yes."), "speaker": "nobody"}, "speaker", "is no person or organisation here"),
        ("quote", {**said("Yes."), "source": "src-none"}, "source", "is no source here"),
        ("quote", {**said("Yes."), "said": "yesterday, perhaps"}, "said", ""),
        ("quote", {**said("Yes."), "said": "2026-11-26"}, "said", "is in the future"),
        ("quote", said("Yes.", confidence="low"), "confidence", "is low"),
        ("quote", said("Yes.", colour="red"), "colour", ""),
        ("event", {**NEW["event"][1], "date": "2027"}, "date", "is in the future"),
        ("position", {**NEW["position"][1], "quotes": [OWLS]}, "quotes", "take their own words"),
        ("source", {"publisher": "The Sun", "kind": "press"}, "url", "is missing"),
        ("source", {"publisher": "The Sun", "kind": "press", "url": "https://[bad"}, "url", "is no address"),
        ("source", {"publisher": "The Sun", "kind": "press", "url": "javascript:alert(1)"}, "url", "is no address"),
        ("briefing", {**NEW["briefing"][1], "points": []}, "points", "words in all"),
    ],
)
def test_what_the_rules_do_not_allow_is_refused_by_field(
    tenant: Tenant, noun: str, fields: Mapping[str, Any], field: str, problem: str
) -> None:
    with pytest.raises(ContentError) as refused:
        add(tenant.edition, noun, HOME, fields, ASKED)
    assert set(told(refused)) == {field}
    assert problem in told(refused)[field]


@pytest.mark.parametrize("date", ["2026-11-24", "2026-11-25", "2026-11", "2026"])
def test_today_is_not_in_the_future_and_neither_is_tomorrow_which_it_is_already_somewhere(
    tenant: Tenant, date: str
) -> None:
    assert add(tenant.edition, "quote", HOME, {**said("Let it rest."), "said": date}, ASKED)


def test_words_heard_in_person_need_a_witness_and_no_address(tenant: Tenant) -> None:
    fields = {"kind": "in-person", "publisher": "Uwe Hansen"}
    draft = add(tenant.edition, "source", HOME, fields, ASKED)
    assert json.loads(draft.fields)["publisher"] == "Uwe Hansen"
    with pytest.raises(ContentError) as refused:
        add(tenant.edition, "source", HOME, {"kind": "in-person"}, ASKED)
    assert "publisher" in told(refused)


def test_a_debate_that_is_not_on_record_takes_nothing(tenant: Tenant) -> None:
    with pytest.raises(ContentError) as refused:
        add(tenant.edition, "person", "harbour", {"name": "Uwe", "summary": "s"}, ASKED)
    assert "is no debate on record" in told(refused)["dossier"]


def test_a_quote_may_name_the_source_that_is_added_with_it(tenant: Tenant) -> None:
    url = "https://quay.example.org/1"
    source, draft = source_of_words(tenant.edition, HOME, {"url": url, "publisher": "The Quay"}, ASKED)
    assert draft
    fields = {**said("Let it rest."), "source": source}
    quote = add(tenant.edition, "quote", HOME, fields, ASKED, beside=draft)
    tenant.make(draft, quote)
    assert tenant.library.get(quote.record)
    assert source_of_words(tenant.edition, HOME, {"url": url}, ASKED) == (source, None)
    assert source_of_words(tenant.edition, HOME, {"url": url, "publisher": "The Quay", "kind": "primary"}, ASKED)[1]


# -- correcting -----------------------------------------------------------------------------------


def test_of_a_shipped_record_only_the_corrected_fields_are_kept(tenant: Tenant) -> None:
    made = tenant.make(correct(tenant.edition, OWLS, {"said": "2021-06-12", "note": None}, ASKED)).draft
    assert json.loads(made.fields) == {"said": "2021-06-12", "note": None}
    assert json.loads(made.base) == {"said": "2021-06-10", "note": "The Gazette printed the letter on 12 June."}
    stands = tenant.library.the(Quote, OWLS)
    assert (str(stands.said), stands.note, stands.words) == ("2021-06-12", None, OWLS_WORDS)


def test_of_a_record_of_the_tenants_own_all_fields_are_kept(tenant: Tenant) -> None:
    record, fields = NEW["quote"]
    tenant.make(add(tenant.edition, "quote", HOME, {**fields, "occasion": "At the market"}, ASKED))
    made = tenant.make(correct(tenant.edition, record, {"occasion": None, "note": "Loudly."}, ASKED)).draft
    assert json.loads(made.fields) == {"id": record, **fields, "note": "Loudly."}
    assert made.base == "{}"


def test_one_correction_after_another_adds_up(tenant: Tenant) -> None:
    tenant.make(correct(tenant.edition, OWLS, {"note": "One."}, ASKED))
    tenant.make(correct(tenant.edition, OWLS, {"occasion": "Letter"}, ASKED))
    assert json.loads(tenant.revisions[-1].draft.fields) == {"note": "One.", "occasion": "Letter"}


@pytest.mark.parametrize("fields", [{}, {"words": OWLS_WORDS}, {"confidence": "medium"}, {"excerpt": None}])
def test_what_stands_so_already_is_no_correction(tenant: Tenant, fields: Mapping[str, Any]) -> None:
    with pytest.raises(Unchanged):
        correct(tenant.edition, OWLS, fields, ASKED)


def test_a_field_that_is_needed_cannot_be_taken_out(tenant: Tenant) -> None:
    with pytest.raises(ContentError) as refused:
        correct(tenant.edition, OWLS, {"source": None}, ASKED)
    assert set(told(refused)) == {"source"}


def test_a_stale_version_is_a_conflict(tenant: Tenant) -> None:
    tenant.make(correct(tenant.edition, OWLS, {"note": "One."}, Asked(TODAY, version=1)))
    changes: tuple[Callable[[Asked], Draft], ...] = (
        lambda asked: correct(tenant.edition, OWLS, {"note": "Two."}, asked),
        lambda asked: retract(tenant.edition, OWLS, asked),
    )
    for change in changes:
        with pytest.raises(Conflict) as refused:
            change(Asked(TODAY, version=1))
        assert (refused.value.record, refused.value.expected, refused.value.now) == (OWLS, 1, 2)
        assert change(Asked(TODAY, version=2))


def test_the_head_of_a_debate_can_be_corrected(tenant: Tenant) -> None:
    tenant.make(correct(tenant.edition, HOME, {"title": "The lamps"}, ASKED))
    about = tenant.library.about(HOME)
    assert about
    assert about.title == "The lamps"
    assert tenant.library.names.find("the lamps").matches == (about,)


@pytest.mark.parametrize("change", [correct, retract, reinstate])
def test_what_never_was_on_record_cannot_be_changed(tenant: Tenant, change: Callable[..., object]) -> None:
    given = ({"note": "x"}, ASKED) if change is correct else (ASKED,)
    with pytest.raises(Missing):
        change(tenant.edition, "q-nothing", *given)
    with pytest.raises(Missing):
        erased(tenant.edition, "q-nothing", "law")


# -- retracting -----------------------------------------------------------------------------------


def test_what_is_retracted_is_neither_shown_nor_found_and_says_why(tenant: Tenant) -> None:
    query = Query.read("owls bell tower")
    assert query
    assert tenant.library.find(query).total == 1
    tenant.make(retract(tenant.edition, OWLS, Asked(TODAY, "misheard")))
    assert tenant.library.get(OWLS) is None
    assert OWLS not in {entry.id for entry in tenant.library.timeline()}
    assert OWLS not in {hit.id for hit in tenant.library.find(query).page}
    assert tenant.edition.status(OWLS) is Status.RETRACTED
    last = tenant.edition.last(OWLS)
    assert last
    assert last.draft.reason == "misheard"
    assert tenant.edition.standing(last.draft) == tenant.shipped.library.get(OWLS)


@pytest.mark.parametrize("change", [correct, retract])
def test_what_is_retracted_cannot_be_changed(tenant: Tenant, change: Callable[..., object]) -> None:
    made = tenant.make(retract(tenant.edition, OWLS, ASKED))
    with pytest.raises(Gone) as refused:
        change(tenant.edition, OWLS, *(({"note": "x"}, ASKED) if change is correct else (ASKED,)))
    assert refused.value.revision == made


def test_what_rests_on_a_source_goes_and_comes_back_with_it(tenant: Tenant) -> None:
    tenant.make(retract(tenant.edition, "src-gazette", ASKED))
    assert tenant.library.get(OWLS) is None
    assert tenant.edition.status(OWLS) is Status.SHOWN
    assert tenant.library.get("pos-ana-van-der-lind-all-night-2021-06-10") is None
    tenant.make(reinstate(tenant.edition, "src-gazette", ASKED))
    assert tenant.library.get(OWLS) == tenant.shipped.library.get(OWLS)
    assert tenant.library.get("pos-ana-van-der-lind-all-night-2021-06-10")


def test_a_quote_that_waits_for_its_source_can_be_retracted_and_is_not_back_with_it(tenant: Tenant) -> None:
    tenant.make(retract(tenant.edition, "src-gazette", ASKED))
    tenant.make(retract(tenant.edition, OWLS, ASKED))
    tenant.make(reinstate(tenant.edition, "src-gazette", ASKED))
    assert tenant.library.get(OWLS) is None


def test_what_is_reinstated_stands_as_it_stood(tenant: Tenant) -> None:
    tenant.make(correct(tenant.edition, OWLS, {"note": "Loudly."}, ASKED))
    before = tenant.library.get(OWLS)
    tenant.make(retract(tenant.edition, OWLS, ASKED))
    tenant.make(reinstate(tenant.edition, OWLS, ASKED))
    assert tenant.library.get(OWLS) == before
    assert tenant.edition.version(OWLS) == 4
    with pytest.raises(Unchanged):
        reinstate(tenant.edition, OWLS, ASKED)


def test_what_cannot_stand_any_more_is_not_reinstated(tenant: Tenant) -> None:
    tenant.make(retract(tenant.edition, OWLS, ASKED))
    tenant.make(retract(tenant.edition, "src-gazette", ASKED))
    with pytest.raises(ContentError) as refused:
        reinstate(tenant.edition, OWLS, ASKED)
    assert "is no source here" in told(refused)["source"]


# -- undoing --------------------------------------------------------------------------------------


def test_undo_of_each_change_and_undo_of_that(tenant: Tenant) -> None:
    shipped = tenant.library.get(OWLS)
    corrected = tenant.make(correct(tenant.edition, OWLS, {"note": "Loudly."}, ASKED))
    after = tenant.library.get(OWLS)
    undone = tenant.make(undo(tenant.edition, corrected, None, ASKED))
    assert tenant.library.get(OWLS) == shipped
    assert (undone.draft.action, undone.draft.undoes) == (Action.UNDO, corrected.number)
    again = tenant.make(undo(tenant.edition, undone, tenant.before(undone), ASKED))
    assert tenant.library.get(OWLS) == after
    retracted = tenant.make(retract(tenant.edition, OWLS, ASKED))
    tenant.make(undo(tenant.edition, retracted, tenant.before(retracted), ASKED))
    assert tenant.library.get(OWLS) == after
    assert again.version == 3


def test_undo_of_an_addition_takes_it_out_and_undo_of_that_brings_it_back(tenant: Tenant) -> None:
    record, fields = NEW["person"]
    added = tenant.make(add(tenant.edition, "person", HOME, fields, ASKED))
    undone = tenant.make(undo(tenant.edition, added, None, ASKED))
    assert tenant.library.get(record) is None
    assert tenant.edition.status(record) is Status.ABSENT
    assert list(tenant.edition.changed()) == []
    tenant.make(undo(tenant.edition, undone, tenant.before(undone), ASKED))
    assert tenant.library.get(record)


def test_only_the_last_revision_of_a_record_can_be_undone(tenant: Tenant) -> None:
    first = tenant.make(correct(tenant.edition, OWLS, {"note": "One."}, ASKED))
    tenant.make(correct(tenant.edition, OWLS, {"note": "Two."}, ASKED))
    with pytest.raises(Conflict) as refused:
        undo(tenant.edition, first, None, ASKED)
    assert (refused.value.expected, refused.value.now) == (2, 3)


def test_an_erasure_cannot_be_undone_reinstated_or_added_to(tenant: Tenant) -> None:
    made = tenant.make(erased(tenant.edition, OWLS, "privacy"))
    assert (made.draft.status, made.draft.fields) == (Status.ERASED, "{}")
    assert tenant.library.get(OWLS) is None
    with pytest.raises(Gone):
        undo(tenant.edition, made, None, ASKED)
    with pytest.raises(Gone):
        reinstate(tenant.edition, OWLS, ASKED)
    with pytest.raises(Gone):
        add(tenant.edition, "quote", HOME, said("Other words.", id=OWLS), ANYWAY)
    assert [revision.draft.record for revision in tenant.edition.changed()] == [OWLS]


def test_a_retracted_record_of_the_tenants_own_can_be_erased(tenant: Tenant) -> None:
    record, fields = NEW["person"]
    tenant.make(add(tenant.edition, "person", HOME, fields, ASKED))
    tenant.make(retract(tenant.edition, record, ASKED))
    made = tenant.make(erased(tenant.edition, record, "law"))
    assert (made.draft.noun, made.draft.dossier) == ("person", HOME)


def test_nothing_to_settle_is_said_so(tenant: Tenant) -> None:
    for ours in (True, False):
        with pytest.raises(Unchanged):
            settle(tenant.edition, OWLS, ours=ours, asked=ASKED)


def test_a_retraction_that_is_undone_while_the_record_is_not_shipped_comes_back_with_it(tenant: Tenant) -> None:
    revision = tenant.make(retract(tenant.edition, OWLS, ASKED))
    shelf = tenant.edition.shipped.library.dossiers[0]
    without = [quote for quote in shelf.quotes if quote.id != OWLS]
    bare = Shipped(Library([replace(shelf.dossier(), quotes=tuple(without), positions=(), briefings=())]), {})
    edition = Edition(bare, [revision])
    undone = undo(edition, revision, None, ASKED)
    assert undone.status is Status.SHOWN
    assert edition.effective(OWLS) is None
    again = Edition(tenant.edition.shipped, [replace(revision, number=2, version=2, draft=undone)])
    assert again.library.get(OWLS) is not None
