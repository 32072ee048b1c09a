"""Whose positions moved: changed, restated or clarified, each as a reading of ours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from bot.card import Button, Fact, Facts, Part, Span, Spans, State, Style, spans
from bot.cards.issue import MOST, Issue, Section
from bot.cards.parts import OUR_READING, SCALE, note, proposition, said, sentence
from bot.command import write_line
from briefings.dates import PartialDate
from briefings.model import Organisation, Person, Position, Question
from briefings.stances import Step

LATEST = 5
"""So many of the latest movements a channel's first one shows."""


@dataclass(frozen=True, slots=True)
class Move:
    """One step on a question, and the position that it followed (`None` for the first on record)."""

    question: Question
    step: Step
    before: Position | None


def movements_section(issue: Issue) -> Section | None:
    """Show who moved since the last time or, when this is the first, the latest who did; nothing when no one did.

    Unless only news are wanted: then that no one did.
    """
    moved = moves(issue) if issue.before.at else _latest(issue)
    if not moved:
        return None if issue.only_new else _nothing(issue)
    parts: list[Part] = []
    shown = moved[:MOST]
    for question in issue.questions:
        facts = tuple(_fact(issue, move) for move in shown if move.question == question)
        if facts:
            parts += [said(Span(question.text, Style.STRONG)), proposition(question), Facts(facts)]
    if len(moved) > MOST:
        parts.append(said(f"and {len(moved) - MOST:,} more"))
    parts.append(note(OUR_READING))
    ids = dict.fromkeys(one for move in shown for one in (move.step.position.id, move.step.position.who))
    return Section(_heading(issue), tuple(parts), _onward(issue), also=tuple(ids))


def moves(issue: Issue) -> list[Move]:
    """Give the steps that were not on record the last time or are of a later day, the newest first."""
    before, day = issue.before.library, issue.before.day
    return [
        move
        for move in _all(issue)
        if (before is not None and before.get(move.step.position.id) is None)
        or (day is not None and move.step.position.date.earliest > day.latest)
    ]


def _latest(issue: Issue) -> list[Move]:
    return [move for move in _all(issue) if move.step.movement][:LATEST]


def _all(issue: Issue) -> list[Move]:
    return sorted(_steps(issue), key=lambda move: (move.step.position.date, move.step.position.id), reverse=True)


def _steps(issue: Issue) -> Iterator[Move]:
    own = isinstance(issue.subject, Person | Organisation)
    for question in issue.questions:
        for holder in [issue.subject.id] if own else issue.library.holders_on(question.id):
            steps = issue.library.stance(holder, question).steps
            if steps:
                yield Move(question, steps[0], None)
            for earlier, later in pairwise(steps):
                yield Move(question, later, earlier.position)


def _heading(issue: Issue) -> str:
    if issue.before.day:
        return f"movements since {issue.before.day.spoken()}"
    return f"latest movements, {PartialDate.of(issue.today).spoken()}"


def _fact(issue: Issue, move: Move) -> Fact:
    return Fact(issue.library.holder(move.step.position.who).name, _told(move))


def _told(move: Move) -> Spans:
    """Say how a step follows the one before: `Changed 17 Feb 2023: against → strongly for. …`."""
    position, movement = move.step.position, move.step.movement
    scale = SCALE[position.score]
    if move.before and movement == "changed":
        scale = f"{SCALE[move.before.score]} →\N{NO-BREAK SPACE}{scale}"
    how = (movement or "first on record").capitalize()
    evidence = write_line("stance", {"who": position.who, "question": move.question.id})
    why = position.change.summary if position.change else position.reading
    return spans(f"{how} {position.date.spoken()}: ", Span(scale, line=evidence), f". {sentence(why)}")


def _nothing(issue: Issue) -> Section:
    newest = max((position.date for position in issue.positions(issue.library)), default=None)
    since = f" since {issue.before.day.spoken()}" if issue.before.day else ""
    more = f" The newest position is of {newest.spoken()}." if newest else ""
    parts = (said(f"No position moved on record{since}.{more}"),)
    return Section(_heading(issue), parts, _onward(issue), state=State.GAP)


def _onward(issue: Issue) -> tuple[Button, ...]:
    timeline = Button("Timeline", write_line("timeline", {"about": issue.subject.id}))
    if isinstance(issue.subject, Person | Organisation):
        return (Button("Where they stand", write_line("stance", {"who": issue.subject.id})), timeline)
    return (timeline,)
