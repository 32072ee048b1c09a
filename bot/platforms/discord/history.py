"""What the bot itself said in a channel since some moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.platforms.discord.asking import Asking
from bot.posting import Unseen

_EPOCH = dt.datetime(2015, 1, 1, tzinfo=dt.UTC)
"""The moment that Discord's ids count from."""
_PAGE, MOST_PAGES = 100, 20
_TOO_MUCH = "So much was said in that channel since that it cannot be seen whether it stands there already."


async def find(asking: Asking, channel: str, author: str, since: dt.datetime, numbers: Sequence[int]) -> dict[int, str]:
    """Give the ids of an author's messages that have a component with one of some numbers, by those.

    Raise `Unseen` where there is more than can be read.
    """
    found: dict[int, str] = {}
    after = snowflake(since)
    for _ in range(MOST_PAGES):
        query = {"after": str(after), "limit": str(_PAGE)}
        page = await asking.read(list, "/channels/{channel_id}/messages", query, channel_id=channel)
        for message in page:
            if str(message["author"]["id"]) == author:
                found |= {number: str(message["id"]) for number in _numbers(message) if number in numbers}
        if len(page) < _PAGE or len(found) == len(numbers):
            return found
        after = max(int(message["id"]) for message in page)
    raise Unseen(_TOO_MUCH)


def snowflake(moment: dt.datetime) -> int:
    """Give the least id that something may have which Discord made at a moment or after it."""
    return max((moment - _EPOCH) // dt.timedelta(milliseconds=1), 0) << 22


def _numbers(message: Mapping[str, Any]) -> Iterator[int]:
    for component in message.get("components") or ():
        if isinstance(number := component.get("id"), int):
            yield number
