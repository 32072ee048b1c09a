"""What the contract suite needs of a platform: to type, to press, to fill in, and to see what a person sees."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol

from bot.dispatch import Dispatch
from bot.roles import Role


@dataclass(frozen=True, slots=True)
class Shown:
    """One answer as a person sees it.

    `buttons` are the labels of everything that can be pressed, `links` the addresses that can be opened, and
    `effects` whatever would run, load or call someone that the bot itself never sends, and `names` the users and
    channels, such as `@U1` and `#C1`, that are shown by their names and not called.
    """

    text: str
    buttons: tuple[str, ...] = ()
    is_form: bool = False
    fields: tuple[str, ...] = ()
    private: bool = False
    links: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    """What stands in the fields of a form."""
    errors: Mapping[str, str] = field(default_factory=dict)
    """What is said to be wrong with a field."""
    turns: frozenset[str] = frozenset()
    """The labels of what is answered in the place of this answer, which is gone then."""
    sends: Mapping[str, str] = field(default_factory=dict)
    """The platform's own: what goes back when a button is pressed, by label, or along with a form, by name."""


class Surface(Protocol):
    """A platform with the real bot behind it."""

    other: str
    """The id of somebody else who is there."""

    async def become(self, role: Role) -> None:
        """Have this role from now on, and no other."""

    async def can_type(self, line: str) -> bool:
        """Tell whether anybody can type this line there."""

    async def ask(self, line: str) -> Shown:
        """Type a line that can be typed, and send it."""

    async def press(self, shown: Shown, label: str) -> Shown:
        """Press the first button with this label on an answer that is still there."""

    async def submit(self, form: Shown, values: Mapping[str, str]) -> Shown:
        """Fill in the form that was shown last, and send it; a field that is not named stays as it is.

        Where a form has no room for all of its fields, it is answered with the rest of it.
        """


Platform = Callable[[Dispatch], AbstractAsyncContextManager[Surface]]
