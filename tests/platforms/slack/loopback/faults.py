"""Faults that a test asks for: what goes wrong with the next calls of a method."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What goes wrong; before or after what the call asks for has happened."""

    RATE_LIMITED = "429"
    ERROR_BEFORE = "500 before"
    ERROR_AFTER = "500 after"
    HANG = "hang"
    DROP_BEFORE = "drop before"
    DROP_AFTER = "drop after"
    NOT_JSON = "not JSON"
    REFUSED = "refused"

    @property
    def happens(self) -> bool:
        """Say whether what was asked for happens all the same."""
        return self in (Kind.ERROR_AFTER, Kind.DROP_AFTER)


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

    def add(  # noqa: PLR0913  all that a fault is
        self, method: str, kind: Kind, times: int = 1, *, after: int = 0, code: str = "", retry_after: int = 1
    ) -> None:
        """Let the next calls of a method go wrong, once so many have gone well."""
        self._waiting[method].extend([None] * after + [Fault(kind, code, retry_after)] * times)

    def clear(self, method: str) -> None:
        """Let everything go well again."""
        self._waiting[method].clear()

    def next(self, method: str) -> Fault | None:
        waiting = self._waiting[method]
        return waiting.popleft() if waiting else None
