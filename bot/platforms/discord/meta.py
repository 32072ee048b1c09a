"""What a form carries along on Discord: its command, what was written in the steps before, and which step it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.platforms.discord.limits import CUSTOM_ID
from bot.platforms.discord.presses import comes_back
from bot.platforms.discord.raw import reading
from bot.platforms.discord.words import length
from bot.presses import KEPT, short_key

OPENS = "%"
"""How the value of a button begins that opens a form."""
GOES_ON = "+"
"""How what a form carries begins when it was opened from a message that asked for nothing else."""
_ROOM = 3
"""Characters that stand before what is carried, at most."""


@dataclass(frozen=True, slots=True)
class Meta:
    """A form's own; `given` are its arguments so far, those that go along unseen too."""

    command: str
    given: Mapping[str, str] = field(default_factory=dict)
    step: int = 1

    def folded(self) -> tuple[str, dict[str, str]]:
        """Give what is carried, and what has to be kept elsewhere by its key since it is too long."""
        written = json.dumps([self.command, dict(self.given), self.step], ensure_ascii=False, separators=(",", ":"))
        if length(written) <= CUSTOM_ID - _ROOM and comes_back(written):
            return written, {}
        key = short_key(written)
        return KEPT + key, {key: written}


def key_of(carried: str) -> str:
    """Give the key under which the rest is kept; nothing when all is there."""
    return carried.removeprefix(KEPT) if carried.startswith(KEPT) else ""


def read_meta(written: str) -> Meta:
    """Read what a form carries; raise `Malformed` for what is not ours."""
    with reading():
        command, given, step = json.loads(written)
        return Meta(str(command), {str(name): str(value) for name, value in given.items()}, int(step))
