"""Finding what someone means by a name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.library import Library
from briefings.model import Dossier, Organisation, Person
from briefings.names import ANYTHING, HOLDERS, NEAR, Found, Sort

ANY_SORTS = st.frozensets(st.sampled_from(Sort))
TEXT = st.text(st.characters(exclude_categories=()))
TYPED = st.lists(st.sampled_from(["ana", "moreau", "tomas", "the", "all night", "town", "dark", "x"]) | TEXT).map(
    " ".join
)
PERSON = frozenset({Sort.PERSON})


def _ids(found: Found) -> list[str]:
    return [thing.id for thing in found.matches]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Ana Moreau", "ana-moreau"),
        ("ANA  MOREAU!", "ana-moreau"),
        ("ana-moreau", "ana-moreau"),
        ("Mayor Moreau", "ana-moreau"),
        ("zoe moreau", "zoe-moreau"),
        ("Zoë Moreau", "zoe-moreau"),
        ("van der Lind", "ana-van-der-lind"),
        ("Růžička", "tomas-ruzicka"),
        ("ruzicka", "tomas-ruzicka"),
        ("Tom the Baker", "tomas-ruzicka"),
        ("dsc", "dark-sky-circle"),
        ("Town Council", "town-council"),
        ("all night", "all-night"),
        ("Should the square be lit all night?", "all-night"),
        ("colour", "colour"),
        ("the lighting of the town square", "town-square-lighting"),
        ("The town square lighting debate", "town-square-lighting"),
        ("ruzicak", "tomas-ruzicka"),
        ("Tomas Ruzzickka", "tomas-ruzicka"),
        ("dark sky cirkle", "dark-sky-circle"),
        ("coluor", "colour"),
    ],
)
def test_a_whole_name_finds_its_one_owner(sample_library: Library, text: str, meant: str) -> None:
    found = sample_library.names.find(text)
    assert (_ids(found), found.whole, found.near) == ([meant], True, ())


@pytest.mark.parametrize(
    ("text", "meant", "whole"),
    [
        ("Moreau", {"ana-moreau", "zoe-moreau"}, "whole"),
        ("moraeu", {"ana-moreau", "zoe-moreau"}, "whole"),
        ("Ana", {"ana-moreau", "ana-van-der-lind"}, "part"),
        ("Lind Ana", {"ana-van-der-lind"}, "part"),
        ("Tomáš", {"tomas-ruzicka"}, "part"),
        ("circle", {"dark-sky-circle"}, "part"),
        ("warm dim light", {"colour"}, "part"),
        ("town", {"town-council", "town-square-lighting"}, "part"),
    ],
)
def test_a_shared_or_partial_name_finds_all_it_may_mean(
    sample_library: Library, text: str, meant: set[str], whole: str
) -> None:
    found = sample_library.names.find(text)
    assert set(_ids(found)) == meant
    assert len(found.matches) == len(meant)
    assert found.whole == (whole == "whole")


@pytest.mark.parametrize("text", ["Ana", "circle", "warm light"])
def test_a_part_of_a_name_is_not_asked_for_where_only_whole_names_count(sample_library: Library, text: str) -> None:
    assert sample_library.names.find(text, partly=False).matches == ()


@pytest.mark.parametrize(
    ("text", "sorts", "meant"),
    [
        ("town", frozenset({Sort.ORGANISATION}), ["town-council"]),
        ("town", frozenset({Sort.DOSSIER}), ["town-square-lighting"]),
        ("town", PERSON, []),
        ("colour", HOLDERS, []),
        ("ruzicak", frozenset({Sort.QUESTION}), []),
        ("moreau", frozenset[Sort](), []),
    ],
)
def test_only_things_of_the_wanted_sorts_are_found(
    sample_library: Library, text: str, sorts: frozenset[Sort], meant: list[str]
) -> None:
    assert _ids(sample_library.names.find(text, sorts)) == meant


@pytest.mark.parametrize(("text", "near"), [("tomas ruzh", "tomas-ruzicka"), ("dark skies", "dark-sky-circle")])
def test_an_unknown_name_is_answered_with_near_ones(sample_library: Library, text: str, near: str) -> None:
    found = sample_library.names.find(text)
    assert (found.matches, found.whole) == ((), False)
    assert near in [thing.id for thing in found.near]
    assert len(found.near) <= NEAR


@pytest.mark.parametrize("text", ["", " ", "…", "_", "xylophone quartz"])
def test_a_name_like_nothing_finds_nothing(sample_library: Library, text: str) -> None:
    assert sample_library.names.find(text) == Found()


@pytest.mark.parametrize("text", ["dcs", "dsx", "tom"])
def test_a_short_name_is_not_taken_for_a_mistyped_one(sample_library: Library, text: str) -> None:
    assert sample_library.names.find(text, partly=False).matches == ()


@pytest.mark.parametrize(
    ("name", "typed", "found"),
    [
        ("Aalb", "Aalc", []),
        ("Aalbo", "Aalco", ["p"]),
        ("Aalbo", "Aacco", []),
        ("Aalborgians", "Aalcorgianx", []),
        ("Aalborgians", "Aalborgianx", ["p"]),
        ("Aalborgianers", "Aalcorgianerx", ["p"]),
        ("Aalborgianer", "Aalcorgianex", ["p"]),
    ],
)
def test_as_many_letters_may_be_wrong_as_a_name_is_long(
    sample: Dossier, library_of: Callable[..., Library], name: str, typed: str, found: list[str]
) -> None:
    person = Person(id="p", name=name, summary="x")
    assert _ids(library_of(replace(sample, people=(*sample.people, person))).names.find(typed)) == found


def test_two_wrong_letters_are_too_many_in_a_short_name_only(sample_library: Library) -> None:
    assert _ids(sample_library.names.find("ruzzikka")) == []
    assert _ids(sample_library.names.find("tomas ruzzikka")) == ["tomas-ruzicka"]


def test_the_nearest_of_two_mistyped_names_is_meant(sample: Dossier, library_of: Callable[..., Library]) -> None:
    people = tuple(Person(id=f"p-{n}", name=name, summary="x") for n, name in enumerate(["Karlsson", "Karlssen"]))
    names = library_of(replace(sample, people=(*sample.people, *people))).names
    assert _ids(names.find("karlssoon")) == ["p-0"]
    assert _ids(names.find("karlssn")) == ["p-0", "p-1"]


def test_a_mistyped_name_is_found_among_many_near_ones_of_another_sort(
    sample: Dossier, library_of: Callable[..., Library]
) -> None:
    crowd = tuple(Person(id=f"p-{letter}", name=f"Jo Hollande{letter}", summary="x") for letter in "abcdefgh")
    wanted = Organisation(id="org-hollander", name="Hollander", summary="x", kind="other")
    dossier = replace(sample, people=(*sample.people, *crowd), organisations=(*sample.organisations, wanted))
    found = library_of(dossier).names.find("hollandez", frozenset({Sort.ORGANISATION}))
    assert _ids(found) == ["org-hollander"]


def test_an_id_means_its_own_thing_even_where_another_is_called_so(
    edited: Callable[..., Dossier], library_of: Callable[..., Library]
) -> None:
    names = library_of(edited("tomas-ruzicka", aliases=("Dark-Sky-Circle", "DSC"))).names
    assert _ids(names.find("dark-sky-circle")) == ["dark-sky-circle"]
    assert set(_ids(names.find("DSC"))) == {"tomas-ruzicka", "dark-sky-circle"}


def test_a_name_without_letters_is_found_by_id_alone(
    edited: Callable[..., Dossier], library_of: Callable[..., Library]
) -> None:
    names = library_of(edited("dark-sky-circle", name="☾ ★")).names
    assert _ids(names.find("dark-sky-circle")) == ["dark-sky-circle"]
    assert names.find("☾ ★") == Found()


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("an", ["ana-moreau", "ana-van-der-lind"]),
        ("more", ["ana-moreau", "zoe-moreau"]),
        ("růž", ["tomas-ruzicka"]),
        ("der", ["ana-van-der-lind"]),
        ("dark s", ["dark-sky-circle"]),
        ("town", ["town-council", "town-square-lighting"]),
        ("tomsa", ["tomas-ruzicka"]),
        ("qq", []),
    ],
)
def test_what_is_typed_so_far_is_completed(sample_library: Library, text: str, first: list[str]) -> None:
    assert sorted(thing.id for thing in sample_library.names.complete(text))[: len(first) or None] == first


def test_a_name_that_begins_so_comes_before_one_that_has_such_a_word(
    edited: Callable[..., Dossier], library_of: Callable[..., Library]
) -> None:
    names = library_of(edited("ana-moreau", name="Bo Zander Quist", aliases=())).names
    assert [thing.id for thing in names.complete("z", PERSON)] == ["zoe-moreau", "ana-moreau"]


def test_names_that_begin_alike_are_offered_in_the_order_of_the_record(sample_library: Library) -> None:
    assert [thing.id for thing in sample_library.names.complete("moreau", PERSON)] == ["ana-moreau", "zoe-moreau"]
    assert [thing.id for thing in sample_library.names.complete("ana", PERSON)] == ["ana-moreau", "ana-van-der-lind"]


@pytest.mark.parametrize(
    ("text", "sorts", "resembles"),
    [
        ("Tomas Ruzhika", PERSON, "yes"),
        ("Tomas Ruzhika", frozenset({Sort.ORGANISATION}), "no"),
        ("dark sky society", ANYTHING, "no"),
        ("xylophone quartz", ANYTHING, "no"),
        ("", ANYTHING, "no"),
    ],
)
def test_a_text_may_resemble_a_name(sample_library: Library, text: str, sorts: frozenset[Sort], resembles: str) -> None:
    assert sample_library.names.resembles(text, sorts) == (resembles == "yes")


def test_what_only_resembles_a_name_can_be_left_out(sample_library: Library) -> None:
    assert sample_library.names.complete("tomsa", resembling=False) == ()


def test_without_text_everything_of_the_sort_is_offered_in_the_order_of_the_record(sample_library: Library) -> None:
    offered = sample_library.names.complete("", PERSON)
    assert [thing.id for thing in offered] == ["ana-moreau", "ana-van-der-lind", "zoe-moreau", "tomas-ruzicka"]
    assert len(sample_library.names.complete("", ANYTHING)) == 9


@given(text=TEXT | TYPED, sorts=ANY_SORTS, limit=st.integers(0, 9))
def test_no_text_makes_finding_or_completing_fail(
    sample_library: Library, text: str, sorts: frozenset[Sort], limit: int
) -> None:
    names = sample_library.names
    found = names.find(text, sorts)
    assert not (found.matches and found.near)
    assert len(set(found.matches)) == len(found.matches)
    assert set(found.matches) | set(found.near) <= set(names.complete("", sorts))
    offered = names.complete(text, sorts, limit)
    assert len(offered) <= limit
    assert set(offered) <= set(names.complete("", sorts))
