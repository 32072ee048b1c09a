"""A debate that a tenant keeps from its head on, and the ids and dates in it."""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from typing import Any

import pytest

from briefings.editing import Asked, add, reinstate, retract
from briefings.edition import Edition, Shipped
from briefings.export import as_dict
from briefings.model import Dossier, Event, Organisation
from briefings.refusals import Needed
from tests.briefings.records import ASKED, CIRCLE, HARBOUR, HOME, NEW, Tenant, said, shipped_of

ALL_MAY = "q-hansen-2025-all-may"
HEARD = {"date": "2025", "source": "src-uwe-hansen"}
IN_THE_HARBOUR: tuple[tuple[str, dict[str, Any]], ...] = (
    ("question", {"text": "Who may moor?", "proposition": "All may moor.", "short": "mooring"}),
    ("organisation", {"name": "Harbour Guild", "summary": "s", "kind": "coalition"}),
    ("person", {"name": "Uwe Hansen", "summary": "Skipper"}),
    ("source", {"kind": "in-person", "publisher": "Uwe Hansen"}),
    ("quote", {"speaker": "uwe-hansen", "words": "All may moor.", "said": "2025", "source": "src-uwe-hansen"}),
    ("event", {**HEARD, "title": "A boat moors", "summary": "It did.", "people": ["uwe-hansen"]}),
    ("position", {**NEW["position"][1], "who": "uwe-hansen", "question": "mooring", "quotes": [ALL_MAY]}),
)


def test_a_debate_can_be_kept_entirely_by_a_tenant(tenant: Tenant, sample: Dossier) -> None:
    made = tenant.make(add(tenant.edition, "dossier", "", HARBOUR, ASKED))
    home = made.draft.record
    for noun, fields in IN_THE_HARBOUR:
        tenant.make(add(tenant.edition, noun, home, fields, ASKED))
    shelf = tenant.library.dossier_of(home)
    assert len(list(shelf.records())) == 7
    event = tenant.library.the(Event, "ev-2025-a-boat-moors")
    assert {entry.id for entry in tenant.library.timeline(home)} == {event.id, ALL_MAY}
    assert tenant.library.dossier_of("uwe-hansen") is shelf
    with pytest.raises(Needed) as refused:
        retract(tenant.edition, home, ASKED)
    assert len(refused.value.users) == 7
    for record in reversed(list(shelf.records())):
        tenant.make(retract(tenant.edition, record.id, ASKED))
    tenant.make(retract(tenant.edition, home, ASKED))
    assert tenant.library.about(home) is None
    assert [one.dossier() for one in tenant.library.dossiers] == [sample]
    tenant.make(reinstate(tenant.edition, home, ASKED))
    about = tenant.library.about(home)
    assert about
    assert as_dict(about) == {"id": home, **HARBOUR}


def test_a_date_may_be_as_late_as_the_debate_was_compiled(sample: Dossier) -> None:
    with closing(shipped_of(sample).library) as library:
        early = Asked(dt.date(2020, 1, 1))
        assert add(Edition(Shipped(library, {})), "quote", HOME, {**said("Let it rest."), "said": "2023-01-15"}, early)


def test_someone_with_one_name_only_gives_it_to_the_id(tenant: Tenant) -> None:
    tenant.make(add(tenant.edition, "person", HOME, {"name": "Björk", "summary": "s"}, ASKED))
    fields = {**said("Ég veit ekki."), "speaker": "bjork"}
    assert add(tenant.edition, "quote", HOME, fields, ASKED).record == "q-bjork-2021-06-10-eg-veit"
    fields = {**said("We hold to the dark."), "speaker": CIRCLE}
    assert add(tenant.edition, "quote", HOME, fields, ASKED).record == "q-dark-sky-circle-2021-06-10-we-hold"
    assert isinstance(tenant.library.get(CIRCLE), Organisation)
