"""Faults that a test asks for: what goes wrong with the next calls of an operation."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from random import Random


class Kind(StrEnum):
    """What goes wrong; before or after what the call asks for has happened."""

    LIMITED_USER = "429 of scope user"
    LIMITED_SHARED = "429 of scope shared"
    LIMITED_GLOBAL = "429 of scope global"
    CLOUDFLARE = "429 that does not come from Discord itself"
    ERROR_BEFORE = "5xx before"
    ERROR_AFTER = "5xx after"
    HANG = "hang"
    HANG_AFTER = "hang after"
    DROP_BEFORE = "drop before"
    DROP_AFTER = "drop after"
    NOT_JSON = "not JSON"
    REFUSED = "refused"
    NONE = "nothing, so that it is one of the calls after this one that goes wrong"

    @property
    def happens(self) -> bool:
        """Say whether what was asked for happens all the same."""
        return self in (Kind.ERROR_AFTER, Kind.DROP_AFTER, Kind.HANG_AFTER)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: `status` of a 5xx, `code` of a refusal, `retry_after` the seconds of a 429."""

    kind: Kind
    status: int = 500
    code: int = 0
    retry_after: float = 1.0


class Faults:
    """What will go wrong, by Discord's own name of the operation (`create_message`, ...); `""` is any operation."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, deque[Fault]] = defaultdict(deque)
        self._chances: Mapping[Kind, float] = {}
        self._random = Random(0)  # noqa: S311  what goes wrong is no secret
        self.happened: Counter[Kind] = Counter()
        """How often what went wrong by chance."""

    def add(  # noqa: PLR0913  each says one thing of the fault
        self, operation: str, kind: Kind, times: int = 1, *, status: int = 500, code: int = 0, retry_after: float = 1.0
    ) -> None:
        """Let the next calls of an operation go wrong."""
        self._waiting[operation].extend([Fault(kind, status, code, retry_after)] * times)

    def clear(self, operation: str) -> None:
        """Let everything go well again."""
        self._waiting[operation].clear()

    def by_chance(self, chances: Mapping[Kind, float], seed: int = 0) -> None:
        """Let any call go wrong by chance, each kind with a probability of its own."""
        self._chances, self._random = chances, Random(seed)  # noqa: S311  as above

    def next(self, operation: str) -> Fault | None:
        waiting = self._waiting[operation] or self._waiting[""]
        fault = waiting.popleft() if waiting else self._drawn()
        return fault if fault and fault.kind is not Kind.NONE else None

    def _drawn(self) -> Fault | None:
        drawn = self._random.random() if self._chances else 1.0
        for kind, chance in self._chances.items():
            drawn -= chance
            if drawn < 0:
                self.happened[kind] += 1
                return Fault(kind)
        return None
