"""Comparing wordings."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings.words import Likeness, Mark, Piece, alike, compare, difference, fold, tokens

RECORDED = "Nobody should have to cross this square in the dark. That’s why the lamps stay on, all of them."
TEXT = st.text(st.characters(exclude_categories=()))
PHRASES = st.lists(
    st.sampled_from(["a", "the owls", "don’t", "leave.", "town,", "“lamp”", "Růžička", "24", "— !", "ice"])
).map(" ".join)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Don’t — STOP!", "dont stop"),
        ("don't  stop", "dont stop"),
        ("donʼt\nstop…", "dont stop"),
        ("Růžička’s café", "ruzickas cafe"),
        (unicodedata.normalize("NFD", "Růžička’s café"), "ruzickas cafe"),
        ("Straße", "strasse"),
        ("open-source", "open source"),
        ("snake_case", "snake case"),
        ("“24 lamps”", "24 lamps"),
        ("ﬁne", "fine"),
        ("𝐍𝐨𝐛𝐨𝐝𝐲 ℌ", "nobody h"),
        ("a ﹰ b", "a b"),
        ("Привет, ΟΔΟΣ", "привет οδοσ"),
        ("… — !", ""),
        ("", ""),
    ],
)
def test_folding_leaves_letters_and_digits(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(("one", "other"), [("की", "का"), ("か", "が"), ("3", "30"), ("Lampe", "Lampen")])
def test_other_words_fold_otherwise(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(TEXT)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(TEXT)
def test_tokens_stand_where_they_say(text: str) -> None:
    places = [place for token in tokens(text) for place in (token.start, token.end)]
    assert places == sorted(places)
    assert [fold(text[token.start : token.end]) for token in tokens(text)] == [token.key for token in tokens(text)]


@pytest.mark.parametrize(
    ("asked", "likeness"),
    [
        (RECORDED, Likeness.EXACT),
        (RECORDED.replace("’", "'").upper(), Likeness.EXACT),
        (f"“{RECORDED.replace('. ', ' — ')}”", Likeness.EXACT),
        ("nobody should have to cross this square", Likeness.CLIPPED),
        ("…why the lamps stay on…", Likeness.CLIPPED),
        ("Nobody should have to … in the dark", Likeness.CLIPPED),
        ("Nobody should [...] in the dark", Likeness.CLIPPED),
        ("Nobody . . . in the dark ... all of them", Likeness.CLIPPED),
        (RECORDED.replace("have", "want"), Likeness.DIFFERS),
        ("nobody should have to walk this square in the dark", Likeness.DIFFERS),
        ("obody should have to cross this squar", Likeness.DIFFERS),
        ("We will sell the town hall to a brewery", Likeness.UNLIKE),
        ("…", Likeness.UNLIKE),
        ("", Likeness.UNLIKE),
    ],
)
def test_an_asked_wording_stands_to_the_recorded_one(asked: str, likeness: Likeness) -> None:
    assert compare(asked, RECORDED).likeness is likeness


def test_nothing_is_like_a_record_without_letters() -> None:
    assert compare("lamps", "—").likeness is Likeness.UNLIKE


def test_parts_in_another_order_are_no_part() -> None:
    assert compare("in the dark … Nobody should", RECORDED).likeness is not Likeness.CLIPPED


def test_one_word_repeated_is_no_part_of_a_text_that_has_it_once() -> None:
    assert compare("ice … ice", "they would rather see the ice").likeness is not Likeness.CLIPPED


def test_parts_around_an_ellipsis_may_stand_side_by_side() -> None:
    assert compare("rather … see", "they would rather see the ice").likeness is Likeness.CLIPPED


def test_the_score_ranks_the_nearer_wording_first() -> None:
    scores = [
        compare(asked, RECORDED).score
        for asked in (RECORDED, "Nobody should have to cross this square in the dark", "Nobody should have to cross")
    ]
    assert scores == sorted(scores, reverse=True)
    assert (scores[0], len(set(scores))) == (100.0, 3)


def test_a_longer_wording_is_not_measured_by_its_best_part() -> None:
    longer = f"Before anything else, and at some length, let me say what I always say. {RECORDED} {'And so on. ' * 20}"
    assert compare(longer, RECORDED).likeness is Likeness.UNLIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (RECORDED, RECORDED.lower()),
        ("Nobody should have to cross this square in the dark", RECORDED),
        (RECORDED, "the lamps stay on"),
        (RECORDED, RECORDED.replace("square", "place")),
    ],
)
def test_versions_of_one_quote_are_alike(one: str, other: str) -> None:
    assert alike(one, other)
    assert alike(other, one)


def test_other_words_are_not_alike() -> None:
    assert not alike("The owls left the bell tower", "My bakers start at three")


def test_a_difference_is_marked_word_by_word_as_each_side_wrote_it() -> None:
    assert difference("The OWLS left our old tower!", "The owls left the tower, yes.") == [
        Piece(Mark.SAME, "The owls left"),
        Piece(Mark.ADDED, "our old"),
        Piece(Mark.MISSING, "the"),
        Piece(Mark.SAME, "tower,"),
        Piece(Mark.MISSING, "yes."),
    ]


def test_punctuation_before_the_first_word_goes_with_it() -> None:
    assert difference("Let it sleep", "“Let it sleep”") == [Piece(Mark.SAME, "“Let it sleep”")]


def test_one_word_more_in_a_long_text_is_the_only_difference() -> None:
    long = "the lamp of the square " * 80
    marks = [(piece.mark, piece.text) for piece in difference(f"{long} tonight {long}", f"{long} {long}")]
    assert [text for mark, text in marks if mark is not Mark.SAME] == ["tonight"]


@pytest.mark.parametrize(
    ("asked", "words", "pieces"),
    [
        ("one", "two", [Piece(Mark.ADDED, "one"), Piece(Mark.MISSING, "two")]),
        ("", "two", [Piece(Mark.MISSING, "two")]),
        ("one", "", [Piece(Mark.ADDED, "one")]),
        ("", "", []),
    ],
)
def test_wordings_with_nothing_in_common_are_marked_whole(asked: str, words: str, pieces: list[Piece]) -> None:
    assert difference(asked, words) == pieces


@given(TEXT | PHRASES, TEXT | PHRASES)
def test_comparing_never_raises_and_scores_within_a_hundred(asked: str, words: str) -> None:
    assert 0.0 <= compare(asked, words).score <= 100.0
    assert alike(asked, words) == alike(asked, words)


@given(TEXT | PHRASES)
def test_a_wording_is_exactly_itself(words: str) -> None:
    assert compare(words, words).likeness is (Likeness.EXACT if fold(words) else Likeness.UNLIKE)


@given(PHRASES, PHRASES, PHRASES)
def test_a_run_of_whole_words_is_clipped_from_the_whole(before: str, part: str, after: str) -> None:
    whole = f"{before} {part} {after}"
    if fold(part):
        found = compare(part, whole)
        assert found.likeness in {Likeness.EXACT, Likeness.CLIPPED}
        assert (found.likeness is Likeness.EXACT) == (fold(part) == fold(whole))


@given(TEXT | PHRASES, TEXT | PHRASES)
def test_same_and_missing_stretches_hold_all_words_of_the_record(asked: str, words: str) -> None:
    pieces = difference(asked, words)
    recorded = " ".join(piece.text for piece in pieces if piece.mark is not Mark.ADDED)
    assert fold(recorded) == fold(words)
    mine = " ".join(piece.text for piece in pieces if piece.mark is not Mark.MISSING)
    assert fold(mine) == fold(asked)
