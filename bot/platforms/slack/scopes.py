"""What On Record asks a workspace to be allowed, and what each of it is for."""

from __future__ import annotations

from collections.abc import Mapping

SCOPES: Mapping[str, str] = {
    "commands": "slash commands and message shortcuts",
    "chat:write": "showing answers in channels, and correcting them there later",
    "chat:write.public": "showing an answer in a public channel that the bot was not invited to",
    "users:read": "knowing who is an admin or a guest of the workspace, and who wrote a message",
    "im:write": "telling someone in private what became of a suggestion",
    "files:write": "giving files, such as those of /record export and pictures",
    "files:read": "taking in the file of /record import",
    "app_mentions:read": "answering when it is mentioned",
    "im:history": "answering direct messages",
    "channels:read": "telling public channels by their names, and where it may post",
    "groups:read": "telling private channels that it was invited to by their names, and where it may post",
    "channels:history": "finding out in public channels whether a post arrived, lest it come twice",
    "groups:history": "finding out in private channels whether a post arrived, lest it come twice",
}
"""Each scope of the bot's token, with what it switches on."""
ESSENTIAL = frozenset({"commands", "chat:write"})
"""Without these nothing works."""
APP_SCOPE = "connections:write"
"""The scope of the app-level token, for Socket Mode."""
EVENTS: Mapping[str, str] = {
    "app_home_opened": "showing the latest briefing in the app's Home",
    "app_mention": "answering when it is mentioned",
    "message.im": "answering direct messages",
    "app_uninstalled": "stopping when a workspace takes it out",
    "tokens_revoked": "stopping when a workspace takes its token back",
}
"""What Slack tells the bot of without being asked."""
