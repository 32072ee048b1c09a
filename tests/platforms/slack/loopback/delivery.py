"""What is sent to the app and what it answers within three seconds, whichever way in it has."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from tests.platforms.slack.loopback.world import World

DEADLINE = 3.0
Kind = Literal["command", "interactive", "event"]


@dataclass(frozen=True, slots=True)
class Retry:
    """That an event is sent again: which time, and why (`http_timeout`, `http_error`, `timeout`)."""

    attempt: int
    reason: str = "http_timeout"


@dataclass(frozen=True, slots=True)
class Parcel:
    """Something on its way to the app; `wants_answer` says whether the body of the answer is looked at."""

    kind: Kind
    payload: dict[str, Any]
    wants_answer: bool = False
    retry: Retry | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The app's first answer: `error` is "" or the code that the person sees, `body` what it said."""

    status: int = 0
    body: Any = None
    seconds: float = 0.0
    error: str = ""

    @property
    def ok(self) -> bool:
        return not self.error


@dataclass(slots=True)
class Delivered:
    """A parcel that was sent, with its answer."""

    parcel: Parcel
    answer: Answer


class Way(Protocol):
    """A way in: how a parcel goes to the app and its answer comes back."""

    def ready(self) -> bool:
        """Say whether the app can be reached this way."""

    async def send(self, parcel: Parcel) -> Answer:
        """Send it and give the answer, however late."""


class Post:
    """Sends parcels by the way that is open, and holds the deadline."""

    def __init__(self, world: World, *ways: Way) -> None:
        self._world, self._ways = world, ways
        self.delivered: list[Delivered] = []
        self.deadline = DEADLINE

    async def send(self, parcel: Parcel) -> Answer:
        """Send a parcel; an answer that comes after the deadline is none."""
        way = next((each for each in self._ways if each.ready()), None)
        if way is None:
            return self._kept(parcel, Answer(error="dispatch_failed"))
        started = self._world.clock.now()
        work = asyncio.ensure_future(way.send(parcel))
        in_time = await self._world.clock.finishes(work, self.deadline)
        seconds = self._world.clock.now() - started
        if not in_time:
            work.cancel()
            await asyncio.wait((work,))
            self._world.object(parcel.kind, "operation_timeout", [f"answered after {seconds:.3f} s"])
            return self._kept(parcel, Answer(seconds=seconds, error="operation_timeout"))
        answer = work.result()
        return self._kept(parcel, Answer(answer.status, answer.body, seconds, answer.error))

    def _kept(self, parcel: Parcel, answer: Answer) -> Answer:
        self.delivered.append(Delivered(parcel, answer))
        self._world.changes.tell()
        return answer
