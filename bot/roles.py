"""What someone may do in a tenant."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType

from bot.card import Button
from bot.errors import Forbidden


class Role(IntEnum):
    """What someone may do in a tenant; each may do all that those before may."""

    EVERYONE = 0
    CURATOR = 1
    ADMIN = 2

    @property
    def word(self) -> str:
        """The word that it goes by outside: `curator`."""
        return self.name.lower()


def role_named(word: str | None) -> Role:
    """Give the role of this word; everyone's for none."""
    return Role[word.upper()] if word else Role.EVERYONE


def forbidden(needed: Role, instead: Button | None = None) -> Forbidden:
    """Refuse someone whose role is not enough; `instead` is what they may do."""
    text = f"Only {needed.word}s can do that here. Ask one of your admins."
    return Forbidden(f"{text[:-1]}, or suggest it.", buttons=(instead,)) if instead else Forbidden(text)


WHOSE: Mapping[str, Role] = MappingProxyType(
    {"everyone": Role.EVERYONE, "curators": Role.CURATOR, "admins": Role.ADMIN}
)
"""The role that is needed for what a setting gives to some people, by its word for them."""
