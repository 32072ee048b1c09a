"""Faults that a test asks for: what goes wrong with the next calls of a method."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from random import Random


class Kind(StrEnum):
    """What goes wrong; before or after what the call asks for has happened."""

    RATE_LIMITED = "429"
    ERROR_BEFORE = "500 before"
    ERROR_AFTER = "500 after"
    HANG = "hang"
    HANG_AFTER = "hang after"
    DROP_BEFORE = "drop before"
    DROP_AFTER = "drop after"
    NOT_JSON = "not JSON"
    REFUSED = "refused"

    @property
    def happens(self) -> bool:
        """Say whether what was asked for happens all the same."""
        return self in (Kind.ERROR_AFTER, Kind.DROP_AFTER, Kind.HANG_AFTER)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault; `code` is the error of a refusal, `retry_after` the seconds of a 429."""

    kind: Kind
    code: str = ""
    retry_after: int = 1


class Faults:
    """What will go wrong, by method; `response_url`, `upload` and `download` count as methods."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, deque[Fault | None]] = defaultdict(deque)
        self._chances: Mapping[Kind, float] = {}
        self._random = Random(0)  # noqa: S311  what goes wrong is no secret
        self.happened: Counter[Kind] = Counter()
        """How often what went wrong by chance."""

    def add(  # noqa: PLR0913  all that a fault is
        self, method: str, kind: Kind, times: int = 1, *, after: int = 0, code: str = "", retry_after: int = 1
    ) -> None:
        """Let the next calls of a method go wrong, once so many have gone well."""
        self._waiting[method].extend([None] * after + [Fault(kind, code, retry_after)] * times)

    def clear(self, method: str) -> None:
        """Let everything go well again."""
        self._waiting[method].clear()

    def by_chance(self, chances: Mapping[Kind, float], seed: int = 0) -> None:
        """Let any call go wrong by chance, each kind with a probability of its own."""
        self._chances, self._random = chances, Random(seed)  # noqa: S311  as above

    def next(self, method: str) -> Fault | None:
        waiting = self._waiting[method]
        return waiting.popleft() if waiting else self._drawn()

    def _drawn(self) -> Fault | None:
        drawn = self._random.random() if self._chances else 1.0
        for kind, chance in self._chances.items():
            drawn -= chance
            if drawn < 0:
                self.happened[kind] += 1
                return Fault(kind)
        return None
