"""What was found: quotes, events and people together, best first."""

from __future__ import annotations

from dataclasses import replace

from bot.card import Button, Card, Part, Span, State, Style, Timeline
from bot.cards.parts import choices, count, page_of, quotation, row, said, turning
from bot.cards.quote import PAGE_SIZE, marked
from bot.command import Call, write_line
from briefings.library import Library
from briefings.model import Event, Organisation, Person, Quote
from briefings.search import Hit, Hits


def search_card(call: Call, hits: Hits) -> Card:
    """Show a page of what was found, the found words marked."""
    _, pages = page_of(range(hits.total), call.number("page", 1), PAGE_SIZE, call.line(page=None))
    parts: list[Part] = [_hit(call.library, hit) for hit in hits.page]
    if hits.loose:
        parts.insert(0, said("Nothing has all of these words. These have some of them."))
    parts += choices(
        *turning(call, pages),
    )
    return Card(f"Search: {call.needed('words')}", tuple(parts), subtitle=f"{hits.total:,} found", pages=pages)


def nothing_card(words: str) -> Card:
    text = "Nothing on record has these words. Try fewer words, or the beginning of one with a star: regul*"
    buttons = choices(
        Button("Is it a quote? Check it", write_line("check", {"words": words})), Button("Who is on record", "/people")
    )
    return Card(f"Search: {words}", (said(text), *buttons), state=State.GAP)


def _hit(library: Library, hit: Hit) -> Part:
    record = library.get(hit.id)
    words = marked(hit.marked)
    match record:
        case Quote():
            return quotation(library, record, words)
        case Event():
            plain = row(library, record)
            found = tuple(replace(span, line=plain.spans[0].line) for span in words)
            return Timeline((replace(plain, spans=found),))
        case Person() | Organisation():
            found = tuple(
                Span(
                    span.text,
                    Style.STRONG if span.style is Style.PLAIN else span.style,
                    line=f"/stance who:{record.id}",
                )
                for span in words
            )
            quotes = len(library.quotes_by(record.id))
            return said(*found, f" · {record.summary}", Span(f" · {count(quotes, 'quote')}", Style.QUIET))
        case _:
            return said(*words)
