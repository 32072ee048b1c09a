"""Whatever a tenant changed is exported, and comes back the same elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefings import changes, export
from briefings.editing import add, correct, erased, reinstate, retract
from briefings.edition import Edition
from briefings.faults import ContentError
from briefings.importing import plan_rows
from briefings.model import Briefing, Dossier, Quote
from briefings.refusals import Refused
from briefings.revisions import Status
from briefings.rows import read
from briefings.undoing import undo
from tests.briefings.exchanging import (
    QUOTE,
    WRITERS,
    counted,
    faults_of,
    head,
    imported,
    planned,
    rows_of,
    shown,
    without_kind,
)
from tests.briefings.records import ANYWAY, ASKED, HOME, OWLS, Tenant

FORMS = pytest.mark.parametrize("form", WRITERS)


# -- round trips ----------------------------------------------------------------------------------


class Curator:
    """Changes a tenant's record at random."""

    def __init__(self, tenant: Tenant) -> None:
        self.tenant = tenant
        self.count = 0

    def do(self, step: tuple[str, int, int]) -> None:
        with suppress(Refused, ContentError):
            getattr(self, step[0])(step[1], step[2])

    def _ids(self, *kinds: str) -> list[str]:
        edition = self.tenant.edition
        ids = dict.fromkeys([*self.tenant.shipped.versions, *(one.draft.record for one in self.tenant.revisions)])
        wholes = (edition.effective(one) for one in ids)
        return [whole.id for whole in wholes if whole and (not kinds or export.noun(whole) in kinds)]

    def retract(self, which: int, _: int) -> None:
        ids = self._ids()
        self.tenant.make(retract(self.tenant.edition, ids[which % len(ids)], replace(ASKED, reason=f"reason {which}")))

    def reinstate(self, which: int, _: int) -> None:
        gone = sorted(one.draft.record for one in self.tenant.edition.retracted())
        if gone:
            self.tenant.make(reinstate(self.tenant.edition, gone[which % len(gone)], ASKED))

    def undo(self, which: int, _: int) -> None:
        ids = sorted({one.draft.record for one in self.tenant.revisions})
        last = self.tenant.edition.last(ids[which % len(ids)]) if ids else None
        if last:
            self.tenant.make(undo(self.tenant.edition, last, self.tenant.before(last), ASKED))

    def erase(self, which: int, _: int) -> None:
        ids = [one for one in self._ids() if self.tenant.shipped.whole(one) is None]
        if ids:
            self.tenant.make(erased(self.tenant.edition, ids[which % len(ids)], "law"))

    def correct(self, which: int, how: int) -> None:
        ids = self._ids()
        record_id = ids[which % len(ids)]
        whole = self.tenant.edition.effective(record_id)
        assert whole
        self.count += 1
        text = f"Thing {self.count} is now called {'xyz'[how % 3] * 9}{self.count}"
        possible: list[dict[str, Any]] = [
            {name: text}
            for name in ("words", "title", "summary", "reading", "note", "text", "why")
            if hasattr(whole, name)
        ]
        possible += [{"note": None}, {"occasion": None}, {"quotes": []}, {"evidence": None}, {"said": "2020"}]
        self.tenant.make(correct(self.tenant.edition, record_id, possible[how % len(possible)], ANYWAY))

    def add(self, which: int, how: int) -> None:
        self.count += 1
        dossiers, quotes, sources = self._ids("dossier"), self._ids("quote"), self._ids("source")
        people, questions = self._ids("person", "organisation"), self._ids("question")
        number = f"{self.count} {'klmno'[how % 5] * 7}{self.count} {'pqrst'[which % 5] * 5}"
        dossier = dossiers[which % len(dossiers)]

        def one(ids: list[str]) -> str:
            return ids[(which + how) % len(ids)] if ids else "nothing"

        by = [one for one in quotes if (quote := self.tenant.edition.effective(one)) and isinstance(quote, Quote)]
        rests = one(by)
        known = self.tenant.edition.effective(rests)
        who = known.speaker if isinstance(known, Quote) else "nobody"
        rows: list[tuple[str, dict[str, Any]]] = [
            ("quote", {"speaker": one(people), "words": f"Say {number}", "said": "2022", "source": one(sources)}),
            (
                "event",
                {"date": "2022-02", "title": number, "summary": number, "source": one(sources), "quotes": [rests]},
            ),
            (
                "position",
                {
                    "who": who,
                    "question": one(questions),
                    "date": "2022",
                    "score": 1,
                    "reading": number,
                    "quotes": [rests],
                },
            ),
            ("person", {"name": f"Person {number}", "summary": number}),
            ("source", {"url": f"https://{self.count}.example.org/", "publisher": "P", "kind": "press"}),
            ("question", {"text": f"{number}?", "proposition": number, "short": number[:20]}),
            ("dossier", {**head(number)}),
            (
                "disputed",
                {"who": one(people), "words": number, "where": "https://a.example.org", "kind": "reworded", "why": "x"},
            ),
        ]
        kind, fields = rows[how % len(rows)]
        self.tenant.make(add(self.tenant.edition, kind, dossier, fields, ANYWAY))


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["add", "add", "add", "correct", "retract", "retract", "reinstate", "undo", "erase"]),
        st.integers(0, 200),
        st.integers(0, 200),
    ),
    min_size=1,
    max_size=25,
)


