"""The way to a server's members when they did not ask: by direct message."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.card import Card, Choices
from bot.dispatch import Answer
from bot.notices import Say
from bot.platforms.discord.components import render
from bot.platforms.discord.replies import said
from bot.platforms.discord.refusals import NotSaid
from bot.platforms.discord.rest import Rest
from bot.telling import Unsaid
from briefings.dates import said_in


def reaching(rest: Rest) -> Callable[[str], Awaitable[Say | None]]:
    """Give what finds the way to the members of a tenant."""

    async def say(user: str, answer: Answer) -> None:
        if not isinstance(answer.body, Card):
            return
        # A button outside of the server would ask the shipped record.
        parts = tuple(part for part in answer.body.parts if not isinstance(part, Choices))
        with said_in(answer.dates):
            messages = render(replace(answer.body, parts=parts)).messages
        try:
            channel = await rest.call("POST", "/users/@me/channels", {"recipient_id": user})
            for message in messages:
                body, to = said(message, private=False), str(channel["id"])
                await rest.call("POST", "/channels/{channel_id}/messages", body, message.files, channel_id=to)
        except NotSaid as error:
            raise Unsaid(str(error.code)) from None

    async def reach(_tenant: str) -> Say | None:
        return say

    return reach
