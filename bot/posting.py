"""Posting by itself into a channel: what a platform has to be able to do, and how it says why it could not."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol, TypeAlias

from bot.card import Card


@dataclass(frozen=True, slots=True)
class Place:
    """A channel of a tenant; the ids are the platform's own."""

    tenant: str
    channel: str


@dataclass(frozen=True, slots=True)
class Posted:
    """Where a card stands: the ids of its messages in their order, and an address that opens the first, if any."""

    messages: tuple[str, ...]
    link: str = ""


class NotPosted(Exception):
    """A card was not posted; `text` says why and what to do, in words for an admin of the tenant."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class Later(NotPosted):
    """The platform wants to be left alone, or is down: nothing was posted, and `seconds` from now it may be.

    `whole` is whether the tenant's other channels have to wait too.
    """

    def __init__(self, text: str, seconds: float, *, whole: bool = False) -> None:
        super().__init__(text)
        self.seconds = seconds
        self.whole = whole


class Unclear(NotPosted):
    """The answer was lost: a part may have been posted."""


class Unseen(NotPosted):
    """It was to be looked first whether it stands there already, and that cannot be seen; nothing was posted now."""


class ChannelClosed(NotPosted):
    """The channel is gone, or the bot may not post there any more."""


class TenantClosed(NotPosted):
    """The bot is let into the tenant no more: it was removed, or its token revoked."""


class Refused(NotPosted):
    """The platform will never take this card."""


LATEST: ContextVar[float | None] = ContextVar("latest", default=None)
"""Until when, by the loop's time, the one that posts may begin to send something; `None` is for ever."""


def in_time() -> None:
    """Raise `Unclear` when a post was held up for so long that another process may have taken it over."""
    latest = LATEST.get()
    if latest is not None and asyncio.get_running_loop().time() > latest:
        raise Unclear("It took too long, so nothing more was posted then.")


class Poster(Protocol):
    """One platform's way to post by itself."""

    async def check(self, place: Place) -> str:
        """Give what a channel is called there; raise `NotPosted` when a card could not be posted into it."""

    async def post(self, place: Place, card: Card, key: str, *, again: bool) -> Posted:
        """Post a card, once for each key. Nobody is mentioned, and no link of it unfolds.

        With `again` it may stand there already, whole or in part: look first, post only what is missing, and raise
        `Unseen` where that cannot be seen. A repeated key that the platform itself recognises needs no look.
        Call `in_time` right before anything is sent.
        Dates are said in the language of the context it is called in. Raise `NotPosted` for whatever went wrong.
        """


Posters: TypeAlias = Mapping[str, Poster]
"""The posters of the platforms that are on, by what their tenants' names begin with, such as `slack`."""
NO_POSTERS: Posters = MappingProxyType({})


def platform_of(tenant: str) -> str:
    """Give the platform that a tenant is on."""
    return tenant.partition(":")[0]
