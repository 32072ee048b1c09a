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
    `effects` whatever would run, load or call someone that the bot itself never sends.
    """

    text: str
    buttons: tuple[str, ...] = ()
    is_form: bool = False
    fields: tuple[str, ...] = ()
    private: bool = False
    links: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)
    """What stands in the fields of a form."""
    errors: Mapping[str, str] = field(default_factory=dict)
    """What is said to be wrong with a field."""
    sends: Mapping[str, str] = field(default_factory=dict)
    """The platform's own: what goes back when a button is pressed, by label, or along with a form, by name."""


class Surface(Protocol):
    """A platform with the real bot behind it."""

    def become(self, role: Role) -> None:
        """Act from now on as someone with this role."""

    async def ask(self, line: str) -> Shown:
        """Type a line and send it."""

    async def press(self, shown: Shown, label: str) -> Shown:
        """Press the first button with this label."""

    async def submit(self, form: Shown, values: Mapping[str, str]) -> Shown:
        """Fill in a form and send it."""


Platform = Callable[[Dispatch], AbstractAsyncContextManager[Surface]]
