"""What was found: quotes, events and people together, best first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.card import Button, Card, Part, Span, State, Style, Timeline
from bot.cards.parts import choices, count, page_of, quotation, row, said, turning
from bot.cards.quote import PAGE_SIZE, marked
from bot.command import Call, write_line
from briefings.library import Library
from briefings.model import Event, Holder, Organisation, Person, Quote
from briefings.search import Hit, Hits


def search_card(call: Call, hits: Hits, named: Holder | None = None) -> Card:
    """Show a page of what was found, the found words marked; first of all whoever is `named` so."""
    _, pages = page_of(range(hits.total), call.number("page", 1), PAGE_SIZE, call.line(page=None))
    parts: list[Part] = [_hit(call.library, hit) for hit in hits.page if not named or hit.id != named.id]
    if named:
        parts.insert(0, _holder(call.library, named, ((named.name, True),)))
    if hits.loose:
        parts.insert(0, said("Nothing has all of these words. These have some of them."))
    parts += choices(
        *turning(call, pages),
    )
    return Card(
        f"Search: {call.needed('words')}",
        tuple(parts),
        subtitle=f"{hits.total:,} found",
        pages=pages,
        also=_people(call.library, hits, named),
    )


def _people(library: Library, hits: Hits, named: Holder | None) -> tuple[str, ...]:
    ids = (hit.id for hit in hits.page if isinstance(library.get(hit.id), Person | Organisation))
    return (*((named.id,) if named else ()), *ids)


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
            return _holder(library, record, hit.marked)
        case _:
            return said(*words)


def _holder(library: Library, holder: Holder, marked_name: Sequence[tuple[str, bool]]) -> Part:
    opened = write_line("stance", {"who": holder.id})
    name = (Span(text, Style.FOUND if found else Style.STRONG, line=opened) for text, found in marked_name)
    quotes = Span(f" · {count(len(library.quotes_by(holder.id)), 'quote')}", Style.QUIET)
    return said(*name, f" · {holder.summary}", quotes)
