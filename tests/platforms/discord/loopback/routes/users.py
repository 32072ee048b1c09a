"""The bot itself and its conversations with people."""

from __future__ import annotations

from typing import Any

from tests.platforms.discord.loopback.call import Call, Operation
from tests.platforms.discord.loopback.refusals import Refused, flaw, malformed


def me(call: Call) -> dict[str, Any]:
    app = call.world.app
    return app.bot.payload() | {"verified": True, "mfa_enabled": False, "flags": 0, "locale": "en-US", "email": None}


def application(call: Call) -> dict[str, Any]:
    return dict(call.world.app.payload(call.world.owner))


def guilds(call: Call) -> list[dict[str, Any]]:
    return [
        {
            "id": guild.id,
            "name": guild.name,
            "icon": None,
            "owner": False,
            "permissions": str(int(guild.may(guild.bot))),
            "features": [],
        }
        for guild in call.world.guilds.values()
        if guild.bot is not None
    ]


def create_dm(call: Call) -> dict[str, Any]:
    """Open a conversation; it does not say whether the person takes messages."""
    recipient = call.body.object().get("recipient_id")
    if recipient is None:
        raise malformed(flaw("recipient_id", "BASE_TYPE_REQUIRED", "This field is required"))
    user = call.world.users.get(str(recipient))
    if user is None:
        raise malformed(flaw("recipient_id", "INVALID_RECIPIENT", "Unknown user"))
    if user.is_bot:
        raise Refused(50007)
    return call.world.direct(user).payload()


def leave(call: Call) -> None:
    call.world.uninstall(call.guild())


OPERATIONS = (
    Operation("get_my_user", "GET", "/users/@me", me),
    Operation("get_my_application", "GET", "/applications/@me", application),
    Operation("get_my_oauth2_application", "GET", "/oauth2/applications/@me", application),
    Operation("list_my_guilds", "GET", "/users/@me/guilds", guilds),
    Operation("create_dm", "POST", "/users/@me/channels", create_dm),
    Operation("leave_guild", "DELETE", "/users/@me/guilds/{guild_id}", leave),
)