@FORMS
@pytest.mark.parametrize("what", [changes.changed, changes.everything], ids=["changes", "everything"])
@settings(max_examples=60)
@given(steps=STEPS)
def test_whatever_was_changed_comes_back_in_an_empty_tenant(
    sample: Dossier, form: str, what: Callable[[Edition], list[export.Item]], steps: list[tuple[str, int, int]]
) -> None:
    with closing(Tenant(sample)) as here, closing(Tenant(sample)) as there:
        curator = Curator(here)
        for step in steps:
            curator.do(step)
        files = WRITERS[form](what(here.edition))
        rows = [read(text, form) for text in files]
        every = rows[0] if rows else read("[]", "json")
        for more in rows[1:]:
            every += more
        there_plan = plan_rows(there.edition, every, ANYWAY)
        if there_plan.drafts:
            there.make(*there_plan.drafts)
        assert shown(there.edition) == shown(here.edition)
        for tenant in (here, there):
            assert plan_rows(tenant.edition, every, ASKED).drafts == ()
        assert [item for item in what(there.edition) if not isinstance(item.what, export.Retraction)] == [
            item for item in what(here.edition) if not isinstance(item.what, export.Retraction)
        ]


@settings(max_examples=60)
@given(steps=STEPS)
def test_what_is_reinstated_after_an_import_is_as_where_it_was_exported(
    sample: Dossier, steps: list[tuple[str, int, int]]
) -> None:
    with closing(Tenant(sample)) as here, closing(Tenant(sample)) as there:
        curator = Curator(here)
        for step in steps:
            curator.do(step)
        imported(there, export.to_json(changes.changed(here.edition)), ANYWAY)
        # A retraction travels without what is retracted, so that nothing but what is shipped can come back elsewhere.
        bare = [one.draft.record for one in here.edition.retracted() if one.draft.fields == "{}"]
        for record_id in sorted(bare):
            if here.shipped.whole(record_id):
                for tenant in (here, there):
                    with suppress(ContentError):
                        tenant.make(reinstate(tenant.edition, record_id, ASKED))
        assert shown(there.edition) == shown(here.edition)


CROSSINGS, POSITION = "q-moreau-2022-09-12-crossings", "pos-ana-moreau-all-night-2022-09-12"


def test_a_correction_to_what_a_retraction_leaves_comes_back(tenant: Tenant, sample: Dossier) -> None:
    tenant.make(retract(tenant.edition, CROSSINGS, ASKED))
    tenant.make(correct(tenant.edition, POSITION, {"quotes": []}, ASKED))
    for write in WRITERS.values():
        (text,) = write(changes.changed(tenant.edition))
        with closing(Tenant(sample)) as other:
            imported(other, text)
            assert other.edition.effective(POSITION) == tenant.edition.effective(POSITION)


def test_a_record_of_ones_own_comes_back_with_what_is_retracted_in_it(tenant: Tenant, sample: Dossier) -> None:
    fields = {"date": "2022-09-12", "title": "A vote", "summary": "They voted.", "source": "src-gazette"}
    tenant.make(add(tenant.edition, "event", HOME, {"id": "ev-vote", **fields, "quotes": [CROSSINGS, OWLS]}, ASKED))
    tenant.make(retract(tenant.edition, CROSSINGS, ASKED))
    for write in WRITERS.values():
        (text,) = write(changes.changed(tenant.edition))
        with closing(Tenant(sample)) as other:
            imported(other, text)
            assert shown(other.edition) == shown(tenant.edition)
            other.make(reinstate(other.edition, CROSSINGS, ASKED))
            assert other.library.get("ev-vote") == tenant.edition.effective("ev-vote")


def test_two_that_rest_on_each_other_come_back_in_any_order(tenant: Tenant) -> None:
    rows = [
        {
            "kind": "position",
            "id": "pos-later",
            "who": "tomas-ruzicka",
            "question": "all-night",
            "date": "2022-03",
            "score": -2,
            "reading": "Wants none",
            "quotes": ["q-snow"],
            "change": {"since": "pos-earlier", "kind": "changed", "summary": "Turned"},
        },
        {
            "kind": "position",
            "id": "pos-earlier",
            "who": "tomas-ruzicka",
            "question": "all-night",
            "date": "2022-02",
            "score": 1,
            "reading": "Wants some",
            "quotes": ["q-snow"],
        },
        {**QUOTE, "id": "q-snow"},
    ]
    assert counted(imported(tenant, rows)) == (3, 0, 0, 0)
    assert counted(planned(tenant, list(reversed(rows)))) == (0, 0, 0, 3)


