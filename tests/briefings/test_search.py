"""Full-text search over a snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from briefings.dates import PartialDate
from briefings.library import Library
from briefings.search import Document, Index, Query, Scope

DOCUMENTS = (
    Document("q-owls", "quote", "The owls left the bell tower.", "Ana van der Lind", "ana", PartialDate(2021, 6, 10)),
    Document("q-light", "quote", "We halve the light after midnight.", "Zoë Moreau", "zoe", PartialDate(2022, 3)),
    Document("q-bread", "quote", "I sell bread, not light — no owls.", "baker", "tomas", PartialDate(2022)),
    Document("ev-vote", "event", "Vote on lamps", "Half the light goes out", "", PartialDate(2022, 9, 12)),
    Document("tomas", "person", "Tomáš Růžička", "Sells bread on the square", "tomas"),
)
WORDS = {document.id: document.words for document in DOCUMENTS}
TEXT = st.text(st.characters(exclude_categories=()))
QUERIES = st.lists(
    st.sampled_from(["owls", "-bread", '"', "“", "li*", "*", "-", "(", "NOT", "AND", "words:", "\x00"]) | TEXT
)


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    index = Index(DOCUMENTS)
    yield index
    index.close()


def _read(text: str) -> Query:
    query = Query.read(text)
    assert query is not None
    return query


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("owls", ["q-bread", "q-owls"]),
        ("OWLS bell", ["q-owls"]),
        ("light", ["ev-vote", "q-bread", "q-light"]),
        ("after light", ["q-light"]),
        ('"light after"', ["q-light"]),
        ("“light after”", ["q-light"]),
        ("«light after» midnight", ["q-light"]),
        ("mid*", ["q-light"]),
        ("light -bread", ["ev-vote", "q-light"]),
        ('light -"not light"', ["ev-vote", "q-light"]),
        ("light -bread -vote", ["q-light"]),
        ("light -h*", ["q-bread"]),
        ("zoe", ["q-light"]),
        ("ruzicka", ["tomas"]),
        ("Růžička", ["tomas"]),
        ('light "', ["ev-vote", "q-bread", "q-light"]),
        ("owls AND", []),
        ("not", ["q-bread"]),
    ],
)
def test_a_search_finds_what_holds_all_its_words(index: Index, text: str, found: list[str]) -> None:
    hits = index.find(_read(text))
    assert sorted(hit.id for hit in hits.page if not hits.loose) == found


def test_a_phrase_is_not_found_in_another_order(index: Index) -> None:
    assert index.find(_read('"after light"')).total == 0


def test_where_nothing_holds_all_the_words_some_will_do(index: Index) -> None:
    hits = index.find(_read("midnight bell brewery"))
    assert (hits.loose, {hit.id for hit in hits.page}) == (True, {"q-light", "q-owls"})


def test_a_loose_search_still_leaves_out_the_unwanted(index: Index) -> None:
    hits = index.find(_read("midnight bell -tower"))
    assert (hits.loose, [hit.id for hit in hits.page]) == (True, ["q-light"])


def test_one_word_found_is_never_loose(index: Index) -> None:
    assert not index.find(_read("midnight")).loose


def test_nothing_found_is_no_loose_page(index: Index) -> None:
    assert index.find(_read("brewery")) == (0, (), False)


@pytest.mark.parametrize("text", ["", "  ", "-", "*", '""', "… —", "-owls", "-owls -bread", "__"])
def test_there_may_be_nothing_to_look_for(text: str) -> None:
    assert Query.read(text) is None


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["ev-vote", "q-bread", "q-light", "q-owls", "tomas"]),
        ({"who": "tomas"}, ["q-bread", "tomas"]),
        ({"who": "nobody"}, []),
        ({"kinds": ["event"]}, ["ev-vote"]),
        ({"kinds": ["event", "person"]}, ["ev-vote", "tomas"]),
        ({"since": PartialDate(2022, 4)}, ["ev-vote", "q-bread"]),
        ({"since": PartialDate(2022, 3, 31)}, ["ev-vote", "q-bread", "q-light"]),
        ({"until": PartialDate(2022, 3)}, ["q-bread", "q-light", "q-owls"]),
        ({"until": PartialDate(2022, 2)}, ["q-bread", "q-owls"]),
        ({"since": PartialDate(2021, 6, 10), "until": PartialDate(2021, 6, 10)}, ["q-owls"]),
        ({"who": "tomas", "kinds": ["quote"], "since": PartialDate(2022), "until": PartialDate(2022)}, ["q-bread"]),
    ],
)
def test_a_search_is_narrowed(index: Index, filters: dict[str, Any], found: list[str]) -> None:
    hits = index.find(_read("owls light bread vote"), Scope(**filters))
    assert sorted(hit.id for hit in hits.page) == found
    assert hits.total == len(found)


def test_pages_follow_one_another_and_know_the_total(index: Index) -> None:
    query = _read("light")
    whole = index.find(query)
    pages = [index.find(query, limit=2, offset=offset) for offset in (0, 2, 4)]
    assert [page.total for page in pages] == [3, 3, 3]
    assert [len(page.page) for page in pages] == [2, 1, 0]
    assert pages[0].page + pages[1].page == whole.page


def test_a_records_own_words_weigh_more_than_words_about_it(index: Index) -> None:
    assert [hit.id for hit in index.find(_read("bread")).page] == ["q-bread", "tomas"]


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("midnight", [("We halve the light after ", False), ("midnight", True), (".", False)]),
        ('"light after"', [("We halve the ", False), ("light after", True), (" midnight.", False)]),
        ("we mid*", [("We", True), (" halve the light after ", False), ("midnight", True), (".", False)]),
        ("zoe", [("We halve the light after midnight.", False)]),
    ],
)
def test_the_found_words_are_marked(index: Index, text: str, marked: list[tuple[str, bool]]) -> None:
    (hit,) = index.find(_read(text)).page
    assert list(hit.marked) == marked


def test_at_most_sixty_four_words_are_looked_for(index: Index) -> None:
    assert index.find(_read("x " * 63 + "owls")).total == 2
    assert index.find(_read("x " * 64 + "owls")).total == 0


@example(text="owls \ud800x")
@given(text=TEXT | QUERIES.map(" ".join))
def test_no_text_makes_a_search_fail_or_changes_the_words_it_marks(index: Index, text: str) -> None:
    query = Query.read(text)
    if query is None:
        return
    hits = index.find(query, limit=len(DOCUMENTS))
    assert hits.total == len(hits.page)
    for hit in hits.page:
        assert "".join(piece for piece, _ in hit.marked) == WORDS[hit.id]


@given(st.sampled_from(DOCUMENTS), st.data())
def test_every_word_of_a_record_finds_it(index: Index, document: Document, data: st.DataObject) -> None:
    words = data.draw(st.lists(st.sampled_from(document.words.split()), min_size=1))
    query = Query.read(" ".join(words))
    if query is not None:
        assert document.id in {hit.id for hit in index.find(query).page}


@pytest.mark.parametrize(
    ("most", "rarest"),
    [(0, ["midnight"]), (1, ["midnight"]), (3, ["midnight", "owls"]), (99, ["midnight", "owls", "light"])],
)
def test_the_rarest_words_of_a_text_are_told(index: Index, most: int, rarest: list[str]) -> None:
    assert index.rarest("LIGHT, owls — Midnight! brewery owls", most) == rarest


@pytest.mark.parametrize("words", ["Růžička", "Ru\u030az\u030cic\u030cka’s", "ruzicka"])
def test_rare_words_are_told_whatever_their_accents(index: Index, words: str) -> None:
    assert index.rarest(words, 9) == ["ruzicka"]


@pytest.mark.parametrize("words", ["", "…", "brewery \ud800"])
def test_a_text_may_share_no_word_with_the_index(index: Index, words: str) -> None:
    assert index.rarest(words, 9) == []


def test_people_organisations_events_and_quotes_of_a_library_are_found(sample_library: Library) -> None:
    kinds = {"quote": "stars", "event": "twelve", "person": "baker", "organisation": "dsc"}
    found = {
        kind: sample_library.index.find(_read(word), Scope(kinds=(kind,))).page[0].id for kind, word in kinds.items()
    }
    assert found == {
        "quote": "q-ruzicka-2022-04-02-ice",
        "event": "ev-2020-lamps-doubled",
        "person": "tomas-ruzicka",
        "organisation": "dark-sky-circle",
    }


def test_a_page_has_ten_at_most_unless_told_otherwise(sample_library: Library) -> None:
    hits = sample_library.index.find(_read("the"))
    assert (len(hits.page), hits.total > 10) == (10, True)
    assert len(sample_library.index.find(_read("the"), limit=99).page) == hits.total


@pytest.mark.parametrize("text", ["the", "lamps", "town", "zoe", "circle"])
def test_what_is_marked_are_a_quotes_words_an_events_title_or_a_name(sample_library: Library, text: str) -> None:
    for hit in sample_library.index.find(_read(text), limit=99).page:
        record = sample_library.get(hit.id)
        shown = next(getattr(record, field) for field in ("words", "title", "name") if hasattr(record, field))
        assert "".join(piece for piece, _ in hit.marked) == shown


@pytest.mark.parametrize(
    ("text", "record"),
    [
        ("ruzicka stars", "q-ruzicka-2022-04-02-ice"),
        ("leaflet", "q-circle-2021-looking-up"),
        ("petition ground", "q-circle-2022-05-warm"),
        ("zoe votes", "ev-2022-09-12-vote"),
        ("“dark sky” shielded", "ev-2022-05-petition"),
    ],
)
def test_a_record_is_found_by_its_people_occasion_and_tags(sample_library: Library, text: str, record: str) -> None:
    hits = sample_library.index.find(_read(text))
    assert not hits.loose
    assert record in {hit.id for hit in hits.page}
