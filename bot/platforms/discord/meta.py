"""What a form carries along on Discord: its command, what was written in the steps before, and which step it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.platforms.discord.interactions import Malformed

OPENS = "%"
"""How the value of a button begins that opens a form."""
_KEPT = "#"
_MOST = 97
"""Characters; what opens a form has two before them."""


@dataclass(frozen=True, slots=True)
class Meta:
    """A form's own; `given` are its arguments so far, those that go along unseen too."""

    command: str
    given: Mapping[str, str] = field(default_factory=dict)
    step: int = 1

    def folded(self) -> tuple[str, dict[str, str]]:
        """Give what is carried, and what has to be kept elsewhere by its key since it is too long."""
        written = json.dumps([self.command, dict(self.given), self.step], ensure_ascii=False, separators=(",", ":"))
        if len(written) <= _MOST:
            return written, {}
        key = hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:24]
        return _KEPT + key, {key: written}


def key_of(carried: str) -> str:
    """Give the key under which the rest is kept; nothing when all is there."""
    return carried.removeprefix(_KEPT) if carried.startswith(_KEPT) else ""


def read_meta(written: str) -> Meta:
    """Read what a form carries; raise `Malformed` for what is not ours."""
    try:
        command, given, step = json.loads(written)
        return Meta(str(command), {str(name): str(value) for name, value in given.items()}, int(step))
    except (AttributeError, TypeError, ValueError) as error:
        raise Malformed(type(error).__name__) from None
