"""What was posted into the playground's channel by itself: the last of it, in memory, for the pages that are open."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from bot.tenants import Clock

KEPT = 100
SHOWN = dt.timedelta(hours=1)
"""So far back a page sees that has just been opened."""


@dataclass(frozen=True, slots=True)
class Post:
    """A card as HTML. `id` is the same for the same key, always; a later post has a greater `number`."""

    id: str
    number: int
    at: dt.datetime
    html: str


class Posts:
    """Keeps the last `KEPT` posts."""

    def __init__(self, now: Clock) -> None:
        self._now = now
        self._posts: deque[Post] = deque(maxlen=KEPT)
        self._last = 0

    def add(self, key: str, html: str) -> Post:
        """Keep a post; one whose key is there already stays as it is."""
        known = hashlib.sha256(key.encode()).hexdigest()[:24]
        if there := next((post for post in self._posts if post.id == known), None):
            return there
        self._last = max(self._last + 1, self._moment())
        post = Post(known, self._last, self._now(), html)
        self._posts.append(post)
        return post

    def since(self, number: int) -> tuple[Sequence[Post], int]:
        """Give what was posted after a number, for 0 in the last hour, and the number to go on from.

        Numbers go on when the bot is started anew, so that a page that is still open goes on too.
        """
        self._last = max(self._last, self._moment())
        earliest = self._now() - SHOWN
        found = [post for post in self._posts if (post.number > number if number else post.at >= earliest)]
        return found, self._last

    def _moment(self) -> int:
        return int(self._now().timestamp() * 1000)
