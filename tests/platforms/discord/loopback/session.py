"""A session of the gateway: what one shard was told, and what it may be told again after its connection was lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

DISPATCH = 0


class Line(Protocol):
    """What a session tells its events to."""

    def send(self, op: int, data: Any, event: str | None = None, number: int | None = None) -> None:  # noqa: ANN401  JSON
        """Send one frame, in turn."""


@dataclass(eq=False, slots=True)
class Session:
    """One session; `line` is its connection, None while it is lost."""

    id: str
    shard: int
    shards: int
    intents: int
    line: Line | None = None
    lost_at: float = 0.0
    ended: bool = False
    number: int = 0
    kept: list[tuple[int, str, Mapping[str, Any]]] = field(default_factory=list)

    def is_for(self, guild: str) -> bool:
        """Say whether what happens in a server, or outside of any, is told to this session."""
        return (int(guild) >> 22) % self.shards == self.shard if guild else self.shard == 0

    def tell(self, event: str, data: Mapping[str, Any]) -> None:
        """Tell an event; one that nobody hears is kept until the session is resumed."""
        self.number += 1
        self.kept.append((self.number, event, data))
        if self.line is not None:
            self.line.send(DISPATCH, data, event, self.number)

    def repeat(self, after: int) -> None:
        """Tell again what was told after this number."""
        for number, event, data in self.kept:
            if number > after and self.line is not None:
                self.line.send(DISPATCH, data, event, number)
