"""Where the bot is let in: its token in each workspace, whoever keeps it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Install:
    """The bot in one workspace, or in all of an enterprise's; `tenant` is where the install itself is kept."""

    tenant: str
    token: str = field(repr=False)
    bot_user_id: str
    bot_id: str
    installer: str = ""
    """Who let the bot in and is an admin therefore; nobody is known for a token that is set."""
    app_id: str = ""
    scopes: frozenset[str] = frozenset()
    installed_at: dt.datetime | None = None
    expires_at: dt.datetime | None = None
    version: int = 0
    """Which of the tokens that there have been it is."""


class Installs(Protocol):
    """All places where the bot is let in."""

    async def of(
        self, team_id: str | None, enterprise_id: str | None = None, *, is_enterprise_install: bool | None = False
    ) -> Install | None:
        """Give the install in a workspace, or in its enterprise where the bot is let into all of it.

        None is where the bot is not, or not any more. Raise `Unavailable` when the database cannot be asked, and
        `bot.secrets.Unopened` when the token cannot be read.
        """
        ...

    def at_hand(
        self, team_id: str | None, enterprise_id: str | None = None, *, is_enterprise_install: bool | None = False
    ) -> Install | None:
        """Give the same install as `of` when that needs to ask nobody for it."""
        ...

    async def ended(self, install: Install, why: str, at: dt.datetime | None = None) -> None:
        """Stop using an install, since Slack said so: by an event of a moment, or by refusing its token.

        What was installed anew since, or has another token since, is not touched.
        """
        ...

    async def close(self) -> None:
        """Finish what is under way."""
        ...


def tenant_of(team_id: str | None, enterprise_id: str | None, *, is_enterprise_install: bool | None) -> str | None:
    """Give the tenant that an install is kept for: the enterprise's for one that holds in all its workspaces."""
    place = enterprise_id if is_enterprise_install or not team_id else team_id
    return f"slack:{place}" if place else None
