"""Where someone stands on a question, and the steps that led there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from briefings.dates import PartialDate
from briefings.model import Movement, Position, Question, Score


class Standing(Enum):
    """What the record can say of one holder on one question."""

    POSITION = "position"
    NONE_FOUND = "no position found"
    NOT_RESEARCHED = "not researched"


class Side(Enum):
    """Which side of a proposition a position is on."""

    FOR = "for"
    AGAINST = "against"
    NEITHER = "mixed or neither"


@dataclass(frozen=True, slots=True)
class Step:
    """One position in a holder's course on a question, and how it follows the one before (`None` for the first)."""

    position: Position
    movement: Movement | None


@dataclass(frozen=True, slots=True)
class Stance:
    """Where one holder stands on one question, and the steps that led there, oldest first."""

    question: Question
    standing: Standing
    steps: tuple[Step, ...] = ()
    newest: PartialDate | None = None
    """The date of the newest quote or event that the present position rests on."""

    @property
    def now(self) -> Position | None:
        return self.steps[-1].position if self.steps else None


def movement(before: Position, later: Position) -> Movement:
    if later.change and later.change.since == before.id:
        return later.change.kind
    return "restated" if later.score == before.score else "changed"


def side(score: Score) -> Side:
    """Say which side a score is on; mixed and neutral ones are on neither."""
    if not isinstance(score, int) or score == 0:
        return Side.NEITHER
    return Side.FOR if score > 0 else Side.AGAINST
