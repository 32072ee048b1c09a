"""Sorted lists, under keys or alone, that snapshots share: a change copies only what it touches."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from itertools import accumulate, chain
from typing import Any, Generic, TypeVar, overload

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")
Order = Callable[[T], Any]
"""Gives what items are sorted by, which tells any two apart."""
_PIECE = 1_000
"""A list is cut into pieces of so many items, and a piece of twice as many into two."""


class Pieces(Sequence[T]):
    """A long sorted list in pieces, none empty: a change copies one. Never changed; a slice is a plain list."""

    __slots__ = ("_ends", "_pieces")

    def __init__(self, pieces: list[list[T]]) -> None:
        self._pieces = pieces
        self._ends = list(accumulate(map(len, pieces)))

    @classmethod
    def of(cls, items: list[T]) -> Pieces[T]:
        return cls([items[place : place + _PIECE] for place in range(0, len(items), _PIECE)])

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __iter__(self) -> Iterator[T]:
        return chain.from_iterable(self._pieces)

    def __reversed__(self) -> Iterator[T]:
        return (item for piece in reversed(self._pieces) for item in reversed(piece))

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> list[T]: ...
    def __getitem__(self, place: int | slice) -> T | list[T]:
        if isinstance(place, slice):
            if place.step not in {None, 1}:
                return list(self)[place]
            first, last, _ = place.indices(len(self))
            return self._slice(first, last)
        at = place + len(self) if place < 0 else place
        if not 0 <= at < len(self):
            raise IndexError(place)
        piece = bisect_right(self._ends, at)
        return self._pieces[piece][at - self._start(piece)]

    def _slice(self, first: int, last: int) -> list[T]:
        found: list[T] = []
        for number in range(bisect_right(self._ends, first), len(self._pieces)):
            start = self._start(number)
            if start >= last:
                break
            found += self._pieces[number][max(first - start, 0) : last - start]
        return found

    def _start(self, piece: int) -> int:
        return self._ends[piece - 1] if piece else 0

    def changed(self, removed: Iterable[T], added: Iterable[T], order: Order[T]) -> Pieces[T]:
        """Give the list without some items that are in it, and with others."""
        pieces = self._pieces.copy()
        copied: set[int] = set()

        def own(item: T) -> list[T]:
            found = bisect_left(self._pieces, order(item), key=lambda piece: order(piece[-1]))
            number = min(found, len(pieces) - 1)
            if number not in copied:
                copied.add(number)
                pieces[number] = pieces[number].copy()
            return pieces[number]

        # Each item goes by where the pieces ended before, so that all stay in order.
        for item in removed:
            remove(own(item), item, order)
        for item in added:
            insort(own(item), item, key=order)
        return Pieces([part for piece in pieces for part in _parts(piece)])


def _parts(piece: list[T]) -> Iterable[list[T]]:
    if len(piece) < 2 * _PIECE:
        return (piece,) if piece else ()
    return (piece[place : place + _PIECE] for place in range(0, len(piece), _PIECE))


def shared(items: list[T]) -> Sequence[T]:
    """Give a sorted list so that changed copies of it cost little: in pieces, if it is long."""
    return Pieces.of(items) if len(items) >= 2 * _PIECE else items


def altered(items: Sequence[T], removed: Iterable[T], added: Iterable[T], order: Order[T]) -> Sequence[T]:
    """Give a sorted list without some items that are in it, and with others."""
    if isinstance(items, Pieces):
        return items.changed(removed, added, order) or []
    copied = list(items)
    for item in removed:
        remove(copied, item, order)
    for item in added:
        insort(copied, item, key=order)
    return shared(copied)


class Groups(Generic[K, T]):
    """For every key its items in the order of `order`, which tells any two items apart. Never changed."""

    __slots__ = ("_lists", "_order")

    def __init__(self, lists: dict[K, Sequence[T]], order: Order[T]) -> None:
        self._lists = lists
        self._order = order

    @classmethod
    def of(cls, pairs: Iterable[tuple[K, T]], order: Order[T]) -> Groups[K, T]:
        """Group pairs whose items come in the order of `order`."""
        lists: dict[K, list[T]] = defaultdict(list)
        for key, item in pairs:
            lists[key].append(item)
        return cls({key: shared(items) for key, items in lists.items()}, order)

    def __getitem__(self, key: K) -> Sequence[T]:
        """Give the items under a key, none for an unknown one."""
        return self._lists.get(key, ())

    def __iter__(self) -> Iterator[K]:
        return iter(self._lists)

    def changed(self, removed: Iterable[tuple[K, T]], added: Iterable[tuple[K, T]]) -> Groups[K, T]:
        """Give the groups without some items that are in them, and with others."""
        moving: dict[K, tuple[list[T], list[T]]] = defaultdict(lambda: ([], []))
        for key, item in removed:
            moving[key][0].append(item)
        for key, item in added:
            moving[key][1].append(item)
        if not moving:
            return self
        lists = self._lists.copy()
        for key, (gone, come) in moving.items():
            lists[key] = altered(lists.get(key, ()), gone, come, self._order)
            if not lists[key]:
                del lists[key]
        return Groups(lists, self._order)


def remove(items: list[T], item: T, order: Order[T]) -> None:
    """Take an item out of a sorted list that holds it."""
    del items[bisect_left(items, order(item), key=order)]
