"""The manifest of the Slack app: what a person pastes into Slack's page to make it, written from the commands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bot.command import Command
from bot.families import branches
from bot.platforms.slack.commands import REGISTERED, registered
from bot.platforms.slack.scopes import EVENTS, SCOPES
from bot.roles import Role

NAME = "On Record"
EVENTS_PATH = "/slack/events"
COMMANDS_PATH = "/slack/commands"
INTERACTIVE_PATH = "/slack/interactive"
INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"
CHECK = "check"
PUT_ON_RECORD = "put_on_record"
"""The callback ids of the shortcuts in a message's menu."""
_COLOUR = "#1f5f99"
_DESCRIPTION = "Who said what, when and where: a public debate kept on the record, every word with its source."
_LONG_DESCRIPTION = """\
On Record keeps a public debate on the record and answers from it: who said what, when, with the source; where each \
person stands on each question and how that changed; what happened in which order; what is new.

Ask with a command such as /{prefix}stance musk, mention the app with a few words, or write to it. Answers are yours \
alone until you show them in the channel. From the menu of a message you can check its words against the record, or \
suggest that they be put on record. Curators add, correct and retract; what was corrected is corrected where it was \
shown, too.

Every quote stands whole, with its speaker, its date and where it can be read. What is not on record is said to be \
missing, never made up."""


def manifest(
    commands: Sequence[Command], prefix: str = "", url: str | None = None, *, installs: bool = False
) -> dict[str, Any]:
    """Give the manifest, with commands renamed by a prefix.

    `url` is where Slack reaches the bot over HTTP, without a slash at its end; without one it is for Socket Mode. With
    `installs` any workspace may install it from there.
    """
    oauth: dict[str, Any] = {"scopes": {"bot": list(SCOPES)}}
    if installs:
        oauth["redirect_urls"] = [f"{url}{REDIRECT_PATH}"]
    return {
        "display_information": {
            "name": NAME,
            "description": _DESCRIPTION,
            "long_description": _LONG_DESCRIPTION.format(prefix=prefix),
            "background_color": _COLOUR,
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": NAME, "always_online": True},
            "shortcuts": [
                _shortcut("Check against the record", CHECK, "Whether these are really the words, and whose"),
                _shortcut("Put on record", PUT_ON_RECORD, "Suggest this message as a quote, with its author and date"),
            ],
            "slash_commands": list(_slash_commands(commands, prefix, url)),
        },
        "oauth_config": oauth,
        "settings": _settings(url, installs=installs),
    }


def _shortcut(name: str, callback_id: str, description: str) -> dict[str, Any]:
    return {"name": name, "type": "message", "callback_id": callback_id, "description": description}


def _slash_commands(commands: Sequence[Command], prefix: str, url: str | None) -> Iterator[dict[str, Any]]:
    by_name = {command.name: command for command in commands}
    for name, begin in registered(prefix).items():
        command = by_name.get(begin.removeprefix("/"))
        slash = {
            "command": name,
            "description": command.summary if command else "Anything else that can be asked or changed",
            "usage_hint": command.usage.partition(" ")[2] if command else _others(commands),
            "should_escape": True,
        }
        yield slash | ({"url": f"{url}{COMMANDS_PATH}"} if url else {})


def _others(commands: Sequence[Command]) -> str:
    """Name what stands behind `/record` for everyone."""
    open_to_all = (command for command in commands if command.role is Role.EVERYONE)
    names = [name for name, _ in branches(1, open_to_all) if name not in REGISTERED]
    return " | ".join((*names, "…"))


def _settings(url: str | None, *, installs: bool) -> dict[str, Any]:
    events: dict[str, Any] = {"bot_events": sorted(EVENTS)}
    interactivity: dict[str, Any] = {"is_enabled": True}
    if url:
        events["request_url"] = f"{url}{EVENTS_PATH}"
        interactivity["request_url"] = f"{url}{INTERACTIVE_PATH}"
        interactivity["message_menu_options_url"] = f"{url}{INTERACTIVE_PATH}"
    return {
        "event_subscriptions": events,
        "interactivity": interactivity,
        "org_deploy_enabled": False,
        "socket_mode_enabled": not url,
        # Tokens that are renewed are kept in the database; one that stands in a variable would end after 12 hours.
        "token_rotation_enabled": installs,
    }
