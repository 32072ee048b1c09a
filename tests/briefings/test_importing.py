"""A file of records becomes revisions, all of it or nothing."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace

import pytest

from briefings import changes, export
from briefings.editing import add, erased, reinstate, retract
from briefings.importing import plan
from briefings.model import Dossier, Source
from briefings.refusals import Gone
from briefings.revisions import Action, Status
from tests.briefings.exchanging import (
    QUOTE,
    counted,
    faults_of,
    head,
    imported,
    planned,
    rows_of,
    without_kind,
)
from tests.briefings.records import ANYWAY, ASKED, HOME, OWLS, Tenant

ABSTAIN = "q-zoe-moreau-2022-09-12-abstain"
VOTE = "ev-2022-09-12-vote"


# -- what a row may look like ---------------------------------------------------------------------


def test_a_row_is_written_as_a_curator_types_it(tenant: Tenant) -> None:
    table = (
        "Kind;Speaker;Words;Said;Source;Title;Publisher;Source Kind;Question;Tags\r\n"
        'quote;Tomáš Růžička;"The snow, I say,\r\nhas no opinion.";2022;https://www.Lamps.example.org/a;'
        "On lamps;;primary;all-night;a, b\r\n"
        ";;;;;;;;;\r\n"
        "quote;Tom the Baker;Bread first.;2022-01;https://www.Lamps.example.org/a;;;;;\r\n"
    )
    for text in (table, "\ufeff" + table, table.replace(";", "\t")):
        made = planned(tenant, text)
        assert counted(made) == (3, 0, 0, 0)
    tenant.make(*made.drafts)
    source = tenant.library.the(Source, "src-lamps-example-org-on-lamps")
    assert (source.title, source.publisher, source.kind) == ("On lamps", "lamps.example.org", "primary")
    quotes = [q for q in tenant.library.quotes_by("tomas-ruzicka") if q.source == source.id]
    assert [(q.words, str(q.said), q.questions, q.tags) for q in quotes] == [
        ("The snow, I say,\nhas no opinion.", "2022", ("all-night",), ("a", "b")),
        ("Bread first.", "2022-01", (), ()),
    ]
    assert counted(planned(tenant, table)) == (0, 0, 0, 2)


def test_a_table_of_words_without_a_kind_is_one_of_quotes(tenant: Tenant) -> None:
    table = "Speaker,Words,Said,Source\nTomáš Růžička,The snow has no opinion.,2022,src-gazette\n"
    (draft,) = imported(tenant, table).drafts
    assert (draft.noun, json.loads(draft.fields)["words"]) == ("quote", "The snow has no opinion.")
    assert faults_of(tenant, "Speaker,Said\nTomáš Růžička,2022\n")[0].endswith("add it: kind")


def test_a_source_is_found_by_what_is_said_of_it_or_made(tenant: Tenant) -> None:
    known = tenant.library.the(Source, "src-gazette")
    rows = [
        {**QUOTE, "source": {"url": known.url}},
        {**QUOTE, "words": "Bread is first with me.", "source": {"url": known.url, "title": "Another page"}},
        {**QUOTE, "words": "He said it to me alone.", "source": {"kind": "in-person", "publisher": "A neighbour"}},
    ]
    made = imported(tenant, rows)
    assert counted(made) == (5, 0, 0, 0)
    quotes = {q.words: q.source for q in tenant.library.quotes_by("tomas-ruzicka")}
    assert quotes["The snow has no opinion on lamps."] == "src-gazette"
    assert tenant.library.the(Source, quotes["Bread is first with me."]).title == "Another page"
    assert tenant.library.the(Source, quotes["He said it to me alone."]).url is None
    assert counted(planned(tenant, rows)) == (0, 0, 0, 3)


def test_people_of_the_same_file_are_meant_by_name(tenant: Tenant) -> None:
    rows = [
        {**QUOTE, "speaker": "Nora Night", "words": "I mend what you break."},
        {"kind": "person", "name": "Nora Night", "summary": "Mends lamps"},
    ]
    imported(tenant, rows)
    assert [quote.words for quote in tenant.library.quotes_by("nora-night")] == ["I mend what you break."]
    assert counted(planned(tenant, rows)) == (0, 0, 0, 2)


def test_a_debate_of_ones_own_comes_in_with_what_is_in_it(tenant: Tenant) -> None:
    text = "\n".join(
        (
            "#:schema x.json",
            'id = "harbour"',
            *(f'{key} = "{value}"' for key, value in head("The harbour").items()),
            '[[question]]\nid = "moor"\ntext = "Who may moor?"\nproposition = "All may."\nshort = "mooring"',
            '[[gap]]\nwho = "ana-moreau"\nquestion = "moor"',
            '[[quote]]\nspeaker = "Ana Moreau"\nwords = "Boats are welcome, every one of them."\nsaid = 2022-01-02',
            'source = {url = "https://harbour.example.org/"}\nquestions = "moor"',
        )
    )
    made = imported(tenant, text)
    assert (counted(made), made.left_out) == ((4, 0, 0, 0), 1)
    shelf = next(shelf for shelf in tenant.library.dossiers if shelf.about.id == "harbour")
    assert [quote.words for quote in shelf.quotes] == ["Boats are welcome, every one of them."]
    assert [source.publisher for source in shelf.sources] == ["harbour.example.org"]


def test_what_says_of_no_debate_goes_where_its_question_is_or_to_the_default(tenant: Tenant) -> None:
    imported(tenant, [{"kind": "dossier", "id": "harbour", **head("The harbour")}])
    made = plan(tenant.edition, json.dumps([{**QUOTE, "question": "colour"}]), "json", ASKED, "harbour")
    assert [draft.dossier for draft in made.drafts] == [HOME]
    made = plan(tenant.edition, json.dumps([{"kind": "person", "name": "N", "summary": "s"}]), "", ASKED, "harbour")
    assert [draft.dossier for draft in made.drafts] == ["harbour"]


def test_a_row_is_the_whole_record(tenant: Tenant) -> None:
    whole = next(row for row in rows_of(tenant, changes.everything) if row["id"] == OWLS)
    note = whole.pop("note")
    made = planned(tenant, [{**whole, "words": "The owls left."}])
    assert counted(made) == (0, 1, 0, 0)
    assert {(one.field, one.after) for one in made.differences} == {("words", "The owls left."), ("note", None)}
    assert note in [one.before for one in made.differences]
    tenant.make(*made.drafts)
    assert tenant.edition.status(OWLS) is Status.SHOWN
    draft = tenant.revisions[-1].draft
    assert (draft.action, json.loads(draft.fields)) == (Action.CORRECT, {"words": "The owls left.", "note": None})


# -- what is wrong --------------------------------------------------------------------------------


def test_everything_wrong_is_told_at_once_by_row_and_field(tenant: Tenant) -> None:
    rows = [
        QUOTE,
        {**QUOTE, "words": "Other words are here, quite.", "said": "2099", "source": "src-lost"},
        {**QUOTE, "speaker": "Nobody Known", "words": "And yet others, I think.", "colour": 1},
        {"kind": "retraction", "id": "q-lost", "reason": "x"},
        {"kind": "retraction", "id": VOTE, "reason": "x", "words": "y"},
        {"kind": "person", "name": "N", "summary": "s", "dossier": "nowhere"},
        {"kind": "dossier", "id": OWLS, **head("Owls")},
    ]
    told = faults_of(tenant, rows)
    assert [": ".join(line.split(": ")[:2]) for line in told] == [
        "row 2: said",
        "row 2: source",
        "row 3: colour",
        "row 3: speaker",
        "row 4: id",
        "row 5: words",
        "row 6: dossier",
        "row 7: id",
    ]


@pytest.mark.parametrize("field", ["speaker", "words", "said", "source"])
def test_a_fault_in_the_last_row_keeps_everything_out(tenant: Tenant, field: str) -> None:
    rows = [{**QUOTE, "words": f"Words {n} of the snow {n * 7} fell {'abc'[n % 3] * 5}{n}."} for n in range(30)]
    assert planned(tenant, rows).new == 30
    del rows[-1][field]
    assert [line.split(": ")[0] for line in faults_of(tenant, rows)] == ["row 30"]


def test_rows_come_in_the_order_of_the_file(tenant: Tenant) -> None:
    told = faults_of(tenant, [{**QUOTE, "said": "someday"}] * 12)
    assert [line.split(":")[0] for line in told] == [f"row {number}" for number in range(1, 13)]


def test_the_same_twice_is_told(tenant: Tenant) -> None:
    assert faults_of(tenant, [{**QUOTE, "id": "q-snow"}, {**QUOTE, "id": "q-snow", "note": "n"}]) == [
        "row 2: id: q-snow stands in row 1 too; keep one of the two"
    ]
    retraction = {"kind": "retraction", "id": OWLS, "reason": "x"}
    whole = next(row for row in rows_of(tenant, changes.everything) if row["id"] == OWLS)
    assert faults_of(tenant, [retraction, whole])[0].startswith(f"row 1: id: {OWLS} stands in row 2 too")
    told = faults_of(tenant, [QUOTE, {**QUOTE, "note": "n"}])
    assert [line.split(" (")[0] for line in told] == [
        "row 1: words: are those of row 2",
        "row 2: words: are those of row 1",
    ]


def test_what_is_nearly_on_record_is_taken_only_when_it_is_meant(tenant: Tenant) -> None:
    owls = {**QUOTE, "speaker": "Ana van der Lind", "words": "The owls left the bell tower in the winter"}
    assert faults_of(tenant, [owls]) == [
        f"row 1: words: are nearly those of {OWLS}; leave one out, or import it anyway"
    ]
    assert planned(tenant, [owls], ANYWAY).new == 1
    zoe = {"kind": "person", "name": "Zoe Moreau", "summary": "s"}
    assert faults_of(tenant, [zoe]) == [
        "row 1: name: reads or looks like Zoë Moreau (zoe-moreau); write that id, or import it anyway"
    ]
    assert planned(tenant, [zoe], ANYWAY).new == 1
    short = [{**QUOTE, "words": "Not I."}, {**QUOTE, "words": "Not  I!", "said": "2021"}]
    assert len(faults_of(tenant, short)) == 2


@pytest.mark.parametrize(("field", "value"), [("aliases", ["The skipper", "Zoe Moreau"]), ("family", "Zoe Moreau")])
def test_no_one_is_also_called_by_the_name_of_another(tenant: Tenant, field: str, value: object) -> None:
    uwe = {"kind": "person", "id": "uwe-hansen", "name": "Uwe Hansen", "summary": "s", field: value}
    problem = "“Zoe Moreau” reads or looks like Zoë Moreau (zoe-moreau); write that id, or import it anyway"
    assert faults_of(tenant, [uwe]) == [f"row 1: {field}: {problem}"]
    imported(tenant, [uwe], ANYWAY)
    assert planned(tenant, [{**uwe, "summary": "t"}]).corrected == 1


def test_disputed_words_are_refused(tenant: Tenant) -> None:
    never = "As long as I am mayor this square will never, ever be dark"
    told = faults_of(tenant, [{**QUOTE, "speaker": "ana-moreau", "words": f"{never}, he cried."}], ANYWAY)
    assert told[0].startswith("row 1: words: hold a disputed wording (dis-moreau-never-dark)")


def test_words_that_were_retracted_are_refused_under_another_id_too(tenant: Tenant) -> None:
    whole = next(row for row in rows_of(tenant, changes.everything) if row["id"] == ABSTAIN)
    tenant.make(retract(tenant.edition, ABSTAIN, replace(ASKED, reason="she asked us to")))
    for row in (whole, {**whole, "id": "q-another"}, {**whole, "id": None}):
        (told,) = faults_of(tenant, [row], ANYWAY)
        assert f"was retracted on 24 Nov 2026: she asked us to. Leave it out, or reinstate {ABSTAIN} first" in told


def test_words_nearly_like_retracted_ones_are_refused_unless_they_are_meant(tenant: Tenant) -> None:
    whole = next(row for row in rows_of(tenant, changes.everything) if row["id"] == ABSTAIN)
    tenant.make(retract(tenant.edition, ABSTAIN, replace(ASKED, reason="she asked us to")))
    row = {**whole, "id": "q-another", "words": f"I tell you: {whole['words']} So there."}
    (told,) = faults_of(tenant, [row])
    assert told.startswith("row 1: words: are nearly those of what was retracted on 24 Nov 2026: she asked us to. ")
    assert told.endswith(", or import it anyway")
    assert planned(tenant, [row], ANYWAY).new == 1
    assert planned(tenant, [{**row, "speaker": "ana-moreau"}]).new == 1


def test_erased_words_do_not_come_back(tenant: Tenant) -> None:
    tenant.make(add(tenant.edition, "quote", HOME, {**without_kind(QUOTE), "id": "q-snow"}, ASKED))
    tenant.make(erased(tenant.edition, "q-snow", "law"))
    assert faults_of(tenant, [{**QUOTE, "id": "q-snow"}]) == ["row 1: id: was erased on 24 Nov 2026; leave it out"]
    with pytest.raises(Gone):
        reinstate(tenant.edition, "q-snow", ASKED)


def test_a_debate_goes_only_with_all_that_is_in_it(tenant: Tenant) -> None:
    told = faults_of(tenant, [{"kind": "retraction", "id": HOME, "reason": "over"}])
    assert told[0].startswith(f"row 1: id: {HOME} still holds 37 records")
    every = [row["id"] for row in rows_of(tenant, changes.everything)]
    made = imported(tenant, [{"kind": "retraction", "id": one, "reason": "over"} for one in every])
    assert made.retracted == len(every)
    assert tenant.library.dossiers == ()
    assert counted(planned(tenant, [{"kind": "retraction", "id": OWLS}])) == (0, 0, 0, 1)


def test_a_record_of_ones_own_is_not_moved(tenant: Tenant) -> None:
    imported(tenant, [{"kind": "dossier", "id": "harbour", **head("Boats")}, {**QUOTE, "id": "q-snow"}])
    assert faults_of(tenant, [{**QUOTE, "id": "q-snow", "dossier": "harbour"}]) == [
        f"row 1: dossier: is {HOME} of what is on record; an import moves nothing"
    ]


def test_without_a_debate_there_is_no_place(sample: Dossier) -> None:
    with closing(Tenant()) as empty:
        person = {"kind": "person", "name": "N", "summary": "s"}
        assert faults_of(empty, [person]) == ["row 1: dossier: is missing; name a debate"]
        rows = json.loads(
            export.to_json([export.Item(sample.about.id, one) for one in (sample.about, *sample.records())])
        )
        assert imported(empty, rows).new == len(rows)
        assert [shelf.dossier() for shelf in empty.library.dossiers] == [replace(sample, gaps=())]
