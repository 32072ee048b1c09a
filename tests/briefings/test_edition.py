"""What a tenant's revisions make of the shipped record, and what an upgrade of that makes of both."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace

import pytest

from briefings.editing import add, correct, erased, reinstate, retract, settle
from briefings.edition import Edition, as_known, differing, laid_over, upgrade, written
from briefings.export import as_dict
from briefings.library import Library
from briefings.model import About, Dossier, Organisation, Quote, Record
from briefings.revisions import Action, Draft, Revision, Status
from briefings.search import Query
from briefings.shelf import Shelf
from briefings.undoing import undo
from tests.briefings.records import ASKED, CIRCLE, HOME, NOON, OWLS, Tenant, numbered, shipped_of

LOOKING_UP = "q-circle-2021-looking-up"
Edited = Callable[..., Dossier]


def _name(tenant: Tenant) -> str:
    record = tenant.library.get(CIRCLE)
    assert isinstance(record, Organisation)
    return record.name


# -- one record -----------------------------------------------------------------------------------


def test_without_changes_it_is_the_shipped_record(tenant: Tenant) -> None:
    assert tenant.library is tenant.shipped.library
    assert tenant.edition.after([]).library is tenant.shipped.library
    assert (tenant.edition.status(CIRCLE), tenant.edition.version(CIRCLE)) == (Status.SHOWN, 1)
    assert (tenant.edition.status("nobody"), tenant.edition.version("nobody")) == (Status.ABSENT, 0)
    assert list(tenant.edition.changed()) == []


def test_versions_count_the_shipped_ones_and_the_tenants(tenant: Tenant) -> None:
    for number, name in enumerate(("Night Circle", "Dark Circle"), 2):
        tenant.make(correct(tenant.edition, CIRCLE, {"name": name}, ASKED))
        assert tenant.edition.version(CIRCLE) == number
    assert tenant.edition.number == 2


def test_an_edition_stays_as_it_was(tenant: Tenant) -> None:
    before = tenant.edition
    tenant.make(correct(before, CIRCLE, {"name": "Night Circle"}, ASKED))
    assert before.library.get(CIRCLE) == tenant.shipped.library.get(CIRCLE)
    assert before.last(CIRCLE) is None
    assert _name(tenant) == "Night Circle"


def test_of_several_revisions_of_a_record_the_last_counts_whether_at_once_or_one_by_one(
    tenant: Tenant, sample: Dossier
) -> None:
    tenant.make(correct(tenant.edition, CIRCLE, {"name": "Night Circle"}, ASKED))
    tenant.make(retract(tenant.edition, LOOKING_UP, ASKED))
    tenant.make(reinstate(tenant.edition, LOOKING_UP, ASKED))
    tenant.make(correct(tenant.edition, CIRCLE, {"name": "Circle"}, ASKED))
    with closing(Edition(shipped_of(sample), tenant.revisions).library) as at_once:
        (one,), (other,) = at_once.dossiers, tenant.library.dossiers
        assert {record.id: record for record in one.records()} == {record.id: record for record in other.records()}


def test_changed_tells_what_stands_otherwise_than_shipped(tenant: Tenant) -> None:
    tenant.make(correct(tenant.edition, CIRCLE, {"name": "Night Circle"}, ASKED))
    tenant.make(retract(tenant.edition, OWLS, ASKED))
    assert [revision.draft.record for revision in tenant.edition.changed()] == [CIRCLE, OWLS]
    assert [revision.draft.record for revision in tenant.edition.retracted()] == [OWLS]
    tenant.make(correct(tenant.edition, CIRCLE, {"name": "Dark Sky Circle"}, ASKED))
    tenant.make(reinstate(tenant.edition, OWLS, ASKED))
    assert list(tenant.edition.changed()) == []
    assert tenant.edition.dossier_of(CIRCLE) == HOME
    with pytest.raises(KeyError):
        tenant.edition.dossier_of("nobody")


def test_who_is_retracted_is_found_by_every_whole_name_and_no_other(tenant: Tenant) -> None:
    edition = tenant.edition
    tenant.make(retract(edition, CIRCLE, ASKED))
    for name in ("Dark Sky Circle", "dark-sky-circle", "DSC"):
        assert tenant.edition.retracted_called(name) == tenant.shipped.library.get(CIRCLE)
        assert edition.retracted_called(name) is None
    assert tenant.edition.retracted_called("Dark Sky") is None
    tenant.make(reinstate(tenant.edition, CIRCLE, ASKED))
    assert tenant.edition.retracted_called("DSC") is None
    tenant.make(correct(tenant.edition, CIRCLE, {"aliases": ["Nightlings"]}, ASKED))
    tenant.make(retract(tenant.edition, CIRCLE, ASKED))
    assert tenant.edition.retracted_called("DSC") is None
    assert tenant.edition.retracted_called("Nightlings")


def test_retracted_words_are_found_in_what_holds_them(tenant: Tenant) -> None:
    quote = tenant.shipped.library.get(OWLS)
    assert isinstance(quote, Quote)
    assert not tenant.edition.holds_retracted(quote.words)
    tenant.make(retract(tenant.edition, OWLS, ASKED))
    assert tenant.edition.holds_retracted(f"She wrote: “{quote.words.upper()}” They stopped.")
    assert not tenant.edition.holds_retracted(quote.words[:-20])
    tenant.make(erased(tenant.edition, OWLS, "privacy"))
    assert not tenant.edition.holds_retracted(quote.words)


def test_of_much_that_is_retracted_only_what_is_meant_is_looked_at(sample: Dossier) -> None:
    made: list[str] = []

    class Counting(Edition):
        def standing(self, draft: Draft) -> Record | About | None:
            made.append(draft.record)
            return super().standing(draft)

    fields = {"speaker": "tomas-ruzicka", "said": "2022", "source": "src-gazette"}
    texts = [written({"id": f"q-{number}", **fields, "words": f"Loaf {number} rose."}) for number in range(100)]
    drafts = [Draft(f"q-{n}", "quote", HOME, Action.RETRACT, Status.RETRACTED, text) for n, text in enumerate(texts)]
    revisions = [Revision(number, 1, 0, "u1", NOON, draft) for number, draft in enumerate(drafts, 1)]
    edition = Counting(shipped_of(sample), revisions)
    with closing(edition.library):
        made.clear()
        assert edition.retracted_called("Tomas") is None
        assert not edition.holds_retracted("Nobody should have to cross this square in the dark.")
        assert made == []
        assert edition.holds_retracted("He said: Loaf 77 rose.")


def test_erased_words_are_nowhere_in_the_index(tenant: Tenant) -> None:
    query = Query.read("stopped looking up")
    assert query
    assert tenant.library.find(query).total == 1
    tenant.make(correct(tenant.edition, OWLS, {"words": "The owls left. They stopped looking up."}, ASKED))
    tenant.make(erased(tenant.edition, OWLS, "privacy"))
    assert [hit.id for hit in tenant.library.find(query).page] == [LOOKING_UP]
    assert tenant.library.index.rarest("bell tower winter", 10) == []
    assert tenant.edition.status(OWLS) is Status.ERASED
    assert tenant.edition.standing(tenant.revisions[-1].draft) == tenant.shipped.library.get(OWLS)


# -- when the shipped content changes -------------------------------------------------------------


def test_a_correction_survives_an_upgrade(tenant: Tenant, edited: Edited) -> None:
    tenant.make(correct(tenant.edition, CIRCLE, {"name": "Night Circle"}, ASKED))
    tenant.upgraded(edited(CIRCLE, summary="For darkness"))
    record = tenant.library.get(CIRCLE)
    assert isinstance(record, Organisation)
    assert (record.name, record.summary) == ("Night Circle", "For darkness")
    assert list(tenant.edition.disagreements()) == []


def test_what_both_changed_is_a_disagreement_that_is_settled_either_way(tenant: Tenant, edited: Edited) -> None:
    tenant.make(correct(tenant.edition, CIRCLE, {"name": "Night Circle", "summary": "For nights"}, ASKED))
    tenant.upgraded(edited(CIRCLE, name="Dark Sky Club"))
    (one,) = tenant.edition.disagreements()
    assert one == (CIRCLE, "name", "Night Circle", "Dark Sky Circle", "Dark Sky Club")
    assert _name(tenant) == "Night Circle"
    kept = tenant.edition.after(numbered([settle(tenant.edition, CIRCLE, ours=True, asked=ASKED)], tenant.revisions))
    assert list(kept.disagreements()) == []
    assert kept.effective(CIRCLE) == tenant.edition.effective(CIRCLE)
    tenant.make(settle(tenant.edition, CIRCLE, ours=False, asked=ASKED))
    assert list(tenant.edition.disagreements()) == []
    record = tenant.library.get(CIRCLE)
    assert isinstance(record, Organisation)
    assert (record.name, record.summary) == ("Dark Sky Club", "For nights")


def test_the_same_change_on_both_sides_is_no_disagreement(tenant: Tenant, edited: Edited) -> None:
    tenant.make(correct(tenant.edition, CIRCLE, {"name": "Dark Sky Club"}, ASKED))
    tenant.upgraded(edited(CIRCLE, name="Dark Sky Club"))
    assert list(tenant.edition.disagreements()) == []
    assert list(tenant.edition.changed()) == []


def test_a_disagreement_stays_while_another_field_is_corrected(tenant: Tenant, edited: Edited) -> None:
    tenant.make(correct(tenant.edition, CIRCLE, {"name": "Night Circle"}, ASKED))
    tenant.upgraded(edited(CIRCLE, name="Dark Sky Club"))
    tenant.make(correct(tenant.edition, CIRCLE, {"summary": "For nights"}, ASKED))
    assert [one.field for one in tenant.edition.disagreements()] == ["name"]
    tenant.make(correct(tenant.edition, CIRCLE, {"name": "The Circle"}, ASKED))
    assert list(tenant.edition.disagreements()) == []


def test_what_is_taken_out_of_the_shipped_content_goes_with_its_correction_and_comes_back_with_it(
    tenant: Tenant, sample: Dossier
) -> None:
    tenant.make(correct(tenant.edition, OWLS, {"note": "Printed later."}, ASKED))
    without = replace(
        sample,
        quotes=tuple(q for q in sample.quotes if q.id != OWLS),
        positions=(),
        briefings=(),
    )
    tenant.upgraded(without)
    assert tenant.library.get(OWLS) is None
    assert tenant.edition.status(OWLS) is Status.ABSENT
    tenant.upgraded(sample)
    record = tenant.library.get(OWLS)
    assert isinstance(record, Quote)
    assert record.note == "Printed later."


def test_a_retraction_survives_an_upgrade(tenant: Tenant, edited: Edited) -> None:
    tenant.make(retract(tenant.edition, OWLS, ASKED))
    tenant.upgraded(edited(OWLS, note="Printed twice."))
    assert tenant.library.get(OWLS) is None


def test_a_record_of_the_tenants_own_does_not_mix_with_one_that_is_shipped_later_under_its_id(
    tenant: Tenant, sample: Dossier
) -> None:
    draft = add(tenant.edition, "person", HOME, {"id": "uwe-hansen", "name": "Uwe Hansen", "summary": "Skipper"}, ASKED)
    tenant.make(draft)
    other = replace(sample.people[0], id="uwe-hansen", name="Uwe Hansen", family="Uwe", aliases=("UH",))
    company = Organisation(id="uwe-hansen", name="Uwe Hansen Ltd", summary="s", kind="company")
    for shipped in (
        replace(sample, people=(*sample.people, other)),
        replace(sample, organisations=(*sample.organisations, company)),
    ):
        tenant.upgraded(shipped)
        stands = tenant.library.get("uwe-hansen")
        assert stands
        assert as_dict(stands) == {"id": "uwe-hansen", "name": "Uwe Hansen", "summary": "Skipper"}


# -- recording the shipped content ----------------------------------------------------------------


def _shelves(*dossiers: Dossier) -> list[Shelf]:
    return [Shelf.of(dossier) for dossier in dossiers]


def _last(revisions: Sequence[Revision]) -> dict[str, Revision]:
    return {revision.draft.record: revision for revision in revisions}


def _recorded(sample: Dossier) -> list[Revision]:
    return numbered(upgrade({}, _shelves(sample), "first"), [])


def test_what_is_new_is_recorded_once(sample: Dossier) -> None:
    first = _recorded(sample)
    assert {revision.draft.record for revision in first} == {HOME, *(record.id for record in sample.records())}
    assert {revision.draft.action for revision in first} == {Action.ADD}
    assert upgrade(_last(first), _shelves(sample), "again") == []


def test_what_is_changed_taken_out_or_back_is_recorded(sample: Dossier, edited: Edited) -> None:
    revisions = _recorded(sample)
    (changed,) = upgrade(_last(revisions), _shelves(edited(CIRCLE, name="Dark Sky Club")), "second")
    assert (changed.record, changed.action, changed.status) == (CIRCLE, Action.CORRECT, Status.SHOWN)
    without = replace(sample, disputed=())
    (gone,) = upgrade(_last(revisions), _shelves(without), "third")
    assert (gone.record, gone.action, gone.status) == ("dis-moreau-never-dark", Action.RETRACT, Status.ABSENT)
    revisions += numbered([gone], revisions)
    assert upgrade(_last(revisions), _shelves(without), "fourth") == []
    (back,) = upgrade(_last(revisions), _shelves(sample), "fifth")
    assert (back.record, back.action, back.status) == ("dis-moreau-never-dark", Action.ADD, Status.SHOWN)


def test_what_is_erased_stays_away(sample: Dossier) -> None:
    revisions = _recorded(sample)
    tombstone = Draft(OWLS, "quote", HOME, Action.ERASE, Status.ERASED, "{}", "law")
    revisions += numbered([tombstone], revisions)
    assert upgrade(_last(revisions), _shelves(sample), "again") == []
    without = replace(sample, quotes=())
    assert OWLS not in {draft.record for draft in upgrade(_last(revisions), _shelves(without), "without")}


# -- as it was known ------------------------------------------------------------------------------


def _known(shipped: list[Revision], own: Sequence[Revision] = (), hidden: tuple[str, ...] = ()) -> Library:
    return as_known(list(_last(shipped).values()), list(_last(own).values()), hidden.__contains__, {})


def test_the_recorded_versions_give_the_same_library(sample: Dossier) -> None:
    known = as_known(_recorded(sample), [], lambda _: False, {HOME: sample.gaps})
    with closing(known):
        assert [shelf.dossier() for shelf in known.dossiers] == [sample]


def test_nothing_recorded_is_nothing_known() -> None:
    assert as_known([], [], lambda _: False, {}).dossiers == ()


def test_a_tenants_changes_lie_over_what_was_shipped_then(tenant: Tenant, sample: Dossier) -> None:
    tenant.make(correct(tenant.edition, CIRCLE, {"name": "Night Circle"}, ASKED))
    tenant.make(add(tenant.edition, "person", HOME, {"name": "Uwe Hansen", "summary": "Skipper"}, ASKED))
    with closing(_known(_recorded(sample), tenant.revisions)) as known:
        assert known.get(CIRCLE) == tenant.library.get(CIRCLE)
        assert known.get("uwe-hansen")
    with closing(_known(_recorded(sample), tenant.revisions[:1])) as known:
        assert known.get("uwe-hansen") is None


def test_what_may_not_be_shown_any_more_is_left_out_with_what_rests_on_it(sample: Dossier) -> None:
    with closing(_known(_recorded(sample), hidden=("src-gazette",))) as known:
        assert known.get("src-gazette") is None
        assert known.get(OWLS) is None
        assert known.get(LOOKING_UP)


def test_a_debate_that_may_not_be_shown_any_more_leaves_no_empty_one(sample: Dossier) -> None:
    assert _known(_recorded(sample), hidden=(HOME,)).dossiers == ()
    emptied = [
        replace(one, draft=replace(one.draft, fields="{}")) if one.draft.record == HOME else one
        for one in _recorded(sample)
    ]
    assert _known(emptied).dossiers == ()


# -- fields ---------------------------------------------------------------------------------------


def test_fields_laid_over_others_and_their_difference_undo_each_other() -> None:
    before, after = {"a": 1, "b": 2, "c": [3]}, {"a": 1, "c": [4], "d": 5}
    assert differing(before, after) == {"b": None, "c": [4], "d": 5}
    assert laid_over(before, differing(before, after)) == after


def test_undo_of_an_upgraded_field_goes_back_to_what_is_shipped_now(tenant: Tenant, edited: Edited) -> None:
    made = tenant.make(correct(tenant.edition, CIRCLE, {"name": "Night Circle"}, ASKED))
    tenant.upgraded(edited(CIRCLE, name="Dark Sky Club"))
    tenant.make(undo(tenant.edition, made, None, ASKED))
    assert _name(tenant) == "Dark Sky Club"
    assert json.loads(tenant.revisions[-1].draft.fields) == {}
