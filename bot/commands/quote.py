"""`/quote`: someone's words, on a subject or at random."""

from __future__ import annotations

import asyncio

from bot.card import Card
from bot.cards.quote import PAGE_SIZE, all_quotes_card, matches_card, no_match_card, no_quotes_card, one_quote_card
from bot.command import KNOWN_AT, PAGE, Call, Command, Kind, Param
from bot.errors import Unreadable
from briefings.model import Holder, Organisation, Person, Quote
from briefings.names import HOLDERS
from briefings.search import Query, Scope


async def _run(call: Call) -> Card:
    holder = call.holder("who")
    about = call.text("about")
    if about:
        return await _matches(call, holder, about)
    if call.text("id"):
        return one_quote_card(call.library, _this(call), call.line(id=None))
    if call.text("page"):
        return all_quotes_card(call, holder)
    return _random(call, holder)


async def _matches(call: Call, holder: Holder | None, about: str) -> Card:
    query = Query.read(about)
    if query is None:
        return no_match_card(about, holder, ())
    offset = (max(call.number("page", 1), 1) - 1) * PAGE_SIZE
    hits = await asyncio.to_thread(
        call.library.find,
        query,
        Scope(holder.id if holder else None, ("quote",)),
        limit=PAGE_SIZE,
        offset=offset,
    )
    if not hits.total:
        near = call.library.names.find(about, HOLDERS).near if holder is None else ()
        return no_match_card(about, holder, [person for person in near if isinstance(person, Person | Organisation)])
    return matches_card(call, hits, f"{holder.name if holder else 'Quotes'} on “{about}”")


def _random(call: Call, holder: Holder | None) -> Card:
    quotes = call.library.quotes_by(holder.id) if holder else tuple(call.library.all(Quote))
    if not quotes:
        return no_quotes_card(holder) if holder else no_match_card("", None, ())
    channel = f"{call.asker.tenant}/{call.asker.channel}"
    last = call.last_shown.get(channel)
    quote = call.random.choice(quotes)
    while quote.id == last and len(quotes) > 1:
        quote = call.random.choice(quotes)
    call.last_shown[channel] = quote.id
    return one_quote_card(call.library, quote, call.line(id=None), call.line(id=quote.id))


def _this(call: Call) -> Quote:
    quote = call.record("id")
    if not isinstance(quote, Quote):
        raise Unreadable(f"{quote.id} is no quote. Its id begins with q-.", field="id")
    return quote


QUOTE = Command(
    "quote",
    "Someone’s words: on a subject, or one at random",
    _run,
    (
        Param("who", "A person or organisation", Kind.HOLDER),
        Param("about", "Words that the quote should have", Kind.QUERY),
        KNOWN_AT,
        Param("id", "This very quote", Kind.RECORD, listed=False),
        PAGE,
    ),
    lasting=False,
    example="/quote zuckerberg",
)
