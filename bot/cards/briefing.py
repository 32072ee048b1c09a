"""A curated briefing: what it says, who stands where, the quotes that carry it, and what happened since."""

from __future__ import annotations

from collections import Counter

from bot.card import Button, Card, Fact, Facts, Heading, Part, Span, Spans, State, Style, Text, spans
from bot.cards.balance import sides
from bot.cards.parts import (
    OUR_READING,
    SCALE,
    choices,
    count,
    label,
    name,
    note,
    quotation,
    rows,
    said,
    short_name,
    source_line,
)
from bot.command import write_line
from briefings.library import Library, entry_date
from briefings.model import About, Briefing, Event, Point, Position, Question, Quote
from briefings.rules import briefing_evidence
from briefings.shelf import Shelf
from briefings.stances import Side, side

EACH_SIDE = 2
"""So many quotes of each side are shown whole."""
MOST_SINCE = 5


def briefing_card(library: Library, briefing: Briefing) -> Card:
    """Show a briefing as it was written, with what carries it and what has happened since."""
    dossier = library.dossier_of(briefing.id)
    question = next((question for question in dossier.questions if question.id == briefing.about), None)
    parts: list[Part] = [Text(_claim(library, briefing.summary))]
    parts += (Text(_claim(library, point)) for point in briefing.points)
    parts += [Heading("Who stands where"), _where(library, dossier, question)]
    if quotes := _balanced(library, briefing):
        parts += [Heading("In their words"), *(quotation(library, quote) for quote in quotes)]
    parts += _since(library, briefing)
    parts += [note("The briefing is in our own words; every claim names its evidence. ", OUR_READING)]
    parts += _onward(library, dossier, briefing)
    subtitle = f"Briefing · written {briefing.written.spoken()}"
    return Card(briefing.title, tuple(parts), subtitle=subtitle, also=(briefing.id, *briefing_evidence(briefing)))


def no_briefing_card(library: Library, about: Question | About) -> Card:
    """Say that no one wrote a briefing on it, and offer those there are."""
    others = [
        Button(written.title, write_line("briefing", {"about": written.about})) for written in library.all(Briefing)
    ]
    timeline = Button("Timeline of it", write_line("timeline", {"about": about.id}))
    text = said("No briefing has been written on this yet.")
    return Card(name(about), (text, *choices(timeline, *others[:4])), state=State.GAP, also=(about.id,))


def _claim(library: Library, point: Point) -> Spans:
    marks = (Span(_mark(library, record), Style.QUIET, line=source_line(record)) for record in point.evidence)
    return spans(point.text, *(part for mark in marks for part in (" ", mark)))


def _mark(library: Library, record_id: str) -> str:
    record = library.get(record_id)
    return f"[event, {record.date.spoken()}]" if isinstance(record, Event) else f"[{label(library, record_id)}]"


def _where(library: Library, dossier: Shelf, question: Question | None) -> Part:
    if question is None:
        return Facts(
            tuple(Fact(q.text, spans(Span(_tally(library, q), line=_briefing_line(q.id)))) for q in dossier.questions)
        )
    groups: dict[str, list[Span | str]] = {words: [] for words in SCALE.values()}
    for position in _latest(library, question):
        group = groups[SCALE[position.score]]
        detail = write_line("stance", {"who": position.who, "question": question.id})
        group += [", "] if group else []
        group.append(Span(short_name(library, position.who), line=detail))
    facts = (Fact(words.capitalize(), spans(*who)) for words, who in groups.items() if who)
    return Facts((Fact("Proposition", spans(question.proposition)), *facts))


def _latest(library: Library, question: Question) -> list[Position]:
    stances = (library.stance(holder, question) for holder in library.holders_on(question.id))
    return [stance.now for stance in stances if stance.now]


def _tally(library: Library, question: Question) -> str:
    tally = Counter(side(position.score) for position in _latest(library, question))
    return ", ".join(f"{tally[where]} {where.value}" for where in Side if tally[where]) or "no positions yet"


def _balanced(library: Library, briefing: Briefing) -> list[Quote]:
    """Pick the quotes that the briefing names, as many of those for as of those against, in turn."""
    named = [record for record in map(library.get, briefing_evidence(briefing)) if isinstance(record, Quote)]
    at = sides(library, {briefing.about} if isinstance(library.get(briefing.about), Question) else ())
    pro = [quote for quote in named if at.get(quote.id) is Side.FOR]
    con = [quote for quote in named if at.get(quote.id) is Side.AGAINST]
    each = min(len(pro), len(con), EACH_SIDE)
    return [quote for pair in zip(pro[:each], con[:each], strict=True) for quote in pair]


def _since(library: Library, briefing: Briefing) -> list[Part]:
    entries = [
        entry
        for entry in library.timeline(briefing.about, briefing.written)
        if entry_date(entry).earliest > briefing.written.latest
    ]
    heading = Heading("Since it was written", count(len(entries), "entry", "entries") if entries else "")
    if not entries:
        return [heading, said(f"Nothing new on record since {briefing.written.spoken()}.")]
    return [heading, rows(library, entries[::-1][:MOST_SINCE])]


def _briefing_line(about: str) -> str:
    return write_line("briefing", {"about": about})


def _onward(library: Library, dossier: Shelf, briefing: Briefing) -> tuple[Part, ...]:
    subjects = [(dossier.about.id, "The whole debate"), *((q.id, q.short.capitalize()) for q in dossier.questions)]
    buttons = (
        Button(words, _briefing_line(about))
        for about, words in subjects
        if about != briefing.about and library.briefing(about)
    )
    return choices(Button("Timeline", write_line("timeline", {"about": briefing.about})), *buttons)
