"""What this Slack refused: the error that it answered with, and the list that a test looks at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.platforms.slack.loopback.kit.report import Json


class Refused(Exception):
    """Slack says no: an error's code, with what goes along with it in the answer."""

    def __init__(self, code: str, details: Sequence[str] = (), **extra: Json) -> None:
        super().__init__(code)
        self.code = code
        self.details = tuple(details)
        self.extra = extra

    def body(self) -> dict[str, Any]:
        """Give the answer's JSON as Slack shapes it."""
        told: dict[str, Any] = {"ok": False, "error": self.code, **self.extra}
        if self.details:
            told["errors"] = list(self.details)
            told["response_metadata"] = {"messages": [f"[ERROR] {detail}" for detail in self.details]}
        return told


class Impossible(AssertionError):
    """A test did what nobody can do in Slack: pressed what is not there, sent a form that Slack does not send."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that was refused: where, with which code, and why."""

    where: str
    code: str
    details: tuple[str, ...] = ()
    asked: Mapping[str, Any] | None = None
