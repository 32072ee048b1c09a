"""What a workspace says of its people: who runs it, and who is a guest."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.platforms.slack.access import DEAD
from bot.platforms.slack.installs import Install
from bot.platforms.slack.wire import NotSaid, Wire, saying
from bot.roles import Role
from bot.tenants import Clock

log = logging.getLogger(__name__)

FRESH = dt.timedelta(minutes=10)
"""After so long someone is asked about again."""
_MOST = 50_000
_WAIT = 1.0
"""Seconds of the three that Slack has patience for."""


@dataclass(frozen=True, slots=True)
class Member:
    """Someone as their workspace sees them."""

    role: Role = Role.EVERYONE
    guest: bool = False
    name: str = ""
    """What they are called there, as far as that is known."""
    zone: str = ""
    """The IANA name of their time zone, as far as that is known."""


STRANGER = Member(guest=True)
"""Someone about whom Slack cannot be asked just now: no more than everyone."""
_UNTOLD = Member()
"""Someone in a workspace that does not let the bot ask: known by what the bot's own admins said of them."""


class People:
    """Members of all workspaces, as Slack told of them within the last minutes."""

    def __init__(self, wire: Wire, now: Clock) -> None:
        self._wire = wire
        self._now = now
        self._known: OrderedDict[tuple[str, str], tuple[Member, dt.datetime]] = OrderedDict()
        self._asking: dict[tuple[str, str], asyncio.Task[Member]] = {}

    async def of(self, install: Install, team: str, user: str) -> Member:
        """Give a member; whoever let the bot in is an admin. Waits a second for Slack at most.

        Raise `NotSaid` when the token is dead.
        """
        if member := self.at_hand(install, team, user):
            return member
        asked = self._ask(install, team, user)
        done, _ = await asyncio.wait({asked}, timeout=_WAIT)
        known = self._known.get((team, user))
        return _appointed(install, user, asked.result() if done else known[0] if known else STRANGER)

    def at_hand(self, install: Install, team: str, user: str) -> Member | None:
        """Give a member whom Slack told of lately."""
        known = self._known.get((team, user))
        return _appointed(install, user, known[0]) if known and self._now() - known[1] <= FRESH else None

    async def close(self) -> None:
        """Ask about nobody any more."""
        for task in list(self._asking.values()):
            task.cancel()
        await asyncio.gather(*self._asking.values(), return_exceptions=True)

    def _ask(self, install: Install, team: str, user: str) -> asyncio.Task[Member]:
        key = (team, user)
        task = self._asking.get(key)
        if task is None:
            task = self._asking[key] = asyncio.create_task(self._told(install, team, user))
            task.add_done_callback(lambda done: self._done(key, done))
        return task

    def _done(self, key: tuple[str, str], task: asyncio.Task[Member]) -> None:
        self._asking.pop(key, None)
        if not task.cancelled():
            task.exception()  # Whoever waited for it was told.

    async def _told(self, install: Install, team: str, user: str) -> Member:
        try:
            async with saying():
                answer = await self._wire.client(install.token).users_info(user=user)
                member = _read(answer.get("user"), team)
        except NotSaid as error:
            if error.code in DEAD:
                raise
            if error.code not in {"missing_scope", "user_not_found", "user_not_visible"}:
                known = self._known.get((team, user))
                return known[0] if known else STRANGER
            member = _UNTOLD if error.code == "missing_scope" else STRANGER
        self._known[team, user] = (member, self._now())
        if len(self._known) > _MOST:
            self._known.popitem(last=False)
        return member


def _appointed(install: Install, user: str, member: Member) -> Member:
    return replace(member, role=Role.ADMIN) if user == install.installer and not member.guest else member


def _read(user: object, team: str) -> Member:
    """Read what Slack tells of someone; raise `ValueError` for what it would not tell."""
    if not isinstance(user, Mapping):
        raise ValueError("user")  # noqa: TRY004  as for all else that is not Slack's
    enterprise = user.get("enterprise_user")
    elsewhere = enterprise.get("teams") if isinstance(enterprise, Mapping) else None
    here = team == user.get("team_id") or (isinstance(elsewhere, list) and team in elsewhere)
    limited = ("is_restricted", "is_ultra_restricted", "is_stranger", "is_bot", "deleted")
    guest = not here or any(user.get(name) for name in limited)
    role = Role.ADMIN if not guest and (user.get("is_admin") or user.get("is_owner")) else Role.EVERYONE
    return Member(role, guest, _name(user), str(user.get("tz") or ""))


def _name(user: Mapping[str, Any]) -> str:
    profile = user.get("profile")
    names = profile if isinstance(profile, Mapping) else {}
    return str(names.get("display_name") or names.get("real_name") or user.get("name") or "")
