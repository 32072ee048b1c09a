"""A shipped record with a tenant's revisions over it, for tests: changes are drafted and made as the bot does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from briefings.editing import Asked
from briefings.edition import Edition, Shipped
from briefings.library import Library
from briefings.model import Dossier
from briefings.revisions import Draft, Revision

HOME = "town-square-lighting"
TODAY = dt.date(2026, 11, 24)
NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
ASKED = Asked(TODAY, "checked")
ANYWAY = Asked(TODAY, "checked", anyway=True)


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
        made.append(Revision(len(before) + len(made) + 1, version, "u1", at, draft))
    return made
