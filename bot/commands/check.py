"""`/check`: whether this is really what they said."""

from __future__ import annotations

import asyncio

from bot.card import Button, Card
from bot.cards.check import clipped_card, differs_card, disputed_card, exact_card, unlike_card
from bot.cards.refused import gone
from bot.command import Call, Command, Kind, Param, write_line
from bot.errors import Unreadable
from briefings.checking import check
from briefings.model import Quote
from briefings.revisions import Revision
from briefings.words import Likeness, compare, fold

LONGEST = 2_000
FEWEST = 3
"""A part of a quote is known by so many words; a whole one by any number."""


async def _run(call: Call) -> Card:
    words = call.needed("words").strip('"“”„‟ \n')
    who = call.holder("who")
    if not fold(words):
        raise Unreadable("There are no words in that. Write what someone is said to have said.")
    found = await asyncio.to_thread(check, call.library, words, who.id if who else None)
    # The same words may be on record all the same, of whoever did say them.
    on_record = found.likeness in {Likeness.EXACT, Likeness.CLIPPED}
    if not on_record and (retracted := _retracted(call, words)):
        raise gone(retracted, call)
    library = call.library
    if found.disputed:
        return disputed_card(library, found.disputed, found.quotes[0] if found.quotes else None)
    match found.likeness:
        case Likeness.EXACT:
            return exact_card(library, found.quotes, who)
        case Likeness.CLIPPED:
            if len(fold(words).split()) < FEWEST:
                search = Button("Search for them", write_line("search", {"words": words}))
                raise Unreadable(
                    f"Those are too few words to know a quote by. Write {FEWEST} or more.", buttons=(search,)
                )
            return clipped_card(library, found.quotes[0], who)
        case Likeness.DIFFERS:
            return differs_card(library, words, found.quotes[0], who)
        case Likeness.UNLIKE:
            return unlike_card(library, found.quotes, words)


def _retracted(call: Call, words: str) -> Revision | None:
    """Give the retraction of the quote that has these words, or these many words as a part of it."""
    edition = call.tenant.edition
    for revision in edition.retracted():
        known = edition.standing(revision.draft)
        likeness = compare(words, known.words).likeness if isinstance(known, Quote) else Likeness.UNLIKE
        if likeness is Likeness.EXACT or (likeness is Likeness.CLIPPED and len(fold(words).split()) > FEWEST):
            return revision
    return None


CHECK = Command(
    "check",
    "Is this really what they said?",
    _run,
    (
        Param("words", "The words, as you have seen them", Kind.TEXT, required=True, limit=LONGEST),
        Param("who", "Who is said to have said them", Kind.HOLDER),
    ),
    example="/check OpenAI needs to stop living in a lie",
)
