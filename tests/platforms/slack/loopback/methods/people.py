"""`auth.test`, `users.info`, `bots.info`, `team.info`: who is who."""

from __future__ import annotations

from typing import Any

from tests.platforms.slack.loopback.call import Call
from tests.platforms.slack.loopback.refusals import Refused


def auth_test(call: Call) -> dict[str, Any]:
    """Say whose token it is."""
    bot_user = call.workspace.users[call.install.bot_user]
    return {
        "url": f"https://{call.workspace.domain}.slack.com/",
        "team": call.workspace.name,
        "user": bot_user.name,
        "team_id": call.workspace.id,
        "user_id": bot_user.id,
        "bot_id": call.install.bot,
        "enterprise_id": call.workspace.enterprise or None,
        "is_enterprise_install": bool(call.workspace.enterprise),
    }


def users_info(call: Call) -> dict[str, Any]:
    """Tell of a user of the workspace, or of one who shares a channel with it."""
    user = call.world.find_user(call.workspace, call.text("user"))
    if user is None:
        raise Refused("user_not_found")
    return {"user": user.payload() | {"is_stranger": user.team != call.workspace.id}}


def bots_info(call: Call) -> dict[str, Any]:
    """Tell of the bot."""
    if call.text("bot") not in ("", call.install.bot):
        raise Refused("bot_not_found")
    return {
        "bot": {
            "id": call.install.bot,
            "deleted": False,
            "name": call.world.app.name,
            "app_id": call.world.app.id,
            "user_id": call.install.bot_user,
        }
    }


def team_info(call: Call) -> dict[str, Any]:
    """Tell of the workspace."""
    return {"team": call.workspace.payload()}
