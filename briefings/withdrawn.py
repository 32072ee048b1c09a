"""Where to look for what was retracted: people and organisations by their names, quotes by the word they begin with."""

from __future__ import annotations

from collections import defaultdict

from briefings.model import About, Organisation, Person, Quote, Record
from briefings.names import names_of
from briefings.words import fold


class Withdrawn:
    """What was retracted at some time, by id.

    All editions of one record share it, and it only grows, so that a further one copies nothing: whoever is given an
    id looks whether that is retracted for them.
    """

    __slots__ = ("_beginning", "_called")

    def __init__(self) -> None:
        # Others may look while something is noted on another thread, so what is given is a copy.
        self._called: dict[str, dict[str, None]] = defaultdict(dict)
        self._beginning: dict[str, dict[str, None]] = defaultdict(dict)

    def note(self, whole: Record | About) -> None:
        """Remember something that is retracted."""
        match whole:
            case Person() | Organisation():
                for name in names_of(whole):
                    self._called[fold(name)][whole.id] = None
            case Quote():
                self._beginning[fold(whole.words).partition(" ")[0]][whole.id] = None
            case _:
                pass

    def called(self, name: str) -> tuple[str, ...]:
        """Give those who had this name."""
        return tuple(self._called.get(fold(name), ()))

    def begun_in(self, text: str) -> tuple[str, ...]:
        """Give the quotes that begin with a word of this text."""
        words = dict.fromkeys(fold(text).split())
        return tuple(one for word in words for one in tuple(self._beginning.get(word, ())))
