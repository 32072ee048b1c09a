"""Response URLs: five uses within thirty minutes, whoever is a member of the channel or not."""

from __future__ import annotations

from dataclasses import dataclass

from tests.platforms.clock import Clock
from tests.platforms.slack.loopback.ids import Ids
from tests.platforms.slack.loopback.refusals import Refused

USES = 5
SECONDS = 30 * 60.0


@dataclass(slots=True)
class Hook:
    """One URL: for whom and where it posts; `origin` is the message in which something was pressed."""

    path: str
    team: str
    channel: str
    user: str
    at: float
    origin: str = ""
    uses: int = 0


class Hooks:
    """All that were given out."""

    def __init__(self, clock: Clock, ids: Ids) -> None:
        self._clock, self._ids = clock, ids
        self._given: dict[str, Hook] = {}

    def give(self, kind: str, team: str, channel: str, user: str, origin: str = "") -> Hook:
        path = f"/{kind}/{team}/{self._ids.new('')}/{self._ids.new('h')}"
        self._given[path] = Hook(path, team, channel, user, self._clock.now(), origin)
        return self._given[path]

    def look(self, path: str) -> Hook:
        """Give a URL that still works; refuse as Slack does."""
        hook = self._given.get(path)
        if hook is None:
            raise Refused("invalid_url")
        if self._clock.now() - hook.at > SECONDS:
            raise Refused("expired_url")
        if hook.uses >= USES:
            raise Refused("used_url")
        return hook
