"""`/ask`: a question in one's own words, answered with what is on record."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.card import Card
from bot.cards.ask import About, found_card, nothing_card
from bot.command import Call, Command, Kind, Param
from briefings.library import Library
from briefings.model import Question, Quote
from briefings.names import Named
from briefings.search import Hit, Query, Scope
from briefings.words import fold

_MOST_SHOWN = 3
_LONGEST_NAME = 6
_LONGEST = 500
_EMPTY_WORDS = (
    "a about again all also am an and any anyone are as at be been being but by can could did do does ever for from"
    " get give had has have he her hers him his how i if in into is it its just know like me mean more most my no not"
    " of on one or our over people please position quote quotes said say saying says she should show so some stance"
    " stand stands take tell than that the their them then there they thing things think thinks this those thought to"
    " up us view views was we were what when where which who whom whose why will with word words would you your"
)
_EMPTY = frozenset(_EMPTY_WORDS.split())
"""Words that a question is made of and that say nothing of what is asked for."""


async def _run(call: Call) -> Card:
    asked = call.needed("words")
    named, rest = _named(call.library, asked.split())
    about = About.of(named)
    telling = " ".join(fold(word) for word in rest if fold(word) not in _EMPTY)
    query = Query.read(telling)
    hits: list[Hit] = []
    for who in (*(one.id for one in about.holders),) or (None,):
        if query:
            found = await asyncio.to_thread(call.library.find, query, Scope(who, ("quote",)), limit=_MOST_SHOWN)
            hits += found.page
    found_already = {hit.id for hit in hits}
    further = _said_on(call.library, about, anything=query is None)
    hits += (Hit(one.id, ((one.words, False),)) for one in further if one.id not in found_already)
    if not hits and about.empty:
        return nothing_card(asked)
    return found_card(call.library, asked, hits[:_MOST_SHOWN], about, telling)


def _said_on(library: Library, about: About, *, anything: bool) -> list[Quote]:
    """Give what those who are named said on the question that is named, or on `anything`, the newest first."""
    on = {about.question.id} if about.question else set()
    quotes = (quote for one in about.holders for quote in library.quotes_by(one.id))
    return sorted((q for q in quotes if anything or on & {*q.questions}), key=lambda q: q.said, reverse=True)


def _named(library: Library, words: Sequence[str]) -> tuple[list[Named], list[str]]:
    """Give what is named in a question, and the words that name nothing; a question's name still says what is asked."""
    named: list[Named] = []
    rest: list[str] = []
    place = 0
    while place < len(words):
        for count in range(min(_LONGEST_NAME, len(words) - place), 0, -1):
            run = words[place : place + count]
            if thing := _thing(library, run):
                named.append(thing)
                rest += run if isinstance(thing, Question) else ()
                place += count
                break
        else:
            rest.append(words[place])
            place += 1
    return named, rest


def _thing(library: Library, run: Sequence[str]) -> Named | None:
    name = " ".join(run).strip("?!.,;:“”\"'()").removesuffix("’s").removesuffix("'s")
    if fold(name) in _EMPTY or len(name) < 2:  # noqa: PLR2004  one letter names no one
        return None
    found = library.names.find(name, partly=False)
    certain = found.whole and len(found.matches) == 1
    return found.matches[0] if certain else None


ASK = Command(
    "ask",
    "Ask in your own words",
    _run,
    (Param("words", "Your question", Kind.TEXT, required=True, limit=_LONGEST),),
    example="/ask What does Musk say about safety?",
)
