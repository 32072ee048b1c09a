"""Quotes: one, the best matches, or all of someone's."""

from __future__ import annotations

from collections.abc import Sequence

from bot.card import Button, Card, Part, Span, Spans, State, Style
from bot.cards.parts import choices, count, note, page_of, quotation, said, source_line, turning
from bot.command import Call, write_line
from briefings.library import Library
from briefings.model import Holder, Quote
from briefings.search import Hits, Query

PAGE_SIZE = 5


def one_quote_card(library: Library, quote: Quote, another: str, again: str = "") -> Card:
    """Show one quote; `another` is the line that picks another at random, `again` the one that shows this."""
    buttons = choices(
        Button("Another", another),
        Button("Where they stand", write_line("stance", {"who": quote.speaker})),
        Button("About this quote", source_line(quote.id)),
    )
    return Card(library.holder(quote.speaker).name, (quotation(library, quote), *buttons), again=again)


def all_quotes_card(call: Call, holder: Holder | None) -> Card:
    """Show everything on record that someone said, or all quotes, newest first."""
    library = call.library
    every = library.quotes_by(holder.id) if holder else sorted(library.all(Quote), key=lambda quote: quote.said)
    quotes = list(reversed(every))
    if holder and not quotes:
        return no_quotes_card(holder)
    shown, pages = page_of(quotes, call.number("page", 1), PAGE_SIZE, call.line(page=1))
    stance = Button("Where they stand", write_line("stance", {"who": holder.id})) if holder else None
    parts: list[Part] = [quotation(library, quote) for quote in shown]
    parts += choices(*turning(call, pages), stance)
    subtitle = f"{count(len(quotes), 'quote')} · newest first"
    ids = (holder.id,) if holder else ()
    return Card(holder.name if holder else "All quotes", tuple(parts), subtitle=subtitle, pages=pages, also=ids)


def matches_card(call: Call, hits: Hits, title: str) -> Card:
    """Show the quotes that best match some words, the found words marked."""
    library = call.library
    _, pages = page_of(range(hits.total), call.number("page", 1), PAGE_SIZE, call.line(page=None))
    parts: list[Part] = [quotation(library, library.the(Quote, hit.id), marked(hit.marked)) for hit in hits.page]
    if hits.loose:
        parts.insert(0, said("Nothing has all of these words. These have some of them."))
    parts += choices(*turning(call, pages))
    return Card(title, tuple(parts), subtitle=count(hits.total, "match", "matches"), pages=pages)


def no_quotes_card(holder: Holder) -> Card:
    onward = Button("Timeline", write_line("timeline", {"about": holder.id}))
    text = f"No words of {holder.name} are on record."
    return Card(holder.name, (said(text), *choices(onward)), state=State.GAP, also=(holder.id,))


def no_match_card(words: str, holder: Holder | None, near: Sequence[Holder]) -> Card:
    """Say that nothing matches, with whoever may have been meant by the words."""
    whose = f" by {holder.name}" if holder else ""
    text = f"No quote{whose} on record has words like these."
    buttons = [Button(person.name, write_line("quote", {"who": person.id})) for person in near]
    everywhere = Button("Search everything", write_line("search", {"words": words})) if Query.read(words) else None
    parts: list[Part] = [said(text), *([note("Did you mean one of these people?")] if near else [])]
    return Card(f"“{words}”", (*parts, *choices(*buttons, everywhere)), state=State.GAP)


def marked(pieces: Sequence[tuple[str, bool]]) -> Spans:
    """Give found words their mark."""
    return tuple(Span(text, Style.FOUND if found else Style.PLAIN) for text, found in pieces)
