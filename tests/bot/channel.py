"""A channel over a tenant: it is told things one time after another, as deliveries do it."""

from __future__ import annotations

import datetime as dt

from bot.card import Card
from bot.cards.issue import Before
from bot.cards.scheduled import Wanted, compose
from bot.cards.withdrawals import withdrawals
from briefings.edition import as_known, upgrade
from briefings.library import Library
from briefings.revisions import Status
from tests.briefings.records import HOME, NOON, TODAY, Tenant, numbered

LAST = NOON - dt.timedelta(days=8)
"""When a channel was told last, unless a test says otherwise: before anything that a test changes."""


class Channel:
    """What a channel was told, and what was known then."""

    def __init__(self, tenant: Tenant, at: dt.datetime | None = LAST) -> None:
        self.tenant = tenant
        self.at = at
        self.shown: list[str] = []
        self._shipped = numbered(upgrade({}, tenant.shipped.library.dossiers, ""), [])
        self._known = len(tenant.revisions)

    @property
    def before(self) -> Before:
        if self.at is None:
            return Before(shown=tuple(self.shown))
        return Before(self.known, self.at, tuple(self.shown), withdrawals(self.tenant.edition, self.at))

    @property
    def known(self) -> Library:
        """Give the library as it was known when the channel was told last, without what is not to be shown any more."""
        edition = self.tenant.edition
        hidden = {Status.RETRACTED, Status.ERASED}
        own = self.tenant.revisions[: self._known]
        gaps = {shelf.about.id: shelf.gaps for shelf in edition.library.dossiers}
        return as_known(self._shipped, own, lambda one: edition.status(one) in hidden, gaps)

    def look(self, kind: str, about: str = "", *, only_new: bool = True, today: dt.date = TODAY) -> Card | None:
        """Give what the channel would be told now."""
        return compose(Wanted(kind, about, only_new), self.tenant.library, self.before, today, HOME)

    def tell(self, kind: str, about: str = "", *, only_new: bool = True, today: dt.date = TODAY) -> Card:
        """Tell the channel something, and remember that it was told."""
        card = self.look(kind, about, only_new=only_new, today=today)
        assert card
        self.shown += card.records
        self.at = NOON
        self._known = len(self.tenant.revisions)
        return card
