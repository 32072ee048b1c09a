"""Looking what of a card stands in a channel already, when nobody knows it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.card import File
from bot.platforms.slack.installs import Install
from bot.platforms.slack.unposted import unanswered
from bot.platforms.slack.wire import NotSaid, Wire, mark_of
from bot.posting import Unseen

_PAGE = 200
_MOST_PAGES = 10
_BLIND = frozenset({"missing_scope", "not_in_channel"})
"""Codes with which Slack does not let a channel be read that it lets be posted into."""
_UNREADABLE = "On Record may not read this channel, so it cannot see whether it was posted. /invite @On Record lets it."
_TOO_MUCH = "So much was said in this channel since that On Record cannot see whether it was posted."


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands there: messages by their marks, and how often files of a name."""

    messages: dict[str, str] = field(default_factory=dict)
    files: Counter[str] = field(default_factory=Counter)

    def missing(self, files: Sequence[File]) -> list[File]:
        """Give the files that do not stand there."""
        left = self.files.copy()
        missing = []
        for file in files:
            if left[file.name]:
                left[file.name] -= 1
            else:
                missing.append(file)
        return missing


class Standing:
    """Looks for marked messages: the first in the channel, the others in its thread, with the files."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def look(self, install: Install, channel: str, marks: Sequence[str], since: dt.datetime | None) -> Seen:
        """Give what stands there with these marks since a moment; raise `Unseen` where that cannot be seen."""
        seen = Seen()
        try:
            async for message in self._said(install, channel, since=since):
                if mark_of(message) == marks[0]:
                    seen.messages[marks[0]] = str(message["ts"])
                    break
            if first := seen.messages.get(marks[0]):
                async for message in self._said(install, channel, thread=first):
                    _note(seen, message, marks, install.bot_user_id)
        except NotSaid as error:
            if error.code in _BLIND:
                raise Unseen(_UNREADABLE) from None
            if error.unclear:
                raise unanswered(error) from None
            raise
        return seen

    async def _said(
        self, install: Install, channel: str, *, since: dt.datetime | None = None, thread: str = ""
    ) -> AsyncIterator[Mapping[str, Any]]:
        """Give what was said since a moment, or in a thread; raise `Unseen` when that is too much."""
        cursor, oldest = "", f"{since.timestamp():.6f}" if since else ""
        for _ in range(_MOST_PAGES):
            said, cursor = await self._wire.history(
                install.token, channel, thread=thread, since=oldest, most=_PAGE, cursor=cursor
            )
            for message in said:
                yield message
            if not cursor:
                return
        raise Unseen(_TOO_MUCH)


def _note(seen: Seen, message: Mapping[str, Any], marks: Sequence[str], bot_user: str) -> None:
    mark = mark_of(message)
    if mark in marks:
        seen.messages.setdefault(mark, str(message["ts"]))
    seen.files.update(str(file["name"]) for file in message.get("files") or () if file.get("user") == bot_user)
