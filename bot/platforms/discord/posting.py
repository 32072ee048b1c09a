"""Messages that nobody asked for, to channels and to people: sent again until it is known that they are there."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from bot.platforms.discord.components import Message
from bot.platforms.discord.refusals import NotSaid
from bot.platforms.discord.replies import said
from bot.platforms.discord.rest import Rest

PAUSES = (1.0, 4.0, 15.0)
"""Seconds before it is tried again; Discord knows the number of a message for some minutes."""
_LONGEST_NONCE = 25
_SEND = "/channels/{channel_id}/messages"


class Posting:
    """Posts messages by themselves; the same words about the same come once within some minutes. Raises `NotSaid`."""

    def __init__(self, rest: Rest) -> None:
        self._rest = rest

    async def direct(self, user: str) -> str:
        """Give the channel of the conversation with someone."""
        opened = await self._patiently("/users/@me/channels", {"recipient_id": user})
        return str(opened["id"])

    async def post(self, channel: str, message: Message, about: str = "") -> None:
        """Post a message into a channel; the same words may come again where they are about something else."""
        body = said(message, private=False)
        number = {"nonce": nonce(channel, about, body), "enforce_nonce": True}
        await self._patiently(_SEND, {**body, **number}, message, channel_id=channel)

    async def _patiently(
        self, path: str, body: Mapping[str, Any], message: Message | None = None, **parts: str
    ) -> Mapping[str, Any]:
        for pause in (*PAUSES, None):
            try:
                made = await self._rest.call("POST", path, body, message.files if message else (), **parts)
            except NotSaid as error:
                if pause is None or not (error.unclear or error.again):
                    raise
                await asyncio.sleep(pause)
            else:
                return dict(made)
        raise AssertionError  # The last try raises.


def nonce(channel: str, about: str, body: Mapping[str, Any]) -> str:
    """Give the number by which Discord knows a message again, the same for the same words in one place."""
    written = f"{channel} {about} {json.dumps(body, sort_keys=True)}"
    return base64.b32encode(hashlib.sha256(written.encode()).digest()).decode()[:_LONGEST_NONCE]
