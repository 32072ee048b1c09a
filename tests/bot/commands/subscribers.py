"""A Slack workspace whose channels subscribe: its people at a bot over a wall, by a clock that is set."""

from __future__ import annotations

from random import Random

from bot.commands import COMMANDS
from bot.dispatch import Dispatch
from bot.limits import Limits
from bot.roles import Role
from tests.bot.schedule.office import TENANT, Office
from tests.bot.someone import Someone

MOST = 3
WEEKLY = '/subscribe briefing every:"mon 09:00" zone:Europe/London'


def bot_of(office: Office) -> Dispatch:
    """Give a bot that may keep three subscriptions in each tenant."""
    chance = Random(1)  # noqa: S311  nothing is secret here
    return Dispatch(COMMANDS, office.tenants, lambda: office.now, chance, {"slack": office.wall}, Limits(MOST))


def someone_at(office: Office, role: Role = Role.CURATOR, user: str = "cleo") -> Someone:
    return Someone(bot_of(office), user, role, TENANT)
