"""A long list in pieces is a list like any other, and a change leaves the one before as it was."""

from __future__ import annotations

from bisect import bisect_left

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefings import groups
from briefings.groups import Groups, Pieces


def same(item: int) -> int:
    return item


@pytest.fixture(autouse=True, scope="module")
def _short_pieces() -> object:
    patched = pytest.MonkeyPatch()
    patched.setattr(groups, "_PIECE", 3)
    yield
    patched.undo()


numbers = st.sets(st.integers(0, 60))


@given(numbers, st.integers(-70, 70), st.integers(-70, 70), st.sampled_from([None, 1, 2, -1]))
def test_it_is_read_like_a_list(items: set[int], first: int, last: int, step: int | None) -> None:
    plain = sorted(items)
    pieces = Pieces.of(plain)
    assert (len(pieces), list(pieces), list(reversed(pieces))) == (len(plain), plain, plain[::-1])
    assert pieces[first:last:step] == plain[first:last:step]
    assert pieces[first:] == plain[first:]
    assert [pieces[place] for place in range(-len(plain), len(plain))] == plain * 2
    assert bisect_left(pieces, first) == bisect_left(plain, first)
    assert (first in pieces) == (first in plain)
    for outside in (len(plain), -len(plain) - 1):
        with pytest.raises(IndexError):
            pieces[outside]


@given(numbers, st.lists(st.tuples(numbers, numbers), max_size=6))
def test_changes_of_it_are_those_of_a_list(items: set[int], steps: list[tuple[set[int], set[int]]]) -> None:
    stands, held = set(items), groups.shared(sorted(items))
    for gone, come in steps:
        removed, added = gone & stands, come - (stands - gone)
        before, was = held, list(held)
        held = groups.altered(held, removed, added, same)
        stands = (stands - removed) | added
        assert list(held) == sorted(stands)
        assert list(before) == was


def test_a_group_that_is_emptied_is_gone_and_untouched_ones_are_shared() -> None:
    kept = Groups.of([("a", 1), ("b", 2), *(("c", item) for item in range(10))], same)
    after = kept.changed([("a", 1), ("c", 4)], [("d", 7)])
    assert sorted(after) == ["b", "c", "d"]
    assert list(after["c"]) == [0, 1, 2, 3, 5, 6, 7, 8, 9]
    assert after["b"] is kept["b"]
    assert list(kept["a"]) == [1]
    assert kept.changed([], []) is kept
    assert list(after["nothing"]) == []
