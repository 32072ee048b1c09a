"""Changes to a record: one revision for each, never altered once it is made."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum

SHIPPED = ""
"""The owner of the revisions that an upgrade of the shipped content makes; every other owner is a tenant."""


class Action(Enum):
    """What a revision does."""

    ADD = "add"
    CORRECT = "correct"
    RETRACT = "retract"
    REINSTATE = "reinstate"
    UNDO = "undo"
    ERASE = "erase"


class Status(Enum):
    """How a record stands after a revision."""

    SHOWN = "shown"
    RETRACTED = "retracted"
    """Never shown, picked or searched; its words are seen by curators alone."""
    ABSENT = "absent"
    """As if it had never been added."""
    ERASED = "erased"
    """Its words are gone for good."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A revision that is about to be made: what will be so after it.

    `fields` is a JSON object of what the owner holds of the record: every field of a record of its own with its id
    first, the corrected ones of a shipped record (`null` takes a field out). `base` is a JSON object of the shipped
    values of those corrected fields as they were then, so that a later upgrade of the same field can be told.
    """

    record: str
    noun: str
    dossier: str
    action: Action
    status: Status
    fields: str
    reason: str = ""
    base: str = "{}"
    undoes: int | None = None
    """The number of the revision that this one takes back."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A change that was made. `number` counts the owner's revisions from 1, `version` those of this record.

    `against` is the version of the record that the change was made against, counted as whoever made it saw them: the
    shipped ones that were known then, and the owner's; 0 for what was not on record yet. `at` is in UTC; `actor` is
    the platform's own id of whoever made it.
    """

    number: int
    version: int
    against: int
    actor: str
    at: dt.datetime
    draft: Draft
