"""One issue of what a channel subscribed to: about what, on which record, and what it was told before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.card import Button, Part, State
from bot.cards.withdrawals import Withdrawal
from briefings.dates import PartialDate
from briefings.library import Entry, Library
from briefings.model import About, Organisation, Person, Position, Question
from briefings.names import Named

MOST = 15
"""So many of each sort are shown one by one, of the rest how many they are."""


@dataclass(frozen=True, slots=True)
class Before:
    """What a channel was told before.

    `library` is the record as it was known at the last delivery, without what has been retracted since, and `at` is
    when that was, in the channel's zone; neither when this is the first. `shown` are the ids of the records that this
    subscription has posted, the newest last: a quote among them is not its next quote of the day. `withdrawn` is what
    was retracted or erased since then.
    """

    library: Library | None = None
    at: dt.datetime | None = None
    shown: tuple[str, ...] = ()
    withdrawn: tuple[Withdrawal, ...] = ()

    @property
    def day(self) -> PartialDate | None:
        return PartialDate.of(self.at.date()) if self.at else None


@dataclass(frozen=True, slots=True)
class Issue:
    """What one delivery is told from."""

    library: Library
    subject: Named
    before: Before
    today: dt.date
    only_new: bool = True

    @property
    def entries(self) -> Sequence[Entry]:
        """Everything said or done by or about the subject, oldest first."""
        return self.library.timeline(self.subject.id)

    @property
    def questions(self) -> Collection[Question]:
        """The questions at hand: the one that this is about, or all of the debate."""
        if isinstance(self.subject, Question):
            return (self.subject,)
        shelves = [self.library.dossier_of(self.subject.id)] if isinstance(self.subject, About) else []
        shelves = shelves or self.library.dossiers_of(self.subject.id)
        return [question for shelf in shelves for question in shelf.questions]

    def positions(self, library: Library) -> list[Position]:
        """Give the positions in a library that are the subject's, or on a question at hand."""
        if isinstance(self.subject, Person | Organisation):
            return [one for one in library.all(Position) if one.who == self.subject.id]
        at_hand = {question.id for question in self.questions}
        return [one for one in library.all(Position) if one.question in at_hand]

    @property
    def name(self) -> str:
        """What the title begins with: the debate, with the question or who it is about."""
        match self.subject:
            case About():
                return capital(self.subject.topic)
            case Question():
                return f"{capital(self.library.dossier_of(self.subject.id).about.topic)}, {self.subject.short}"
            case _:
                return f"{self.subject.name} on {self.library.dossier_of(self.subject.id).about.topic}"


@dataclass(frozen=True, slots=True)
class Section:
    """A card, or one part of a digest: `heading` goes on a sentence that the subject's name begins."""

    heading: str
    parts: tuple[Part, ...]
    buttons: tuple[Button, ...] = ()
    subtitle: str = ""
    also: tuple[str, ...] = ()
    state: State = State.ANSWER


def capital(text: str) -> str:
    """Begin a text with a capital, and leave the rest as it is."""
    return text[:1].upper() + text[1:]
