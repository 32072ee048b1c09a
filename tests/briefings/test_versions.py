"""The history of one record: shipped versions and the tenant's own, in the order in which they were made."""

from __future__ import annotations

import datetime as dt

from briefings.history import versions
from briefings.revisions import SHIPPED, Action, Draft, Revision, Status
from tests.briefings.records import NOON


def made(number: int, hours: int, note: str, against: int | None = None) -> Revision:
    draft = Draft("q-1", "quote", "home", Action.CORRECT, Status.SHOWN, f'{{"note":"{note}"}}')
    seen = number - 1 if against is None else against
    return Revision(number, number, seen, "u1", NOON + dt.timedelta(hours=hours), draft)


def test_versions_come_in_the_order_of_time() -> None:
    found = versions([made(1, 0, "a"), made(2, 4, "c")], [made(1, 2, "b")], "t")
    assert [(one.number, one.owner) for one in found] == [(1, SHIPPED), (2, "t"), (3, SHIPPED)]


def test_a_clock_that_was_set_back_does_not_turn_round_what_a_tenant_did() -> None:
    own = [made(1, 5, "first"), made(2, 3, "second"), made(3, 6, "third")]
    found = versions([made(1, 0, "shipped"), made(2, 4, "newer")], own, "t")
    assert [one.revision for one in found if one.owner == "t"] == own
    assert [one.revision.number for one in found if one.owner == SHIPPED] == [1, 2]
    assert found[-1].fields["note"] == "third"


def test_each_tells_which_version_it_was_made_against() -> None:
    shipped = [made(1, 0, "a"), made(2, 4, "c"), made(3, 6, "e")]
    own = [made(1, 2, "b", against=1), made(2, 8, "d", against=3)]
    found = versions(shipped, own, "t")
    # The newer shipped versions are made of the shipped ones alone; the second change did not know the last of them.
    assert [(one.owner, one.against) for one in found] == [(SHIPPED, 0), ("t", 1), (SHIPPED, 1), (SHIPPED, 3), ("t", 3)]
