"""Sorted lists under keys that are shared between snapshots: a change copies only the lists that it touches."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class Groups(Generic[K, T]):
    """For every key its items in the order of `order`, which tells any two items apart. Never changed."""

    __slots__ = ("_lists", "_order")

    def __init__(self, lists: dict[K, list[T]], order: Callable[[T], Any]) -> None:
        self._lists = lists
        self._order = order

    @classmethod
    def of(cls, pairs: Iterable[tuple[K, T]], order: Callable[[T], Any]) -> Groups[K, T]:
        """Group pairs whose items come in the order of `order`."""
        lists: dict[K, list[T]] = defaultdict(list)
        for key, item in pairs:
            lists[key].append(item)
        return cls(dict(lists), order)

    def __getitem__(self, key: K) -> Sequence[T]:
        """Give the items under a key, none for an unknown one."""
        return self._lists.get(key, ())

    def __iter__(self) -> Iterator[K]:
        return iter(self._lists)

    def changed(self, removed: Iterable[tuple[K, T]], added: Iterable[tuple[K, T]]) -> Groups[K, T]:
        """Give the groups without some items that are in them, and with others."""
        lists = self._lists.copy()
        copied: set[K] = set()

        def own(key: K) -> list[T]:
            if key not in copied:
                copied.add(key)
                lists[key] = list(lists.get(key, ()))
            return lists[key]

        for key, item in removed:
            remove(own(key), item, self._order)
        for key, item in added:
            insort(own(key), item, key=self._order)
        for key in copied:
            if not lists[key]:
                del lists[key]
        return Groups(lists, self._order)


def remove(items: list[T], item: T, order: Callable[[T], Any]) -> None:
    """Take an item out of a sorted list that holds it."""
    del items[bisect_left(items, order(item), key=order)]
