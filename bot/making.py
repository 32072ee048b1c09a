"""The card of a subscription, as it is posted at some moment, or shown beforehand."""

from __future__ import annotations

import asyncio
import datetime as dt
from zoneinfo import ZoneInfo

from bot.card import Card
from bot.cards.issue import Before
from bot.cards.scheduled import Wanted, compose
from bot.cards.withdrawals import withdrawals
from bot.store.subscriptions import Wish
from bot.tenants import DEFAULT_DOSSIER, Tenants

BRIEFING = "briefing"
"""The one kind that says the same whatever was posted before."""
MOST_SHOWN = 2_000
"""So many of a subscription's last posts are known when its next quote is picked."""


async def make(tenants: Tenants, name: str, wish: Wish, number: int, at: dt.datetime) -> Card | None:
    """Make what a subscription posts at a moment (UTC); `None` when there is nothing to say.

    `number` is that of the subscription, 0 for one that is only thought of, which has posted nothing yet.
    """
    tenant = await tenants.get(name)
    shown: list[str] = []
    before: dt.datetime | None = None
    if number and wish.kind != BRIEFING and tenants.database is not None:
        async with tenants.database.reading(name) as transaction:
            posted = await transaction.deliveries.posted(number, MOST_SHOWN)
        shown = [record for delivery in reversed(posted) for record in delivery.records]
        before = posted[0].settled_at if posted else None
    zone = ZoneInfo(wish.zone)
    told = Before()
    if before:
        known, gone = await tenants.known_at(name, before), withdrawals(tenant.edition, before)
        told = Before(known, before.astimezone(zone), tuple(shown), gone)
    wanted = Wanted(wish.kind, wish.about, only_new=wish.only_new)
    default = tenant.settings.get(DEFAULT_DOSSIER, "")
    # In a large record it takes a second.
    return await asyncio.to_thread(compose, wanted, tenant.library, told, at.astimezone(zone).date(), default)
