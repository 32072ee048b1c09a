"""Nonces: a message that was posted just now is not posted again, where the app wants that."""

from __future__ import annotations

from collections.abc import Mapping

from tests.platforms.clock import Clock
from tests.platforms.discord.loopback.guild import Channel
from tests.platforms.discord.loopback.message import Message
from tests.platforms.discord.loopback.refusals import Json, flaw, malformed

LONGEST = 25


def nonce_of(told: Mapping[str, Json]) -> str:
    """Give the nonce of a message that is to be posted; "" for none."""
    nonce = told.get("nonce")
    if nonce is None:
        return ""
    if isinstance(nonce, bool) or not isinstance(nonce, int | str):
        raise malformed(flaw("nonce", "NONCE_TYPE_INVALID", "A nonce is a string or an integer"))
    if len(str(nonce)) > LONGEST:
        raise malformed(flaw("nonce", "NONCE_TYPE_TOO_LONG", f"Must be {LONGEST} or fewer in length."))
    return str(nonce)


class Nonces:
    """The memory of nonces; it is short, and Discord does not say how short: `seconds`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: dict[tuple[str, str], Message] = {}
        self.seconds = 120.0

    def find(self, channel: Channel, nonce: str) -> Message | None:
        """Give the message that was posted with this nonce."""
        message = self._known.get((channel.id, nonce)) if nonce else None
        return message if message and self._clock.now() - message.at <= self.seconds else None

    def remember(self, channel: Channel, message: Message) -> None:
        if message.nonce:
            self._known[channel.id, message.nonce] = message
