"""Two people or organisations side by side."""

from __future__ import annotations

from bot.card import Button, Card, Fact, Facts, Heading, Part, Span, State, Style, spans
from bot.cards.parts import (
    NO_POSITION,
    OUR_READING,
    SCALE,
    carrying,
    choices,
    count,
    note,
    proposition,
    quotation,
    said,
)
from bot.command import Call, write_line
from briefings.library import Library
from briefings.model import Holder, Question
from briefings.stances import Stance


def compare_card(call: Call, one: Holder, two: Holder, question: Question | None) -> Card:
    """Show where two holders agree and differ, with the dates of the evidence; on one question with their words."""
    library = call.library
    questions = [question] if question else _questions(library, one, two)
    parts: list[Part] = []
    verdicts: list[str] = []
    positions: list[str] = []
    for asked in questions:
        stances = [library.stance(holder.id, asked) for holder in (one, two)]
        positions += (stance.now.id for stance in stances if stance.now)
        verdicts.append(agreement(stances[0], stances[1]))
        parts += [Heading(asked.text, verdicts[-1]), proposition(asked)]
        parts.append(_side_by_side((one, two), stances, asked))
        if question:
            parts += _words(library, stances)
    if not question:
        parts.insert(0, said(_in_short(verdicts)))
    parts.append(note(OUR_READING))
    parts += choices(
        Button("All questions", call.line(question=None)) if question else None,
        *(Button(holder.name, write_line("stance", {"who": holder.id})) for holder in (one, two)),
        *(() if question else tuple(Button(q.short.capitalize(), call.line(question=q.id)) for q in questions)),
    )
    comparable = any(verdict != OPEN for verdict in verdicts)
    state = State.ANSWER if comparable else State.GAP
    return Card(f"{one.name} and {two.name}", tuple(parts), state=state, also=(one.id, two.id, *positions))


AGREE, DIFFER, PARTLY, OPEN = "agree", "differ", "partly differ", "cannot be compared"


def agreement(one: Stance, two: Stance) -> str:
    """Say how two stances on one question stand to each other: on the same side, on opposite ones, or neither."""
    if one.now is None or two.now is None:
        return OPEN
    first, second = one.now.score, two.now.score
    if isinstance(first, int) and isinstance(second, int) and first * second != 0:
        return AGREE if first * second > 0 else DIFFER
    return AGREE if first == second else PARTLY


def _in_short(verdicts: list[str]) -> str:
    agree, differ, of = verdicts.count(AGREE), verdicts.count(DIFFER), len(verdicts)
    if verdicts.count(OPEN) == of:
        return "On no question do both have a position on record."
    return f"They agree on {count(agree, 'question')} and differ on {differ}, of {of}."


def _questions(library: Library, one: Holder, two: Holder) -> list[Question]:
    shelves = dict.fromkeys(shelf for holder in (one, two) for shelf in library.dossiers_of(holder.id))
    return [question for shelf in shelves for question in shelf.questions]


def _side_by_side(holders: tuple[Holder, Holder], stances: list[Stance], question: Question) -> Facts:
    facts = []
    for holder, stance in zip(holders, stances, strict=True):
        if stance.now is None or stance.newest is None:
            facts.append(Fact(holder.name, spans(NO_POSITION[stance.standing])))
            continue
        detail = write_line("stance", {"who": holder.id, "question": question.id})
        position = Span(SCALE[stance.now.score], Style.STRONG, line=detail)
        newest = Span(f" Newest evidence {stance.newest.spoken()}.", Style.QUIET)
        facts.append(Fact(holder.name, spans(position, f" · {stance.now.reading}.", newest)))
    return Facts(tuple(facts))


def _words(library: Library, stances: list[Stance]) -> list[Part]:
    quotes = (quotes[0] for stance in stances if stance.now and (quotes := carrying(library, stance.now)))
    return [quotation(library, quote) for quote in quotes]
