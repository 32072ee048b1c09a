"""Trigger ids: what somebody did opens one view, once, within three seconds."""

from __future__ import annotations

from dataclasses import dataclass

from tests.platforms.clock import Clock
from tests.platforms.slack.loopback.ids import Ids
from tests.platforms.slack.loopback.refusals import Refused

SECONDS = 3.0


@dataclass(slots=True)
class Trigger:
    """One deed of one person; `view` is the view in which it was done, if it was one."""

    team: str
    user: str
    user_team: str
    view: str
    at: float
    used: bool = False


class Triggers:
    """All that were given out."""

    def __init__(self, clock: Clock, ids: Ids) -> None:
        self._clock, self._ids = clock, ids
        self._given: dict[str, Trigger] = {}

    def give(self, team: str, user: str, user_team: str, view: str = "") -> str:
        trigger_id = f"{self._ids.new('')}.{self._ids.new('')}.{self._ids.new('t')}"
        self._given[trigger_id] = Trigger(team, user, user_team, view, self._clock.now())
        return trigger_id

    def look(self, trigger_id: str, team: str) -> Trigger:
        """Give a trigger that can still be exchanged; refuse as Slack does."""
        trigger = self._given.get(trigger_id)
        if trigger is None or trigger.team != team:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        if self._clock.now() - trigger.at > SECONDS:
            raise Refused("expired_trigger_id")
        return trigger
