"""Where someone stands: on every question of a debate, or on one with all that led there."""

from __future__ import annotations

from dataclasses import dataclass

from bot.card import (
    Button,
    Card,
    Heading,
    Note,
    Part,
    Quotation,
    Span,
    Spans,
    State,
    Style,
    Text,
    Timeline,
    spans,
)
from bot.cards.parts import (
    OUR_READING,
    SCALE,
    carrying,
    choices,
    note,
    proposition,
    quotation,
    rows,
    said,
    sentence,
    source_line,
    standing,
)
from bot.command import write_line
from briefings.dates import PartialDate, language
from briefings.library import Library
from briefings.model import Event, Holder, Question
from briefings.stances import Stance, Standing, Step


def stance_card(library: Library, holder: Holder, as_of: PartialDate | None = None) -> Card:
    """Show where a holder stands on each question of their debate."""
    parts: list[Part] = []
    dossiers = library.dossiers_of(holder.id)
    positions: list[str] = []
    shown: set[str] = set()
    for dossier in dossiers:
        stances = library.stances(holder.id, dossier, as_of)
        positions += (stance.now.id for stance in stances if stance.now)
        # What is known comes first; gaps are said after it.
        for stance in sorted(stances, key=lambda stance: stance.now is None):
            parts += _overview(library, holder, stance, as_of, shown)
    parts.append(note(OUR_READING))
    parts += choices(*_onward(library, holder))
    topics = " and ".join(dossier.about.topic for dossier in dossiers)
    return Card(
        f"{holder.name} on {topics}",
        tuple(parts),
        subtitle=_subtitle(holder, as_of),
        state=State.ANSWER if positions else State.GAP,
        also=(holder.id, *positions),
    )


def question_card(library: Library, holder: Holder, question: Question, as_of: PartialDate | None = None) -> Card:
    """Show where a holder stands on one question, and each step that led there, newest first."""
    stance = library.stance(holder.id, question, as_of)
    parts: list[Part] = [proposition(question)]
    for step in reversed(stance.steps):
        parts += _step(library, step)
    if stance.now is None:
        parts.append(said(_gap(holder, stance, as_of)))
    parts.append(note(OUR_READING))
    every = Button("All questions", _stance_line(holder, None, as_of))
    written = library.briefing(question.id)
    briefing = Button("Briefing on it", write_line("briefing", {"about": question.id})) if written else None
    parts += choices(every, briefing, *_onward(library, holder))
    return Card(
        f"{holder.name}: {question.text}",
        tuple(parts),
        subtitle=" · ".join(filter(None, (standing(stance), _as_of(as_of)))),
        state=State.ANSWER if stance.now else State.GAP,
        also=(holder.id, question.id, *(step.position.id for step in stance.steps)),
    )


def _subtitle(holder: Holder, as_of: PartialDate | None) -> str:
    return " · ".join(filter(None, (holder.summary, _as_of(as_of))))


def _as_of(as_of: PartialDate | None) -> str:
    return f"as of {as_of.spoken()}" if as_of else ""


@dataclass(frozen=True, slots=True)
class _Overview:
    """One question in short, as far as it is the same for every day on which no later position is known."""

    heading: Heading
    proposition: Note
    reading: Span
    evidence: Quotation | Timeline | None
    moves: tuple[Text, ...]


def _overview(
    library: Library, holder: Holder, stance: Stance, as_of: PartialDate | None, shown: set[str]
) -> list[Part]:
    """Show one question in short; a quote that is among those `shown` already is not shown again."""
    key = ("overview", holder.id, stance.question.id, len(stance.steps), language())
    kept = library.kept.of(key, lambda: _made(library, stance))
    if stance.now is None:
        return [kept.heading]
    detail = Span("Evidence", line=_stance_line(holder, stance.question, as_of))
    parts: list[Part] = [kept.heading, kept.proposition, said(kept.reading, " ", detail)]
    match kept.evidence:
        case Quotation(id=quote) if quote in shown:
            parts.append(note("It rests on the words quoted above."))
        case Quotation(id=quote):
            shown.add(quote)
            parts.append(kept.evidence)
        case Timeline():
            parts.append(kept.evidence)
    return [*parts, *kept.moves]


def _made(library: Library, stance: Stance) -> _Overview:
    heading, asked = Heading(stance.question.text, standing(stance)), proposition(stance.question)
    now = stance.now
    if now is None:
        return _Overview(heading, asked, Span(""), None, ())
    quotes = carrying(library, now)
    events = [library.the(Event, event) for event in now.events]
    evidence = quotation(library, quotes[0]) if quotes else rows(library, events) if events else None
    moves = course(stance)
    changed = (said(Span("Changed: ", Style.QUIET), *moves),) if moves else ()
    return _Overview(heading, asked, Span(sentence(now.reading)), evidence, changed)


def course(stance: Stance) -> Spans:
    """Say how a position moved, each step leading to its quote; nothing when it did not.

    `against (January 2016) → strongly for (17 Feb 2023)`
    """
    turns = [step.position for step in stance.steps if step.movement in (None, "changed")]
    if len(turns) < 2:  # noqa: PLR2004  one is no change
        return ()
    steps = (
        Span(f"{SCALE[turn.score]} ({turn.date.spoken()})", line=source_line((*turn.quotes, *turn.events)[0]))
        for turn in turns
    )
    arrow = " →\N{NO-BREAK SPACE}"
    return spans(*(part for place, step in enumerate(steps) for part in ((arrow, step) if place else (step,))))


def _step(library: Library, step: Step) -> list[Part]:
    position = step.position
    aside = " · ".join(filter(None, (position.date.spoken(), step.movement)))
    parts: list[Part] = [Heading(SCALE[position.score].capitalize(), aside), said(sentence(position.reading))]
    if position.change:
        parts.append(
            said(Span(f"{position.change.kind.capitalize()}: ", Style.QUIET), sentence(position.change.summary))
        )
    parts += (quotation(library, quote) for quote in carrying(library, position))
    if position.events:
        parts.append(rows(library, [library.the(Event, event) for event in position.events]))
    return parts


def _gap(holder: Holder, stance: Stance, as_of: PartialDate | None) -> str:
    when = f" by {as_of.spoken()}" if as_of else ""
    if stance.standing is Standing.NONE_FOUND:
        return f"No position of {holder.name} on this was found{when}. That is a gap in the record, not a view."
    return f"What {holder.name} thinks of this has not been researched."


def _stance_line(holder: Holder, question: Question | None, as_of: PartialDate | None) -> str:
    given = {
        "who": holder.id,
        "question": question.id if question else None,
        "as_of": str(as_of) if as_of else None,
    }
    return write_line("stance", given)


def _onward(library: Library, holder: Holder) -> tuple[Button | None, ...]:
    return library.kept.of(("onward", holder.id), lambda: _ways_on(library, holder))


def _ways_on(library: Library, holder: Holder) -> tuple[Button | None, ...]:
    quotes = len(library.quotes_by(holder.id))
    return (
        Button("Timeline", write_line("timeline", {"about": holder.id})),
        Button(
            f"All {quotes} quotes" if quotes > 1 else "Their quote", write_line("quote", {"who": holder.id, "page": 1})
        )
        if quotes
        else None,
        Button("Compare with…", write_line("compare", {"one": holder.id})),
    )
