"""What answers share is made once, and no answer is stale for it: of another record, day, language or asker."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from random import Random

import pytest

from bot.card import Heading, Quotation
from bot.cards.stance import stance_card
from bot.command import Asker
from bot.tenants import DATES, Tenant, Tenants
from briefings.dates import PartialDate, said_in
from briefings.edition import Edition, Shipped
from briefings.library import Library
from briefings.model import Dossier, Person, Position, Quote
from briefings.settling import Placed
from tests.bot.asking import card_of, dispatch_over, parts_of

_DAYS = (None, *(PartialDate.of(dt.date(year, 6, 1)) for year in range(2014, 2027, 2)))


def test_a_stance_is_as_of_its_own_day_whatever_was_asked_before(
    shipped: Dossier, shipped_library: Library, library_of: Callable[..., Library]
) -> None:
    asked = list(product([person.id for person in shipped_library.all(Person)][:6], _DAYS))
    Random(7).shuffle(asked)  # noqa: S311  nothing is secret here
    for who, as_of in asked:
        fresh = library_of(shipped)
        assert stance_card(shipped_library, shipped_library.holder(who), as_of) == stance_card(
            fresh, fresh.holder(who), as_of
        )


def test_after_any_change_a_stance_is_that_of_the_changed_record(
    shipped: Dossier, shipped_library: Library, library_of: Callable[..., Library]
) -> None:
    positions = [one for one in shipped.positions if one.quotes][:4]
    quotes = {quote.id: quote for quote in shipped.quotes}
    for position in positions:
        who = shipped_library.holder(position.who)
        stance_card(shipped_library, who)
        quote = quotes[position.quotes[0]]
        for changed in (replace(quote, note="Corrected."), replace(position, reading="Another reading")):
            after = shipped_library.changed([Placed(shipped.about.id, changed.id, changed)])
            fresh = library_of(_with(shipped, changed))
            assert stance_card(after, who) == stance_card(fresh, who)
        assert stance_card(shipped_library, who) == stance_card(library_of(shipped), who)


def _with(dossier: Dossier, changed: Quote | Position) -> Dossier:
    quotes = tuple(changed if isinstance(changed, Quote) and one.id == changed.id else one for one in dossier.quotes)
    positions = tuple(
        changed if isinstance(changed, Position) and one.id == changed.id else one for one in dossier.positions
    )
    return replace(dossier, quotes=quotes, positions=positions)


@pytest.mark.parametrize("order", [("en", "de", "en"), ("de", "en", "de")])
async def test_two_tenants_of_one_record_are_told_dates_each_in_their_own_language(
    sample_library: Library, order: tuple[str, ...]
) -> None:
    tenants = Tenants(sample_library)
    edition = Edition(Shipped(sample_library, {}))
    for language in set(order):
        tenants.publish(f"slack:{language}", Tenant(edition, settings={DATES: language}))
    dispatch = dispatch_over(tenants)
    newest = {"en": "for · newest evidence 2 Apr 2022", "de": "for · newest evidence 2. Apr. 2022"}
    for language in order:
        line = f"/stance tom the baker{' ' * len(order)}"
        card = card_of(await dispatch.answer(line, Asker(f"slack:{language}", "u", "c")))
        assert parts_of(card, Heading)[0].aside == newest[language]


async def test_a_correction_changes_the_next_answer(
    sample: Dossier, library_of: Callable[..., Library], edited: Callable[..., Dossier]
) -> None:
    asker = Asker("slack:T1", "u", "c")
    tenants = Tenants(library_of(sample))
    dispatch = dispatch_over(tenants)
    line = "/stance tomas-ruzicka"
    (shown, *_) = parts_of(card_of(await dispatch.answer(line, asker)), Quotation)
    mended = library_of(edited(shown.id, words="Other words altogether."))
    tenants.publish(asker.tenant, Tenant(Edition(Shipped(mended, {})), generation=1))
    for again in (line, "/stance tomas-ruzicka as_of:2026-11-01"):
        (now, *_) = parts_of(card_of(await dispatch.answer(again, asker)), Quotation)
        assert now.words == "Other words altogether."


def test_dates_in_what_is_kept_are_said_in_the_language_at_hand(shipped_library: Library) -> None:
    who = shipped_library.holder("elon-musk")
    with said_in("de"):
        german = stance_card(shipped_library, who)
    assert german != stance_card(shipped_library, who)
    with said_in("de"):
        assert stance_card(shipped_library, who) == german
