"""Errors that a person reads: what went wrong and what to do next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from bot.card import Button, Card, Choices, State, Text, spans


class UserError(Exception):
    """Something the person who asked can mend; `str()` of it is the sentence they read.

    `buttons` lead on: near matches, the same call with another argument. `field` names the argument that is wrong,
    and `errors` gives each of several wrong ones its own sentence; a form shows them where they belong. `again` are
    the arguments with which a form that was sent, and is sent once more as it is, passes.
    """

    title = "That did not work"
    state = State.ERROR
    mistaken = True
    """Whether whoever asked has something to mend; what the record says of what is gone is no one's mistake."""
    ours = False
    """Whether the fault is ours, so that it is the operator who has something to mend."""

    def __init__(
        self,
        text: str,
        *,
        buttons: tuple[Button, ...] = (),
        field: str = "",
        errors: Mapping[str, str] = MappingProxyType({}),
        again: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        super().__init__(text)
        self.text = text
        self.buttons = buttons
        self.field = field
        self.errors = errors or ({field: text} if field else {})
        self.again = again

    def card(self) -> Card:
        said = Text(spans(self.text))
        return Card(self.title, (said, Choices(self.buttons)) if self.buttons else (said,), state=self.state)


def together(errors: Sequence[UserError]) -> UserError:
    """Make one error of several, each said at its field; one alone stays what it is, with what it leads to."""
    if len(errors) == 1:
        return errors[0]
    fields = {field: text for error in errors for field, text in error.errors.items()}
    return UserError(" ".join(error.text for error in errors), errors=fields)


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


class TryLater(UserError):
    """Too much was asked for in a while."""

    title = "Not so fast"


class MissingArguments(Exception):
    """A command needs more than was given; the answer is its form. `names` are the arguments that are missing."""

    def __init__(self, *names: str) -> None:
        super().__init__(*names)
        self.names = names
