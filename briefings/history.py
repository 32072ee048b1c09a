"""Every version of one record, the shipped ones and the tenant's, in the order in which they were made."""

from __future__ import annotations

import heapq
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from briefings.edition import laid_over
from briefings.revisions import SHIPPED, Revision, Status


@dataclass(frozen=True, slots=True)
class Version:
    """One version: who made it, how the record stood after it, and all its fields then."""

    number: int
    """Counts the versions of the record from 1."""
    revision: Revision
    owner: str
    """The tenant, or `SHIPPED`."""
    against: int
    """The number of the version that it was made against, 0 for none; usually the one before."""
    status: Status
    fields: Mapping[str, Any]


def versions(shipped: Sequence[Revision], own: Sequence[Revision], tenant: str) -> list[Version]:
    """Give all versions, oldest first, from the histories of the shipped record and of the tenant's."""
    # Merged by time, each in its own order: a clock that was set back does not turn around what an owner did.
    histories = ([(one, SHIPPED) for one in shipped], [(one, tenant) for one in own])
    made = heapq.merge(*histories, key=lambda pair: pair[0].at)
    base: dict[str, Any] = {}
    over: dict[str, Any] = {}
    stands = {SHIPPED: Status.ABSENT}
    numbers = {0: 0}  # Of the shipped versions, by what an upgrade counts, which knows of no tenant's.
    found: list[Version] = []
    for number, (revision, owner) in enumerate(made, 1):
        fields = json.loads(revision.draft.fields)
        stands[owner] = revision.draft.status
        against = revision.against
        if owner == SHIPPED:
            base, numbers[revision.version] = fields, number
            against = numbers.get(against, number - 1)
        else:
            over = fields
        status = stands.get(tenant, stands[SHIPPED])
        found.append(Version(number, revision, owner, against, status, laid_over(base, over)))
    return found
