"""A shipped record with a tenant's revisions over it, for tests: changes are drafted and made as the bot does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from briefings.editing import Asked
from briefings.edition import Edition, Shipped
from briefings.faults import ContentError
from briefings.library import Library
from briefings.model import Dossier
from briefings.revisions import Draft, Revision

HOME = "town-square-lighting"
TODAY = dt.date(2026, 11, 24)
NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
ASKED = Asked(TODAY, "checked")
ANYWAY = Asked(TODAY, "checked", anyway=True)


CIRCLE = "dark-sky-circle"
OWLS = "q-lind-2021-06-10-owls"
OWLS_WORDS = "The owls left the bell tower in the winter when you doubled the lamps."
PETITION = "ev-2022-05-petition"
NOBODY = "q-moreau-2021-05-04-nobody"
HARBOUR = {
    "title": "The harbour debate",
    "topic": "the harbour",
    "asks": "Who may moor?",
    "compiled": "2026-01-01",
    "language": "en",
    "summary": "Boats and who may moor them.",
    "method": "Heard at the quay.",
}
CLAIM = "The lamps are kept as they were, since nobody asked for anything else."
NEW: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "quote": (
        "q-ruzicka-2024-05-the-snow",
        {
            "speaker": "tomas-ruzicka",
            "words": "The snow has no opinion on lamps.",
            "said": "2024-05",
            "source": "src-gazette",
        },
    ),
    "event": (
        "ev-2024-05-a-lamp-falls-over",
        {"date": "2024-05", "title": "A lamp falls over", "summary": "One fell.", "source": "src-gazette"},
    ),
    "position": (
        "pos-moreau-colour-2024",
        {
            "who": "ana-moreau",
            "question": "colour",
            "date": "2024",
            "score": 1,
            "reading": "Liked it warm",
            "quotes": [NOBODY],
        },
    ),
    "person": ("uwe-hansen", {"name": "Uwe Hansen", "summary": "Skipper"}),
    "organisation": ("harbour-guild", {"name": "Harbour Guild", "summary": "Guild", "kind": "coalition"}),
    "source": (
        "src-sun-example-org-what-was-said",
        {"url": "https://www.sun.example.org/1", "publisher": "The Sun", "kind": "press", "title": "What was said"},
    ),
    "question": (
        "paths",
        {"text": "Should the paths be lit?", "proposition": "The paths should be lit.", "short": "paths"},
    ),
    "briefing": (
        "br-colour-2024-05-01",
        {
            "about": "colour",
            "title": "Colour so far",
            "written": "2024-05-01",
            "summary": {"text": " ".join([CLAIM] * 5), "evidence": [NOBODY]},
            "points": [{"text": " ".join([CLAIM] * 6), "evidence": [NOBODY]}],
        },
    ),
    "dossier": ("the-harbour-debate", HARBOUR),
}


class Tenant:
    """One tenant's edition with all its revisions, as a desk and a database keep them."""

    def __init__(self, *dossiers: Dossier) -> None:
        self.shipped = shipped_of(*dossiers)
        self.edition = Edition(self.shipped)
        self.revisions: list[Revision] = []

    @property
    def library(self) -> Library:
        return self.edition.library

    def make(self, *drafts: Draft) -> Revision:
        """Make revisions of drafts and give the last of them."""
        made = numbered(drafts, self.revisions)
        self.revisions += made
        self.edition = self.edition.after(made)
        return made[-1]

    def upgraded(self, *dossiers: Dossier) -> None:
        """Let the program ship other content."""
        self.shipped = shipped_of(*dossiers)
        self.edition = Edition(self.shipped, self.revisions)

    def before(self, revision: Revision) -> Revision | None:
        """Give the revision of the same record before this one."""
        same = [one for one in self.revisions if one.draft.record == revision.draft.record]
        return next((one for one in same if one.version == revision.version - 1), None)

    def close(self) -> None:
        self.edition.library.close()
        self.shipped.library.close()


def shipped_of(*dossiers: Dossier) -> Shipped:
    library = Library(dossiers)
    ids = [one for shelf in library.dossiers for one in (shelf.about.id, *shelf.ids())]
    return Shipped(library, dict.fromkeys(ids, 1))


def numbered(drafts: Sequence[Draft], before: Sequence[Revision], at: dt.datetime = NOON) -> list[Revision]:
    """Make revisions of drafts that follow others."""
    made: list[Revision] = []
    for draft in drafts:
        version = sum(one.draft.record == draft.record for one in (*before, *made)) + 1
        made.append(Revision(len(before) + len(made) + 1, version, version - 1, "u1", at, draft))
    return made


def said(words: str, **more: object) -> dict[str, Any]:
    return {"speaker": "ana-van-der-lind", "words": words, "said": "2021-06-10", "source": "src-gazette", **more}


def told(refused: pytest.ExceptionInfo[ContentError]) -> dict[str, str]:
    return {fault.field: fault.problem for fault in refused.value.faults}
