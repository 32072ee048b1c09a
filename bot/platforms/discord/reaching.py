"""The way to a server's members when they did not ask: by direct message."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.card import Card, Choices
from bot.dispatch import Answer
from bot.notices import Say
from bot.platforms.discord.components import render
from bot.platforms.discord.posting import Posting
from bot.platforms.discord.refusals import NOBODY, NotSaid
from bot.telling import Unsaid
from briefings.dates import said_in

log = logging.getLogger(__name__)


def reaching(posting: Posting) -> Callable[[str], Awaitable[Say | None]]:
    """Give what finds the way to the members of a tenant."""

    async def say(user: str, answer: Answer) -> None:
        if not isinstance(answer.body, Card):
            return
        # A button outside of the server would ask the shipped record.
        parts = tuple(part for part in answer.body.parts if not isinstance(part, Choices))
        with said_in(answer.dates):
            messages = render(replace(answer.body, parts=parts)).messages
        try:
            channel = await posting.direct(user)
            for message in messages:
                await posting.post(channel, message)
        except NotSaid as error:
            if error.code not in NOBODY:
                raise Unsaid(str(error.code)) from None
            # It would be refused each time, and hold up what others are to be told.
            log.warning("notice_dropped user=%s why=%s", user, error.code)

    async def reach(_tenant: str) -> Say | None:
        return say

    return reach
