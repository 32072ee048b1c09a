"""A library that was changed step by step is the same as one that is made of what is left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefings.library import Library
from briefings.model import Dossier, Event, Organisation, Person, Position, Quote, Record, Source
from briefings.search import Query
from briefings.settling import Placed

HOME = "town-square-lighting"


def _observed(library: Library) -> dict[str, object]:
    """Give everything that a library answers, for comparing two of them."""
    records = [record for shelf in library.dossiers for record in shelf.records()]
    ids = sorted(record.id for record in records)
    holders = [record.id for record in records if isinstance(record, Person | Organisation)]
    scopes = [*ids, *(shelf.about.id for shelf in library.dossiers)]
    query = Query.read("the a light lamps dark")
    assert query is not None
    return {
        "records": {record_id: library.get(record_id) for record_id in ids},
        "timeline": list(library.timeline()),
        "scopes": {scope: list(library.timeline(scope)) for scope in scopes},
        "quotes": {holder: list(library.quotes_by(holder)) for holder in holders},
        "stances": {
            (h, question.id): library.stance(h, question)
            for h in holders
            for shelf in library.dossiers
            for question in shelf.questions
        },
        "users": {record_id: sorted(library.users_of(record_id)) for record_id in ids},
        "names": {record_id: set(library.names.find(record_id).matches) for record_id in ids},
        "found": sorted(hit.id for hit in library.find(query, limit=1_000).page),
    }


def _rebuilt(sample: Dossier, present: dict[str, Record]) -> Library:
    """Make the library of the records that are there, all put in at once."""
    base = Library([Dossier(about=sample.about, gaps=sample.gaps)])
    return base.changed([Placed(HOME, key, record) for key, record in present.items()])


def _edits(record: Record) -> Record:
    match record:
        case Quote():
            return replace(record, words=record.words + " Indeed.", said=replace(record.said, year=2019))
        case Event():
            return replace(record, title=record.title + " again", quotes=record.quotes[1:], organisations=())
        case Person() | Organisation():
            return replace(record, name=record.name + " the Younger")
        case Position():
            return replace(record, score=2, change=None)
        case Source():
            return replace(record, title="Another title")
        case _:
            return record


@pytest.fixture
def base(sample: Dossier) -> Iterator[Library]:
    with closing(Library([sample]).unshared()) as library:
        yield library


@settings(max_examples=60)
@given(data=st.data())
def test_steps_lead_where_building_anew_leads(sample: Dossier, data: st.DataObject) -> None:
    originals = {record.id: record for record in sample.records()}
    present = dict(originals)
    library = Library([sample]).unshared()
    if data.draw(st.booleans(), "search first"):
        assert library.index
    for _ in range(data.draw(st.integers(1, 8), "steps")):
        chosen = data.draw(st.lists(st.sampled_from(sorted(originals)), min_size=1, max_size=3, unique=True), "ids")
        changes: list[Placed] = []
        for record_id in chosen:
            record = data.draw(st.sampled_from([None, originals[record_id], _edits(originals[record_id])]), record_id)
            changes.append(Placed(HOME, record_id, record))
            present.pop(record_id, None)
            if record is not None:
                present[record_id] = record
        library = library.changed(changes)
    with closing(library), closing(_rebuilt(sample, present)) as rebuilt:
        assert _observed(library) == _observed(rebuilt)


def test_a_library_stays_as_it_was_when_it_is_changed(base: Library, sample: Dossier) -> None:
    before = _observed(base)
    ids = [*(quote.id for quote in sample.quotes[:2]), sample.people[0].id]
    gone = [Placed(HOME, record_id, None) for record_id in ids]
    assert _observed(base.changed(gone)) != before
    with closing(Library([sample])) as fresh:
        assert _observed(fresh) == before


def test_what_rests_on_a_record_goes_and_comes_back_with_it(base: Library, sample: Dossier) -> None:
    source = sample.sources[0]
    without = base.changed([Placed(HOME, source.id, None)])
    resting = [quote.id for quote in sample.quotes if quote.source == source.id]
    assert resting
    assert not [quote for quote in resting if without.get(quote)]
    back = without.changed([Placed(HOME, source.id, source)])
    assert [back.get(quote) for quote in resting] == [base.get(quote) for quote in resting]
    assert _observed(back) == _observed(base)


def test_a_dossier_can_be_added_and_taken_out(base: Library, sample: Dossier) -> None:
    about = replace(sample.about, id="harbour", title="The harbour debate", topic="the harbour")
    person = Person(id="uwe-hansen", name="Uwe Hansen", summary="Skipper")
    source = replace(sample.sources[0], id="src-harbour")
    quote = replace(sample.quotes[0], id="q-harbour", speaker="uwe-hansen", source="src-harbour", questions=())
    placed = [Placed("harbour", record.id, record) for record in (person, source, quote)]
    harbour = base.changed(placed, {"harbour": about})
    assert harbour.dossier_of("q-harbour").about == about
    assert harbour.names.find("the harbour debate").matches == (about,)
    gone = harbour.changed([], {"harbour": None})
    assert _observed(gone) == _observed(base)
    back = gone.changed([], {"harbour": about})
    assert back.get("q-harbour") == quote


def test_what_comes_back_stands_where_it_stood(base: Library, sample: Dossier) -> None:
    first = sample.questions[0]
    person = sample.people[0]
    without = base.changed([Placed(HOME, first.id, None), Placed(HOME, person.id, None)])
    back = without.changed([Placed(HOME, person.id, person), Placed(HOME, first.id, first)])
    (shelf,) = back.dossiers
    assert list(shelf.questions) == list(sample.questions)
    assert list(shelf.people) == list(sample.people)
