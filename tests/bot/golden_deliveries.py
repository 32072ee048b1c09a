"""What a channel is told of the sample dossier, for the cards that are looked at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from contextlib import closing

from bot.card import Card
from bot.cards.balance import balance, balance_parts
from briefings.editing import Asked, add, correct, retract
from briefings.model import Dossier
from tests.bot.channel import Channel
from tests.briefings.records import ANYWAY, HOME, NOBODY, OWLS, PETITION, TODAY, Tenant, said

VOTED = dt.date(2026, 9, 12)
_COUNTED = said("Nobody counted the owls.", said="2026-11-20", questions=["all-night"])
_EARLIER = said("Count the owls first.", said="2022-08", questions=["all-night"])
_WORKS = {
    "date": "2026-11-21",
    "title": "The lamps are cleaned",
    "summary": "All lamps were cleaned in a night.",
    "source": "src-gazette",
}
_LIKED = {
    "who": "ana-moreau",
    "question": "colour",
    "date": "2026-11",
    "score": 1,
    "reading": "Liked it warm",
    "quotes": [NOBODY],
}
_FORGED = Asked(TODAY, "misattributed; the letter is not hers")


def _changed(tenant: Tenant) -> None:
    for noun, fields in (("quote", _COUNTED), ("quote", _EARLIER), ("event", _WORKS), ("position", _LIKED)):
        tenant.make(add(tenant.edition, noun, HOME, fields, ANYWAY))
    tenant.make(correct(tenant.edition, PETITION, {"title": "A petition asks for dim light"}, ANYWAY))
    tenant.make(retract(tenant.edition, OWLS, _FORGED))


def _new(channel: Channel) -> Card | None:
    _changed(channel.tenant)
    return channel.look("new")


def _movements(channel: Channel) -> Card | None:
    _changed(channel.tenant)
    return channel.look("movements")


def _digest(channel: Channel) -> Card | None:
    _changed(channel.tenant)
    return channel.look("digest", today=VOTED)


def _balance(channel: Channel) -> Card | None:
    records = [quote.id for quote in channel.tenant.library.quotes_by("ana-moreau")]
    return Card("Balance", balance_parts(balance(channel.tenant.library, [*records, OWLS])))


DELIVERED: Mapping[str, Callable[[Channel], Card | None]] = {
    "delivered-new": _new,
    "delivered-new-gap": lambda channel: channel.look("new", only_new=False),
    "delivered-quote": lambda channel: channel.look("quote"),
    "delivered-day": lambda channel: channel.look("day", today=VOTED),
    "delivered-movements": _movements,
    "delivered-movements-first": lambda channel: Channel(channel.tenant, None).look("movements"),
    "delivered-movements-gap": lambda channel: channel.look("movements", only_new=False),
    "delivered-digest": _digest,
    "delivered-balance": _balance,
}
"""What is done to the record since the channel was told last, and then told."""


def delivered(name: str, sample: Dossier) -> Card:
    """Give one of these cards."""
    with closing(Tenant(sample)) as tenant:
        card = DELIVERED[name](Channel(tenant))
        assert card
        return card
