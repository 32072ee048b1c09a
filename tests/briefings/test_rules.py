"""What makes a record publishable."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from briefings import rules
from briefings.dates import PartialDate
from briefings.faults import ContentError, Fault
from briefings.model import Change, Dossier, Gap, Point, Role

NOBODY = "q-moreau-2021-05-04-nobody"
ABSTAIN = "q-zoe-moreau-2022-09-12-abstain"
OWLS = "q-lind-2021-06-10-owls"
VOTE = "ev-2022-09-12-vote"
MOREAU = "pos-ana-moreau-all-night-2022-03"
LIND = "pos-ana-van-der-lind-all-night-2022-06-01"
BRIEFING = "br-town-square-lighting"
DISPUTED = "dis-moreau-never-dark"
LATER = PartialDate(2023, 2)


def _only(faults: list[Fault]) -> tuple[str, str, str, str]:
    (fault,) = faults
    return fault.file.removeprefix("town-square-lighting/"), fault.entry, fault.field, fault.problem


def _sentence(words: int) -> str:
    return " ".join(["word"] * words)


def test_the_sample_has_neither_faults_nor_warnings(sample: Dossier) -> None:
    assert rules.faults([sample]) == []
    assert rules.warnings([sample]) == []


@pytest.mark.parametrize(
    ("record", "field", "value", "right"),
    [
        (ABSTAIN, "speaker", "x", "person or organisation here; add it to people.toml or organisations.toml"),
        (ABSTAIN, "speaker", "all-night", "person or organisation here"),
        (NOBODY, "source", "src-x", "source here; add it to sources.toml"),
        (NOBODY, "questions", ("all-night", "x"), "question here; add it to dossier.toml"),
        (VOTE, "source", "src-x", "source here"),
        (VOTE, "people", ("town-council",), "person here; add it to people.toml or"),
        (VOTE, "organisations", ("ana-moreau",), "organisation here; add it to organisations.toml or"),
        (VOTE, "quotes", ("q-x",), "quote here; add it to quotes.toml"),
        (VOTE, "questions", ("x",), "question here"),
        (LIND, "events", ("ev-x",), "event here; add it to events.toml"),
        (LIND, "quotes", ("q-x",), "quote here"),
        (BRIEFING, "about", "x", "question here"),
        (DISPUTED, "who", "x", "person or organisation here"),
        (DISPUTED, "see", "q-x", "quote here"),
    ],
)
def test_a_reference_leads_to_a_record_of_the_right_kind(
    edited: Callable[..., Dossier], record: str, field: str, value: str | tuple[str, ...], right: str
) -> None:
    file, entry, place, problem = _only(rules.faults([edited(record, **{field: value})]))
    assert (entry, place) == (record, field)
    assert (
        file
        == {"q-": "quotes", "ev": "events", "po": "positions", "br": "briefings", "di": "disputed"}[record[:2]]
        + ".toml"
    )
    unknown = value if isinstance(value, str) else value[-1]
    assert problem.startswith(f"“{unknown}” is no {right}")


@pytest.mark.parametrize(("field", "value"), [("who", "x"), ("question", "x")])
def test_a_positions_holder_and_question_are_known(edited: Callable[..., Dossier], field: str, value: str) -> None:
    found = rules.faults([edited("pos-tomas-ruzicka-colour-2022-04-02", **{field: value})])
    assert (field, "“x” is no ") in {(fault.field, fault.problem[:10]) for fault in found}


def test_a_roles_organisation_is_known(edited: Callable[..., Dossier]) -> None:
    dossier = edited("tomas-ruzicka", roles=(Role("Baker", "bakery"),))
    assert _only(rules.faults([dossier]))[:3] == ("people.toml", "tomas-ruzicka", "roles")


@pytest.mark.parametrize(
    ("record", "changes", "field", "problem"),
    [
        (NOBODY, {"confidence": "low"}, "confidence", "is low; a quote is shown only with medium or high"),
        (VOTE, {"confidence": "low"}, "confidence", "is low; an event is shown only with medium or high"),
        (NOBODY, {"excerpt": "Nobody should have to cross."}, "excerpt", "is no part of the words"),
        (OWLS, {"said": LATER}, "said", "is later than the dossier, compiled 2023-01-15"),
        (VOTE, {"date": LATER}, "date", "is later than the dossier, compiled 2023-01-15"),
        (OWLS, {"words": "— …"}, "words", "hold no letter or digit"),
        (
            OWLS,
            {"words": "as long as I am mayor, this square will never ever be DARK!"},
            "words",
            f"are disputed ({DISPUTED}: The minutes of the hearing do not have this sentence.)",
        ),
        (LIND, {"quotes": ()}, "quotes", "is empty and so is events"),
        (LIND, {"quotes": (NOBODY,)}, "quotes", f"{NOBODY} is by ana-moreau, not by ana-van-der-lind"),
        (LIND, {"score": 1}, "change.kind", "is “restated” from -2 to 1; write changed"),
        (MOREAU, {"score": 2}, "change.kind", "is “changed” from 2 to 2; write restated or clarified"),
    ],
)
def test_what_may_not_be_shown_is_told(
    edited: Callable[..., Dossier], record: str, changes: dict[str, object], field: str, problem: str
) -> None:
    dossier = edited(record, **changes)
    found = [fault for fault in rules.faults([dossier]) if fault.entry == record]
    assert _only(found)[2] == field
    assert _only(found)[3].startswith(problem)


@pytest.mark.parametrize("said", ["2023", "2023-01", "2023-01-15", "2022"])
def test_what_may_have_happened_by_the_day_of_compiling_is_not_late(edited: Callable[..., Dossier], said: str) -> None:
    assert rules.faults([edited(OWLS, said=PartialDate.parse(said))]) == []


@pytest.mark.parametrize(
    ("since", "problem"),
    [
        ("pos-x", "“pos-x” is no position here"),
        ("pos-ana-moreau-all-night-2022-03", "is of another holder or question"),
        ("pos-dark-sky-circle-colour-2022-05", "is of another holder or question"),
        (LIND, f"{LIND} is not earlier"),
    ],
)
def test_a_change_follows_an_earlier_position_of_the_same_holder_on_the_same_question(
    edited: Callable[..., Dossier], since: str, problem: str
) -> None:
    change = Change(since, "restated", "Asked again")
    file, entry, field, told = _only(rules.faults([edited(LIND, change=change)]))
    assert (file, entry, field) == ("positions.toml", LIND, "change.since")
    assert told.startswith(problem)


def test_a_change_of_the_same_holder_on_another_question_is_refused(edited: Callable[..., Dossier]) -> None:
    change = Change("pos-tomas-ruzicka-all-night-2022-04-02", "changed", "From light to colour")
    found = rules.faults([edited("pos-tomas-ruzicka-colour-2022-04-02", change=change)])
    assert _only(found)[3].startswith("is of another holder or question")


def test_of_two_positions_on_one_day_only_the_first_by_id_can_be_the_earlier(edited: Callable[..., Dossier]) -> None:
    dossier = edited(LIND, date=PartialDate(2021, 6, 10))
    assert rules.faults([dossier]) == []


@pytest.mark.parametrize(
    ("gap", "field", "problem"),
    [
        (Gap("x", "colour"), "who", "“x” is no person or organisation here"),
        (Gap("zoe-moreau", "x"), "question", "“x” is no question here"),
        (Gap("ana-moreau", "all-night"), "", "a position stands on record for this; take the gap out"),
    ],
)
def test_a_gap_is_of_a_known_holder_without_a_position(sample: Dossier, gap: Gap, field: str, problem: str) -> None:
    file, entry, place, told = _only(rules.faults([replace(sample, gaps=(gap,))]))
    assert (file, entry, place) == ("positions.toml", f"{gap.who}/{gap.question}", field)
    assert told.startswith(problem)


@pytest.mark.parametrize(("start", "end"), [("2020", "2019"), ("2020-02", "2020-01"), ("2020-02-02", "2020-02-01")])
def test_a_role_does_not_end_before_it_starts(edited: Callable[..., Dossier], start: str, end: str) -> None:
    role = Role("Baker", "town-council", PartialDate.parse(start), PartialDate.parse(end))
    found = _only(rules.faults([edited("tomas-ruzicka", roles=(role,))]))
    assert found == ("people.toml", "tomas-ruzicka", "roles", "“Baker” ends before it starts; exchange start and end")


@pytest.mark.parametrize(
    ("start", "end"),
    [("2020", "2020"), ("2020-05", "2020"), ("2020-05-05", "2020-05"), ("2020-05-05", "2020-05-05"), ("2020", None)],
)
def test_a_role_may_begin_and_end_in_one_year(edited: Callable[..., Dossier], start: str, end: str | None) -> None:
    role = Role("Baker", "town-council", PartialDate.parse(start), PartialDate.parse(end) if end else None)
    assert rules.faults([edited("tomas-ruzicka", roles=(role,))]) == []


@pytest.mark.parametrize(("words", "right"), [(119, "wrong"), (120, "right"), (250, "right"), (251, "wrong")])
def test_a_briefing_has_120_to_250_words(edited: Callable[..., Dossier], words: int, right: str) -> None:
    points = (Point(_sentence(words - 100), (OWLS,)),)
    dossier = edited(BRIEFING, summary=Point(_sentence(100), (NOBODY,)), points=points)
    assert rules.briefing_length(dossier.briefings[0]) == words
    told = f"town-square-lighting/briefings.toml: {BRIEFING}: points: {words} words in all; write 120 to 250"
    assert [str(fault) for fault in rules.faults([dossier])] == ([told] if right == "wrong" else [])


@pytest.mark.parametrize(
    ("summary", "point", "field", "problem"),
    [
        ((), (OWLS,), "summary", "claims something without evidence"),
        ((NOBODY,), (), "points.1", "claims something without evidence"),
        (
            ("q-x",),
            (OWLS,),
            "summary.evidence",
            "“q-x” is no quote or event or position here; add it to quotes.toml or",
        ),
        ((NOBODY,), (OWLS, "ana-moreau"), "points.1.evidence", "“ana-moreau” is no quote or event or position here"),
    ],
)
def test_every_claim_of_a_briefing_rests_on_known_evidence(
    edited: Callable[..., Dossier], summary: tuple[str, ...], point: tuple[str, ...], field: str, problem: str
) -> None:
    text = _sentence(60)
    dossier = edited(BRIEFING, summary=Point(text, summary), points=(Point(text, point),))
    file, entry, place, told = _only(rules.faults([dossier]))
    assert (file, entry, place) == ("briefings.toml", BRIEFING, field)
    assert told.startswith(problem)


def test_a_briefings_evidence_is_listed_once_in_its_order(edited: Callable[..., Dossier]) -> None:
    points = (Point("b", (OWLS, VOTE)), Point("c", (MOREAU, NOBODY)))
    (briefing,) = edited(BRIEFING, summary=Point("a", (VOTE, NOBODY)), points=points).briefings
    assert rules.briefing_evidence(briefing) == [VOTE, NOBODY, OWLS, MOREAU]


def test_a_briefing_may_be_about_a_question(edited: Callable[..., Dossier]) -> None:
    assert rules.faults([edited(BRIEFING, about="all-night")]) == []


def test_an_id_is_given_once_in_a_dossier(sample: Dossier) -> None:
    dossier = replace(sample, quotes=(*sample.quotes, sample.quotes[0]))
    told = "stands in town-square-lighting/quotes.toml already; ids are unique in the whole record"
    assert _only(rules.faults([dossier])) == ("quotes.toml", sample.quotes[0].id, "id", told)


def test_an_id_is_given_once_in_the_whole_record(sample: Dossier) -> None:
    harbour = Dossier(replace(sample.about, id="harbour"), people=sample.people[:1], questions=sample.questions[:1])
    taken = [fault for fault in rules.faults([sample, harbour]) if fault.field == "id"]
    problem = "stands in town-square-lighting/{} already; ids are unique in the whole record"
    assert taken == [
        Fault("harbour/dossier.toml", "all-night", "id", problem.format("dossier.toml")),
        Fault("harbour/people.toml", "ana-moreau", "id", problem.format("people.toml")),
    ]


def test_a_reference_into_another_dossier_is_good_while_both_are_on_record(sample: Dossier) -> None:
    person = replace(sample.people[3], id="uwe-hansen", roles=(Role("Skipper", "town-council"),))
    harbour = Dossier(replace(sample.about, id="harbour"), people=(person,))
    assert not rules.faults([sample, harbour])
    assert [(fault.entry, fault.field) for fault in rules.faults([harbour])] == [("uwe-hansen", "roles")]


def test_a_dossiers_own_id_is_taken_too(sample: Dossier) -> None:
    dossier = replace(sample, about=replace(sample.about, id="zoe-moreau"), briefings=())
    (fault,) = rules.faults([dossier])
    assert (fault.entry, fault.field) == ("zoe-moreau", "id")


def test_faults_of_all_dossiers_are_listed_in_order(edited: Callable[..., Dossier]) -> None:
    one = edited(OWLS, confidence="low", source="src-x")
    other = replace(one, about=replace(one.about, id="a-copy"), briefings=())
    found = rules.faults([one, other])
    assert found == sorted(found)
    low = [fault.file for fault in found if fault.field == "confidence"]
    assert low == ["a-copy/quotes.toml", "town-square-lighting/quotes.toml"]
    assert tuple(found) == ContentError(reversed(found)).faults
    assert str(ContentError(found)).splitlines() == [str(fault) for fault in found]


@pytest.mark.parametrize(
    "words",
    [
        "The owls left the bell tower in the winter when you doubled the lamps!",
        "The owls left the bell tower",
        "The owls left the bell tower in that winter when you doubled the lamps.",
    ],
)
def test_nearly_the_same_words_of_one_speaker_are_warned_of(edited: Callable[..., Dossier], words: str) -> None:
    dossier = edited("q-lind-2022-06-01-sleep", words=words)
    assert rules.faults([dossier]) == []
    told = f"are nearly those of {OWLS}; keep one of the two"
    assert _only(rules.warnings([dossier])) == ("quotes.toml", "q-lind-2022-06-01-sleep", "words", told)


def test_the_same_words_of_two_speakers_are_not_warned_of(edited: Callable[..., Dossier], sample: Dossier) -> None:
    (owls,) = (quote for quote in sample.quotes if quote.id == OWLS)
    assert rules.warnings([edited("q-zoe-moreau-2022-09-12-abstain", words=owls.words)]) == []


@pytest.mark.parametrize(
    ("evidence", "sides"),
    [
        ((NOBODY,), (1, 0)),
        (("q-ruzicka-2022-04-02-ice",), (1, 0)),
        ((OWLS, "q-lind-2022-06-01-sleep"), (0, 2)),
        (("pos-dark-sky-circle-all-night-2021",), (0, 1)),
        (("pos-ana-van-der-lind-all-night-2021-06-10", OWLS), (0, 1)),
        ((MOREAU, "q-moreau-2022-03-halve"), (0, 0)),
        (("pos-tomas-ruzicka-colour-2022-04-02",), (0, 0)),
        (("q-circle-2022-05-warm",), (1, 0)),
        ((VOTE,), (0, 0)),
    ],
)
def test_a_briefings_positions_for_and_against_are_counted(
    edited: Callable[..., Dossier], evidence: tuple[str, ...], sides: tuple[int, int]
) -> None:
    dossier = edited(BRIEFING, summary=Point("a", evidence), points=())
    assert rules.sides(dossier, dossier.briefings[0]) == sides


def test_a_briefing_about_a_question_counts_positions_on_it_alone(edited: Callable[..., Dossier]) -> None:
    summary = Point("a", (NOBODY, OWLS, "q-circle-2022-05-warm"))
    for about, sides in {"all-night": (1, 1), "colour": (1, 0), "town-square-lighting": (2, 1)}.items():
        dossier = edited(BRIEFING, about=about, summary=summary, points=())
        assert rules.sides(dossier, dossier.briefings[0]) == sides


@pytest.mark.parametrize(
    ("against", "warned"),
    [(0, []), (3, []), (4, ["rest on 1 positions for and 4 against; balance them"])],
)
def test_a_one_sided_briefing_is_warned_of(sample: Dossier, against: int, warned: list[str]) -> None:
    (model,) = (position for position in sample.positions if position.id == LIND)
    crowd = tuple(
        replace(model, id=f"pos-crowd-{number}", change=None, quotes=(), events=(VOTE,)) for number in range(4)
    )
    evidence = (NOBODY, *(position.id for position in crowd[:against]))
    briefing = replace(sample.briefings[0], points=(Point(_sentence(120), evidence),))
    dossier = replace(sample, positions=(*sample.positions, *crowd), briefings=(briefing,))
    assert [fault.problem for fault in rules.warnings([dossier])] == warned


@pytest.mark.parametrize("against", [3, 4])
def test_one_side_alone_is_warned_of_from_four_positions(sample: Dossier, against: int) -> None:
    (model,) = (position for position in sample.positions if position.id == LIND)
    crowd = tuple(replace(model, id=f"pos-crowd-{number}", change=None) for number in range(against))
    briefing = replace(sample.briefings[0], summary=Point("a", tuple(p.id for p in crowd)), points=())
    dossier = replace(sample, positions=(*sample.positions, *crowd), briefings=(briefing,))
    assert len(rules.warnings([dossier])) == (1 if against > 3 else 0)


@pytest.mark.parametrize("evidence", ["He said: nobody should cross this square.", "Nobody should have to cross"])
def test_words_that_their_evidence_lacks_are_warned_of(edited: Callable[..., Dossier], evidence: str) -> None:
    found = _only(rules.warnings([edited(NOBODY, evidence=evidence)]))
    assert found[:3] == ("quotes.toml", NOBODY, "words")
    assert found[3].startswith("do not stand so in the evidence")


def test_words_are_not_found_inside_other_words_of_the_evidence(edited: Callable[..., Dossier]) -> None:
    assert rules.warnings([edited(OWLS, words="The owl", evidence="“The owls left.”")]) != []
    assert rules.warnings([edited(OWLS, words="The owls", evidence="“The owls left.”")]) == []


@pytest.mark.parametrize(
    ("phrase", "told"),
    [("nobody should ever cross", ["“nobody should ever cross” stands in none"]), ("Nobody should have to cross", [])],
)
def test_a_phrase_that_a_briefing_quotes_stands_in_a_quote_it_names(
    sample: Dossier, phrase: str, told: list[str]
) -> None:
    (briefing,) = sample.briefings
    claim = Point(f"{briefing.points[0].text} “{phrase}”", (NOBODY,))
    changed = replace(briefing, points=(claim, *briefing.points[1:]))
    found = rules.faults([replace(sample, briefings=(changed,))])
    assert [fault.problem[: len(words)] for fault, words in zip(found, told, strict=True)] == told
