"""`/check`: whether this is really what they said."""

from __future__ import annotations

import asyncio
import json

from bot.card import Button, Card
from bot.cards.check import clipped_card, differs_card, disputed_card, exact_card, unlike_card
from bot.cards.refused import gone
from bot.command import Call, Command, Kind, Param, write_line
from bot.errors import Unreadable
from briefings.checking import Finding, check
from briefings.edition import Edition
from briefings.model import Quote
from briefings.revisions import Draft, Revision
from briefings.words import Likeness, compare, fold

LONGEST = 2_000
FEWEST = 3
"""A part of a quote is known by so many words; a whole one by any number."""


async def _run(call: Call) -> Card:
    words = call.needed("words").strip('"“”„‟ \n')
    who = call.holder("who")
    if not fold(words):
        raise Unreadable("There are no words in that. Write what someone is said to have said.")
    found, retracted = await asyncio.to_thread(_look, call, words, who.id if who else None)
    if retracted:
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


def _look(call: Call, words: str, who: str | None) -> tuple[Finding, Revision | None]:
    """Find how the words stand to the record, and, where it does not have them, the retraction of a quote that did."""
    found = check(call.library, words, who)
    # The same words may be on record all the same, of whoever did say them.
    on_record = found.likeness in {Likeness.EXACT, Likeness.CLIPPED}
    return found, None if on_record else _retracted(call, words)


def _retracted(call: Call, words: str) -> Revision | None:
    """Give the retraction of the quote that has these words, or these many words as a part of it."""
    edition = call.tenant.edition
    asked = fold(words)
    # Its longest word has to be there, however the words were clipped; nothing else is read of all that is retracted.
    longest = max(asked.split(), key=len)
    parts = len(asked.split()) > FEWEST
    for revision in edition.retracted():
        known = _words_of(edition, revision.draft)
        if longest not in fold(known):
            continue
        likeness = compare(words, known).likeness
        if (likeness is Likeness.EXACT or (likeness is Likeness.CLIPPED and parts)) and edition.standing(
            revision.draft
        ):
            return revision
    return None


def _words_of(edition: Edition, draft: Draft) -> str:
    """Give the words that a revision of a quote holds, without making the whole record of it."""
    if draft.noun != "quote":
        return ""
    words: str | None = json.loads(draft.fields).get("words")
    if words is None:
        shipped = edition.shipped.whole(draft.record)
        return shipped.words if isinstance(shipped, Quote) else ""
    return words


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
