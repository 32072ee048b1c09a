"""`/search`: words in quotes, events and people."""

from __future__ import annotations

import asyncio

from bot.card import Card
from bot.cards.quote import PAGE_SIZE
from bot.cards.search import nothing_card, search_card
from bot.command import PAGE, Call, Command, Kind, Param
from bot.errors import Unreadable
from briefings.model import Holder, Organisation, Person
from briefings.names import HOLDERS
from briefings.search import Query, Scope


async def _run(call: Call) -> Card:
    words = call.needed("words")
    query = Query.read(words)
    if query is None:
        raise Unreadable('There is nothing to look for in that. Write words, "a phrase", begin* or -without.')
    holder = call.holder("who")
    since, until = call.period()
    offset = (max(call.number("page", 1), 1) - 1) * PAGE_SIZE
    hits = await asyncio.to_thread(
        call.library.find,
        query,
        Scope(holder.id if holder else None, since=since, until=until),
        limit=PAGE_SIZE,
        offset=offset,
    )
    if not hits.total:
        return nothing_card(words)
    return search_card(call, hits, _named(call, words))


def _named(call: Call, words: str) -> Holder | None:
    """Give whoever has these words for a name, for the first page of what they find."""
    found = call.library.names.find(words, HOLDERS, partly=False)
    named = found.matches[0] if found.whole and len(found.matches) == 1 else None
    return named if isinstance(named, Person | Organisation) and call.number("page", 1) == 1 else None


SEARCH = Command(
    "search",
    "Find words in quotes, events and people",
    _run,
    (
        Param("words", "What to look for", Kind.QUERY, required=True),
        Param("who", "Only by this person or organisation", Kind.HOLDER),
        Param("from", "From this date", Kind.DATE),
        Param("to", "Until this date", Kind.DATE),
        PAGE,
    ),
    example="/search closed source",
)
