"""What a snapshot answers: records, stances and timelines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import FrozenInstanceError, fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.dates import PartialDate
from briefings.library import Entry, Library, entry_date, source_of
from briefings.model import Dossier, Event, Movement, Person, Position, Question, Quote, Source
from briefings.stances import Standing

DAYS = st.dates(dt.date(2019, 11, 1), dt.date(2023, 2, 1))
BOUNDS = st.none() | st.builds(
    lambda day, parts: PartialDate(*(day.year, day.month, day.day)[:parts]), DAYS, st.integers(1, 3)
)


def _on(date: str | None) -> PartialDate | None:
    return PartialDate.parse(date) if date else None


def _ids(entries: Sequence[Entry]) -> list[str]:
    return [entry.id for entry in entries]


def _movements(library: Library, holder: str, question: str, as_of: str | None = None) -> list[tuple[str, str | None]]:
    stance = library.stance(holder, library.the(Question, question), _on(as_of))
    return [(str(step.position.date), step.movement) for step in stance.steps]


def test_every_record_is_given_by_its_id(sample: Dossier, sample_library: Library) -> None:
    for record in sample.records():
        assert sample_library.get(record.id) is record
        assert sample_library.the(type(record), record.id) is record
        assert sample_library.dossier_of(record.id).about is sample.about
    assert sample_library.dossier_of("town-square-lighting").dossier() == sample


def test_an_unknown_id_gives_nothing(sample_library: Library) -> None:
    assert sample_library.get("nobody") is None
    with pytest.raises(KeyError, match="nobody"):
        sample_library.the(Quote, "nobody")
    with pytest.raises(KeyError, match="nobody"):
        sample_library.holder("nobody")


def test_a_record_of_another_kind_is_not_given(sample_library: Library) -> None:
    with pytest.raises(KeyError, match="ana-moreau"):
        sample_library.the(Quote, "ana-moreau")
    with pytest.raises(KeyError, match="all-night"):
        sample_library.holder("all-night")


@pytest.mark.parametrize(("holder", "name"), [("zoe-moreau", "Zoë Moreau"), ("town-council", "Town Council")])
def test_a_person_and_an_organisation_are_holders(sample_library: Library, holder: str, name: str) -> None:
    assert sample_library.holder(holder).name == name


def test_records_are_listed_by_kind_and_by_how_their_ids_begin(sample: Dossier, sample_library: Library) -> None:
    assert tuple(sample_library.all(Person)) == sample.people
    assert tuple(sample_library.disputed()) == sample.disputed
    assert list(sample_library.ids_from("ev-2022")) == ["ev-2022-05-petition", "ev-2022-09-12-vote"]
    assert list(sample_library.ids_from("ev-9")) == []


@given(st.text("aeo-q21\n", max_size=4))
def test_ids_are_found_by_any_part_of_them_each_once(sample_library: Library, text: str) -> None:
    every = [one for shelf in sample_library.dossiers for one in shelf.ids()]
    assert list(sample_library.ids_from(text)) == [one for one in every if one.startswith(text)]
    assert list(sample_library.ids_with(text)) == [one for one in every if text in one]


def test_quotes_of_a_holder_are_given_oldest_first(
    sample: Dossier, sample_library: Library, library_of: Callable[..., Library]
) -> None:
    by_moreau = ["q-moreau-2021-05-04-nobody", "q-moreau-2022-03-halve", "q-moreau-2022-09-12-crossings"]
    assert _ids(sample_library.quotes_by("ana-moreau")) == by_moreau
    assert _ids(library_of(replace(sample, quotes=sample.quotes[::-1])).quotes_by("ana-moreau")) == by_moreau
    assert _ids(sample_library.quotes_by("town-council")) == []


def test_the_newest_briefing_about_a_thing_is_given(sample: Dossier, library_of: Callable[..., Library]) -> None:
    (briefing,) = sample.briefings
    older = replace(briefing, id="br-older", written=PartialDate(2022))
    library = library_of(replace(sample, briefings=(briefing, older)))
    assert library.briefing("town-square-lighting") is briefing
    assert library.briefing("colour") is None


def test_a_quote_and_an_event_give_their_source(sample_library: Library) -> None:
    quote = sample_library.the(Quote, "q-circle-2022-05-warm")
    event = sample_library.the(Event, "ev-2022-05-petition")
    assert source_of(sample_library, quote) is sample_library.the(Source, "src-leaflet")
    assert source_of(sample_library, event) is sample_library.the(Source, "src-gazette")


def test_a_record_cannot_be_changed(sample: Dossier) -> None:
    changes = [position.change for position in sample.positions if position.change]
    parts: list[Any] = [sample.about, sample.people[0].roles[0], sample.briefings[0].summary, sample.gaps[0], *changes]
    for part in [sample, *parts, *sample.records()]:
        with pytest.raises(FrozenInstanceError):
            setattr(part, fields(part)[0].name, "changed")


def test_several_dossiers_make_one_library(sample: Dossier, library_of: Callable[..., Library]) -> None:
    about = replace(sample.about, id="harbour", title="The harbour debate", topic="the harbour")
    person = Person(id="uwe-hansen", name="Uwe Hansen", summary="Skipper")
    source = replace(sample.sources[0], id="src-harbour")
    quote = replace(sample.quotes[0], id="q-harbour", speaker="uwe-hansen", source="src-harbour", questions=())
    harbour = Dossier(about, people=(person,), sources=(source,), quotes=(quote,))
    library = library_of(sample, harbour)
    assert [shelf.dossier() for shelf in library.dossiers] == [sample, harbour]
    assert library.dossier_of("q-harbour").about is harbour.about
    assert _ids(library.timeline("harbour")) == ["q-harbour"]
    assert len(library.timeline()) == len(library.timeline("town-square-lighting")) + 1
    assert library.names.find("the harbour").matches == (about,)


def test_a_course_tells_changes_from_clarifications_and_restatements(sample_library: Library) -> None:
    assert _movements(sample_library, "ana-moreau", "all-night") == [
        ("2021-05-04", None),
        ("2022-03", "changed"),
        ("2022-09-12", "clarified"),
    ]
    assert _movements(sample_library, "ana-van-der-lind", "all-night") == [
        ("2021-06-10", None),
        ("2022-06-01", "restated"),
    ]


@pytest.mark.parametrize(("score", "movement"), [(-2, "restated"), (-1, "changed"), ("mixed", "changed")])
def test_a_step_without_a_note_is_told_by_its_score(
    edited: Callable[..., Dossier], library_of: Callable[..., Library], score: int, movement: Movement
) -> None:
    library = library_of(edited("pos-ana-van-der-lind-all-night-2022-06-01", change=None, score=score))
    assert _movements(library, "ana-van-der-lind", "all-night")[1] == ("2022-06-01", movement)


def test_a_note_on_an_older_position_does_not_describe_the_latest_step(
    edited: Callable[..., Dossier], library_of: Callable[..., Library], sample_library: Library
) -> None:
    last = "pos-ana-moreau-all-night-2022-09-12"
    change = sample_library.the(Position, last).change
    assert change is not None
    older = replace(change, since="pos-ana-moreau-all-night-2021-05-04")
    library = library_of(edited(last, change=older))
    assert _movements(library, "ana-moreau", "all-night")[2] == ("2022-09-12", "restated")


@pytest.mark.parametrize(
    ("as_of", "steps"),
    [
        ("2020", 0),
        ("2021-05-03", 0),
        ("2021-05-04", 1),
        ("2021-05", 1),
        ("2021", 1),
        ("2022-03-15", 1),
        ("2022-03-30", 1),
        ("2022-03-31", 2),
        ("2022-03", 2),
        ("2022-09-11", 2),
        ("2022", 3),
        (None, 3),
    ],
)
def test_a_stance_is_judged_by_what_was_certainly_said_by_then(
    sample_library: Library, as_of: str | None, steps: int
) -> None:
    dates = [date for date, _ in _movements(sample_library, "ana-moreau", "all-night", as_of)]
    assert dates == ["2021-05-04", "2022-03", "2022-09-12"][:steps]


@pytest.mark.parametrize(
    ("holder", "question", "as_of", "standing"),
    [
        ("ana-moreau", "all-night", None, Standing.POSITION),
        ("ana-moreau", "all-night", "2020", Standing.NONE_FOUND),
        ("zoe-moreau", "all-night", None, Standing.NONE_FOUND),
        ("town-council", "colour", None, Standing.NONE_FOUND),
        ("town-council", "all-night", None, Standing.NOT_RESEARCHED),
        ("ana-moreau", "colour", None, Standing.NOT_RESEARCHED),
        ("ana-moreau", "colour", "2020", Standing.NOT_RESEARCHED),
    ],
)
def test_a_position_a_gap_and_the_unresearched_are_told_apart(
    sample_library: Library, holder: str, question: str, as_of: str | None, standing: Standing
) -> None:
    stance = sample_library.stance(holder, sample_library.the(Question, question), _on(as_of))
    assert stance.standing is standing
    assert (stance.now is None) == (standing is not Standing.POSITION)
    assert (stance.newest is None) == (standing is not Standing.POSITION)


def test_the_present_position_is_the_last_step(sample_library: Library) -> None:
    stance = sample_library.stance("ana-moreau", sample_library.the(Question, "all-night"))
    assert stance.now is sample_library.get("pos-ana-moreau-all-night-2022-09-12")


def test_every_question_of_a_dossier_has_a_stance(sample: Dossier, sample_library: Library) -> None:
    shelf = sample_library.dossier_of(sample.about.id)
    stances = sample_library.stances("tomas-ruzicka", shelf, PartialDate(2021))
    assert [(stance.question.id, stance.standing) for stance in stances] == [
        ("all-night", Standing.NONE_FOUND),
        ("colour", Standing.NONE_FOUND),
    ]


def test_all_holders_of_a_position_on_a_question_are_given(sample_library: Library) -> None:
    assert sorted(sample_library.holders_on("colour")) == ["dark-sky-circle", "tomas-ruzicka"]
    assert sample_library.holders_on("harbour") == []


@pytest.mark.parametrize(
    ("quotes", "events", "newest"),
    [
        (("q-circle-2021-looking-up",), (), "2021"),
        (("q-circle-2022-05-warm", "q-circle-2021-looking-up"), (), "2022-05"),
        (("q-circle-2021-looking-up",), ("ev-2022-09-12-vote", "ev-2022-05-petition"), "2022-09-12"),
        ((), ("ev-2020-lamps-doubled",), "2020"),
        ((), (), "2021"),
    ],
)
def test_a_stance_tells_the_date_of_its_newest_evidence(
    edited: Callable[..., Dossier],
    library_of: Callable[..., Library],
    quotes: tuple[str, ...],
    events: tuple[str, ...],
    newest: str,
) -> None:
    library = library_of(edited("pos-dark-sky-circle-all-night-2021", quotes=quotes, events=events))
    stance = library.stance("dark-sky-circle", library.the(Question, "all-night"))
    assert str(stance.newest) == newest


@pytest.mark.parametrize(
    ("about", "ids"),
    [
        ("zoe-moreau", ["ev-2022-09-12-vote", "q-zoe-moreau-2022-09-12-abstain"]),
        ("tomas-ruzicka", ["q-ruzicka-2022-04-02-bread", "q-ruzicka-2022-04-02-ice"]),
        ("dark-sky-circle", ["q-circle-2021-looking-up", "ev-2022-05-petition", "q-circle-2022-05-warm"]),
        ("colour", ["q-ruzicka-2022-04-02-bread", "ev-2022-05-petition", "q-circle-2022-05-warm"]),
        ("nobody", []),
    ],
)
def test_a_timeline_is_about_a_holder_or_a_question(sample_library: Library, about: str, ids: list[str]) -> None:
    assert _ids(sample_library.timeline(about)) == ids


def test_what_is_said_at_an_event_belongs_to_its_organisations(sample_library: Library) -> None:
    assert _ids(sample_library.timeline("town-council")) == [
        "ev-2020-lamps-doubled",
        "ev-2021-05-04-hearing",
        "q-moreau-2021-05-04-nobody",
        "ev-2022-09-12-vote",
        "q-moreau-2022-09-12-crossings",
        "q-zoe-moreau-2022-09-12-abstain",
    ]


def test_a_dossiers_timeline_has_every_quote_and_event_once_in_order(sample: Dossier, sample_library: Library) -> None:
    entries = sample_library.timeline("town-square-lighting")
    assert sorted(_ids(entries)) == sorted(_ids([*sample.quotes, *sample.events]))
    dates = [entry_date(entry) for entry in entries]
    assert dates == sorted(dates)
    assert _ids(entries) == _ids(sample_library.timeline())


@pytest.mark.parametrize(
    ("since", "until", "ids"),
    [
        ("2021", "2021", ["q-circle-2021-looking-up", "ev-2021-05-04-hearing", "q-moreau-2021-05-04-nobody"]),
        ("2021-05-05", "2021-05-31", ["q-circle-2021-looking-up"]),
        ("2022-03-31", "2022-03-31", ["q-moreau-2022-03-halve"]),
        ("2022-03-01", "2022-03-01", ["q-moreau-2022-03-halve"]),
        ("2022-04", "2022-04-01", []),
        (None, "2020-01-01", ["ev-2020-lamps-doubled"]),
        (None, "2019-12-31", []),
        (
            "2022-09-12",
            None,
            ["ev-2022-09-12-vote", "q-moreau-2022-09-12-crossings", "q-zoe-moreau-2022-09-12-abstain"],
        ),
        ("2022-09-13", None, []),
        ("2022", "2021", []),
        ("2021-06-01", "2020-12-31", []),
        ("2021-12", "2022-02", ["q-circle-2021-looking-up"]),
        ("2022-05-20", "2022-09-11", ["ev-2022-05-petition", "q-circle-2022-05-warm"]),
    ],
)
def test_a_range_holds_what_may_have_happened_in_it(
    sample_library: Library, since: str | None, until: str | None, ids: list[str]
) -> None:
    entries = sample_library.timeline(since=_on(since), until=_on(until))
    assert [entry for entry in _ids(entries) if not entry.startswith("q-lind")] == ids


@given(since=BOUNDS, until=BOUNDS, about=st.sampled_from([None, "ana-moreau", "town-council", "all-night"]))
def test_a_range_is_what_one_would_pick_by_hand(
    sample_library: Library, since: PartialDate | None, until: PartialDate | None, about: str | None
) -> None:
    by_hand = [
        entry.id
        for entry in sample_library.timeline(about)
        if (since is None or entry_date(entry).latest >= since.earliest)
        and (until is None or entry_date(entry).earliest <= until.latest)
    ]
    assert _ids(sample_library.timeline(about, since, until)) == by_hand


@pytest.mark.parametrize("about", [None, "dark-sky-circle"])
def test_a_range_without_end_holds_what_may_be_later(sample_library: Library, about: str | None) -> None:
    entries = _ids(sample_library.timeline(about, since=PartialDate(2021, 12, 31)))
    assert entries[0] == "q-circle-2021-looking-up"
    assert "ev-2022-05-petition" in entries
