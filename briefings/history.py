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
    found: list[Version] = []
    for number, (revision, owner) in enumerate(made, 1):
        fields = json.loads(revision.draft.fields)
        stands[owner] = revision.draft.status
        if owner == SHIPPED:
            base = fields
        else:
            over = fields
        found.append(Version(number, revision, owner, stands.get(tenant, stands[SHIPPED]), laid_over(base, over)))
    return found
