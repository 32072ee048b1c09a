"""Whether someone really said it: on record, part of more, different, disputed, or nothing like it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.card import Button, Card, Heading, Part, Span, Spans, State, Style, quoted
from bot.cards.parts import choices, listed, note, quotation, said, source_line
from bot.command import write_line
from briefings.library import Library
from briefings.model import Disputed, Holder, Quote
from briefings.search import Query
from briefings.words import Mark, difference

_STYLES = {Mark.SAME: Style.PLAIN, Mark.ADDED: Style.STRUCK, Mark.MISSING: Style.MISSING}


def exact_card(library: Library, quotes: Sequence[Quote], who: Holder | None) -> Card:
    """Say that these very words are on record, and by whom."""
    speakers = list(dict.fromkeys(library.holder(quote.speaker).name for quote in quotes))
    if who and who.name not in speakers:
        parts: list[Part] = [said(f"These words are on record, but {listed(speakers)} said them, not {who.name}.")]
        title = f"Not by {who.name}"
    else:
        parts = [said("These very words are on record.")]
        title = "On record"
    parts += (quotation(library, quote) for quote in quotes)
    return Card(title, (*parts, *_onward(quotes[0])))


def clipped_card(library: Library, quote: Quote, who: Holder | None) -> Card:
    """Say that the words are a part of a longer quote, and show it whole."""
    parts: list[Part] = [
        said("These words are a part of a quote on record. Here it is whole."),
        *_whose(library, quote, who),
    ]
    return Card("On record, in part", (*parts, quotation(library, quote), *_onward(quote)))


def differs_card(library: Library, words: str, quote: Quote, who: Holder | None) -> Card:
    """Show a recorded quote with what the asked wording changes in it."""
    marks = difference_spans(words, quote.words)
    shown = quotation(library, quote, marks)
    legend = note(
        Span("struck", Style.STRUCK),
        ": not in the record. ",
        Span("bold", Style.MISSING),
        ": left out of what you asked.",
    )
    parts: list[Part] = [said("A quote on record has other words."), *_whose(library, quote, who), shown, legend]
    return Card("Differs from the record", (*parts, *_onward(quote)), state=State.DISPUTED)


def disputed_card(library: Library, entry: Disputed, nearest: Quote | None) -> Card:
    """Say that a wording is disputed, and why, with what is on record instead."""
    attributed = library.holder(entry.who).name
    parts: list[Part] = [said(f"These words are attributed to {attributed}. {entry.why.rstrip('.')}.")]
    parts.append(
        said(
            Span("The disputed wording: ", Style.QUIET),
            quoted(entry.words),
            " ",
            Span("seen here", Style.QUIET, url=entry.where),
        )
    )
    if nearest:
        parts += [Heading("Nearest on record" if entry.see != nearest.id else "On record"), quotation(library, nearest)]
    return Card(
        "Not on record, and disputed",
        (*parts, *_onward(nearest)),
        subtitle=entry.kind,
        state=State.DISPUTED,
        also=(entry.id,),
    )


def unlike_card(library: Library, nearest: Sequence[Quote], words: str) -> Card:
    """Say that nothing like it is on record; that it was never said does not follow."""
    parts: list[Part] = [said("Nothing like these words is on record. That does not mean they were never said.")]
    if nearest:
        parts += [Heading("Nearest on record"), *(quotation(library, quote) for quote in nearest)]
    asked = words[:200]
    search = Button("Search for the words", write_line("search", {"words": asked})) if Query.read(asked) else None
    return Card("Not on record", (*parts, *choices(search)), state=State.GAP)


def difference_spans(asked: str, words: str) -> Spans:
    """Mark, in one run of text, what only the asked wording has and what only the recorded one has."""
    marked = [Span(piece.text, _STYLES[piece.mark]) for piece in difference(asked, words)]
    # The space between two stretches belongs to neither.
    return tuple(span for place, piece in enumerate(marked) for span in ((Span(" "), piece) if place else (piece,)))


def _whose(library: Library, quote: Quote, who: Holder | None) -> list[Part]:
    if who is None or who.id == quote.speaker:
        return []
    return [said(Span(f"They are {library.holder(quote.speaker).name}’s, not {who.name}’s.", Style.STRONG))]


def _onward(quote: Quote | None) -> tuple[Part, ...]:
    if quote is None:
        return ()
    return choices(
        Button("About this quote", source_line(quote.id)),
        Button("Where they stand", write_line("stance", {"who": quote.speaker})),
    )
