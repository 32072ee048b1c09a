"""What came of something that a person did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.platforms.discord.loopback.interaction import AUTOCOMPLETE, COMMAND, COMPONENT, SUBMIT, Interaction
from tests.platforms.discord.loopback.message import Message
from tests.platforms.discord.loopback.modal import Modal
from tests.platforms.discord.loopback.refusals import Impossible

THINKING = "is thinking…"
"""What stands for an answer that was put off and never came."""
ERRORS: Mapping[int, str] = {
    COMMAND: "The application did not respond",
    COMPONENT: "This interaction failed",
    AUTOCOMPLETE: "Loading options failed",
    SUBMIT: "Something went wrong. Try again.",
}
"""What Discord tells a person who got no answer, by what they did."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`error` is "" or what Discord tells the person; `messages` are new or changed, `modal` is the form that is open.

    What was put off has come by then; what follows an answer may still be on its way: `Person.sees` waits for it.
    """

    interaction: Interaction
    seconds: float
    error: str
    messages: tuple[Message, ...]
    modal: Modal | None
    choices: tuple[dict[str, Any], ...] = ()

    @property
    def message(self) -> Message:
        """Give the one message that came."""
        if len(self.messages) != 1:
            raise Impossible(f"{len(self.messages)} messages came, and the error {self.error!r}")
        return self.messages[0]

    @property
    def form(self) -> Modal:
        """Give the form that is open."""
        if self.modal is None:
            raise Impossible(f"no form is open, and the error {self.error!r}")
        return self.modal

    @property
    def offered(self) -> list[str]:
        """Give the names of what is offered for an option."""
        return [str(each["name"]) for each in self.choices]