def test_a_retraction_travels_without_words_and_is_kept_where_the_record_never_was(
    tenant: Tenant, sample: Dossier
) -> None:
    tenant.make(add(tenant.edition, "quote", HOME, {**without_kind(QUOTE), "id": "q-snow"}, ASKED))
    tenant.make(retract(tenant.edition, "q-snow", replace(ASKED, reason="misheard")))
    for write in WRITERS.values():
        (text,) = write(changes.changed(tenant.edition))
        assert "opinion" not in text
        with closing(Tenant(sample)) as other:
            assert counted(imported(other, text)) == (0, 0, 1, 0)
            assert other.edition.status("q-snow") is Status.RETRACTED
            assert faults_of(other, [{**QUOTE, "id": "q-snow"}]) == [
                ("row 1: id: was retracted on 24 Nov 2026: misheard. Leave it out, or reinstate q-snow first")
            ]


def test_a_head_is_written_whole_only_when_it_is_new_or_corrected(tenant: Tenant) -> None:
    tenant.make(correct(tenant.edition, OWLS, {"note": "Read again"}, ASKED))
    (text,) = export.change_files(changes.changed(tenant.edition)).values()
    assert next(line for line in text.splitlines() if line and line[0] not in "#[") == f'id = "{HOME}"'
    assert "title =" not in text
    tenant.make(correct(tenant.edition, HOME, {"topic": "lamps"}, ASKED))
    (text,) = export.change_files(changes.changed(tenant.edition)).values()
    assert 'topic = "lamps"' in text
    assert 'asks = "How should' in text


BRIEFING = f"br-{HOME}"
VOTE = "ev-2022-09-12-vote"


def test_what_a_briefing_says_of_a_retracted_quote_is_not_exported_and_stays_behind_the_retraction(
    tenant: Tenant, sample: Dossier
) -> None:
    before = tenant.edition.effective(BRIEFING)
    tenant.make(retract(tenant.edition, OWLS, ASKED))
    for write in WRITERS.values():
        (text,) = write(changes.everything(tenant.edition))
        assert "owls had left" not in text
        assert "see the ice" in text
        with closing(Tenant(sample)) as other:
            for one in (tenant, other):
                imported(one, text)
                assert one.edition.effective(BRIEFING) == before
                assert shown(one.edition) == shown(tenant.edition)
            other.make(reinstate(other.edition, OWLS, ASKED))
            assert other.library.get(BRIEFING) == before


def test_what_is_written_into_an_exported_record_leaves_alone_what_rests_on_something_retracted(
    tenant: Tenant,
) -> None:
    before = tenant.edition.effective(BRIEFING)
    tenant.make(retract(tenant.edition, OWLS, ASKED))
    row = next(row for row in rows_of(tenant, changes.everything) if row["id"] == BRIEFING)
    made = imported(tenant, [{**row, "title": "Lamps"}])
    assert [one.field for one in made.differences] == ["title"]
    assert isinstance(before, Briefing)
    assert tenant.edition.effective(BRIEFING) == replace(before, title="Lamps")


def test_a_briefing_whose_summary_rests_on_what_is_retracted_is_left_out(tenant: Tenant) -> None:
    tenant.make(retract(tenant.edition, VOTE, ASKED))
    assert BRIEFING not in {row["id"] for row in rows_of(tenant, changes.everything)}
    assert [changes.withheld(tenant.edition, own=own) for own in (False, True)] == [[BRIEFING], []]
    tenant.make(reinstate(tenant.edition, VOTE, ASKED))
    tenant.make(correct(tenant.edition, BRIEFING, {"title": "Lamps"}, ASKED))
    assert BRIEFING in {row["id"] for row in rows_of(tenant, changes.changed)}
    tenant.make(retract(tenant.edition, VOTE, ASKED))
    assert [changes.withheld(tenant.edition, own=own) for own in (False, True)] == [[BRIEFING], [BRIEFING]]
    assert BRIEFING not in {row["id"] for row in rows_of(tenant, changes.changed)}


def test_content_holds_what_is_shown_and_the_rest_stands_beside_it(tenant: Tenant) -> None:
    tenant.make(retract(tenant.edition, "src-gazette", ASKED))
    dossiers, beside = changes.as_dossiers(changes.everything(tenant.edition), tenant.edition)
    assert dossiers == [shelf.dossier() for shelf in tenant.library.dossiers]
    assert OWLS in {item.what.id for item in beside}
    assert all(tenant.library.get(item.what.id) is None for item in beside)
