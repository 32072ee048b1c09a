"""Errors that a person reads: what went wrong and what to do next."""

from __future__ import annotations

from bot.card import Button, Card, Choices, State, Text, spans


class UserError(Exception):
    """Something the person who asked can mend; `str()` of it is the sentence they read.

    `buttons` lead on: near matches, the same call with another argument.
    """

    title = "That did not work"
    state = State.ERROR
    ours = False
    """Whether the fault is ours, so that it is the operator who has something to mend."""

    def __init__(self, text: str, *, buttons: tuple[Button, ...] = ()) -> None:
        super().__init__(text)
        self.text = text
        self.buttons = buttons

    def card(self) -> Card:
        said = Text(spans(self.text))
        return Card(self.title, (said, Choices(self.buttons)) if self.buttons else (said,), state=self.state)


class Unknown(UserError):
    """Nothing on record has this name, id or command."""

    title = "Not on record"
    state = State.GAP


class Ambiguous(UserError):
    """Several things on record have this name."""

    title = "Which one?"
    state = State.GAP


class Unreadable(UserError):
    """An argument is not what it should be: no date, too long, backwards."""

    title = "Not understood"


class Forbidden(UserError):
    """The role of whoever asked does not allow it."""

    title = "Not allowed here"


class Unavailable(UserError):
    """The database cannot do it now; the sentence says whether anything was changed."""

    title = "Not possible just now"
    ours = True


class MissingArguments(Exception):
    """A command needs more than was given; the answer is its form."""
