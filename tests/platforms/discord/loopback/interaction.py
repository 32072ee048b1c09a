"""An interaction: that somebody did something, what the app answered first, and how long it may go on answering."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.platforms.discord.loopback.guild import Channel, Guild
from tests.platforms.discord.loopback.message import Message
from tests.platforms.discord.loopback.users import User

COMMAND, COMPONENT, AUTOCOMPLETE, SUBMIT = 2, 3, 4, 5
SAY, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
NAMES = {COMMAND: "command", COMPONENT: "component", AUTOCOMPLETE: "autocomplete", SUBMIT: "modal"}
DEADLINE = 3.0
LIFE = 15 * 60.0
MOST_FOLLOW_UPS = 5
"""How many follow-ups there may be where the app is not installed in the server."""


@dataclass(eq=False, slots=True)
class Interaction:
    """One interaction; `owners` says by whose installation it happened, `first` is the kind of the first answer."""

    id: str
    token: str
    kind: int
    at: float
    user: User
    channel: Channel
    guild: Guild | None
    data: dict[str, Any]
    owners: Mapping[str, str]
    message: Message | None = None
    """What was pressed, or from where the form was opened."""
    first: int = 0
    original: Message | None = None
    awaits_first: bool = False
    """Whether the next follow-up takes the place of an answer that was put off."""
    follow_ups: list[Message] = field(default_factory=list)
    choices: tuple[dict[str, Any], ...] = ()
    by_http: bool = False
    lapsed: bool = False
    """Whether Discord has told the person that the app did not respond."""
    answered: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    @property
    def is_users_own(self) -> bool:
        """Say whether it happened by an installation of the user alone, not of the server."""
        return "0" not in self.owners

    @property
    def what(self) -> str:
        return NAMES[self.kind]

    def settle(self, first: int) -> None:
        """Take the first answer as given."""
        self.first = first
        if not self.answered.done():
            self.answered.set_result(None)
