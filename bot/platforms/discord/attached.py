"""The names under which files go along with a message, so that its components can point to them."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

_OTHERS = re.compile(r"[^A-Za-z0-9._-]+")
_HIDES = re.compile(r"^(?:spoiler_)+", re.IGNORECASE)
"""A name that begins so would hide what is in the file until someone presses on it."""
_LONGEST = 80


class Attachments:
    """Gives each file of a card a name of its own, of letters that Discord leaves as they are."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def name(self, wanted: str) -> str:
        plain = _HIDES.sub("", _OTHERS.sub("_", wanted).strip("._-")) or "file"
        path = PurePosixPath(plain[-_LONGEST:])
        name, place = str(path), 1
        while name.lower() in self._given:
            place += 1
            name = f"{path.stem}-{place}{path.suffix}"
        self._given.add(name.lower())
        return name


def address(name: str) -> str:
    return f"attachment://{name}"
