"""Why a change to the record may not be made."""

from __future__ import annotations

from briefings.model import Holder, Quote, Record
from briefings.revisions import Revision


class Refused(Exception):
    """A change that may not be made as it was asked for."""


class Missing(Refused):
    """Nothing with this id is or was on record."""

    def __init__(self, record: str) -> None:
        super().__init__(record)
        self.record = record


class Conflict(Refused):
    """The record was changed since the version that the change was made against."""

    def __init__(self, record: str, expected: int, now: int) -> None:
        super().__init__(record, expected, now)
        self.record = record
        self.expected = expected
        self.now = now


class Unchanged(Refused):
    """The record stands so already."""

    def __init__(self, record: str) -> None:
        super().__init__(record)
        self.record = record


class Gone(Refused):
    """It was retracted or erased, and stays so until it is reinstated; `revision` says when and why.

    `near` when it is not the very same, but words nearly like those: they may be meant all the same.
    """

    def __init__(self, revision: Revision, *, near: bool = False) -> None:
        super().__init__(revision.draft.record)
        self.revision = revision
        self.near = near


class NearDuplicate(Refused):
    """Words that are nearly on record; `same` when nothing tells the two apart, so that asking again is no use."""

    def __init__(self, quote: Quote, *, same: bool) -> None:
        super().__init__(quote.id)
        self.quote = quote
        self.same = same


class Lookalike(Refused):
    """A name, in this field, that reads or looks like another on record."""

    def __init__(self, name: str, other: Holder, field: str = "name") -> None:
        super().__init__(name, other.id)
        self.name = name
        self.other = other
        self.field = field


class Needed(Refused):
    """Something that cannot be taken out, since others stand in it."""

    def __init__(self, record: str, users: tuple[Record, ...]) -> None:
        super().__init__(record)
        self.record = record
        self.users = users
