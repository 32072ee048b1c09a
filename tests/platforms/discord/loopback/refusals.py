"""What this Discord refused: the error that it answered with, and the list that a test looks at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

Json: TypeAlias = Any
"""A payload, or a part of one, as it came from outside."""

CODES: Mapping[int, tuple[int, str]] = {
    10002: (404, "Unknown Application"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    20012: (403, "You are not authorized to perform this action on this application"),
    30046: (429, "Maximum number of edits to messages older than 1 hour reached. Try again later"),
    40005: (413, "Request entity too large"),
    40060: (400, "Interaction has already been acknowledged."),
    40094: (400, "Maximum number of follow ups for this interaction reached"),
    40333: (403, "internal network error"),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50021: (403, "Cannot execute action on a system message"),
    50025: (400, "Invalid OAuth2 access token provided"),
    50027: (401, "Invalid Webhook Token"),
    50035: (400, "Invalid Form Body"),
    50083: (400, "Thread is archived"),
    50109: (400, "The request body contains invalid JSON."),
}
"""Discord's own numbers for what is wrong, each with the status and the words that go with it."""
UNAUTHORIZED, NOT_FOUND, NOT_ALLOWED = (
    (401, "401: Unauthorized"),
    (404, "404: Not Found"),
    (405, "405: Method Not Allowed"),
)


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong in a form body: where, by its keys, with Discord's word for it and a sentence."""

    path: tuple[str, ...]
    code: str
    message: str

    def __str__(self) -> str:
        return f"{'.'.join(self.path)}: {self.message}"


class Refused(Exception):
    """Discord says no; `code` is its own number for why, 0 for what has none."""

    def __init__(
        self,
        code: int,
        flaws: Sequence[Flaw] = (),
        *,
        bare: tuple[int, str] | None = None,
        extra: Mapping[str, Json] | None = None,
    ) -> None:
        super().__init__(code, *map(str, flaws))
        self.code = code
        self.extra = extra or {}
        self.flaws = tuple(flaws)
        self.status, self.message = bare or CODES[code]

    def body(self) -> dict[str, Any]:
        """Give the answer's JSON as Discord shapes it."""
        told: dict[str, Any] = {"message": self.message, "code": self.code, **self.extra}
        if self.flaws:
            told["errors"] = tree(self.flaws)
        return told


def malformed(*flaws: Flaw) -> Refused:
    """Make the refusal of a form body."""
    return Refused(50035, flaws)


def flaw(path: str, code: str, message: str) -> Flaw:
    """Make one flaw; the keys of the path are parted by dots."""
    return Flaw(tuple(path.split(".")) if path else (), code, message)


def tree(flaws: Sequence[Flaw]) -> dict[str, Any]:
    """Give flaws as the tree in which Discord tells them: keys down to a list called `_errors`."""
    root: dict[str, Any] = {}
    for each in flaws:
        node = root
        for key in each.path:
            node = node.setdefault(key, {})
        node.setdefault("_errors", []).append({"code": each.code, "message": each.message})
    return root


class Impossible(AssertionError):
    """A test did what nobody can do in Discord: pressed what is not there, typed a command that is not offered."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that was refused: where, with which number, and why."""

    where: str
    code: int
    status: int
    message: str
    details: tuple[str, ...] = ()
    asked: Mapping[str, Any] | None = None
