"""The app as it is registered at Slack: its keys, commands, shortcuts, events, scopes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SCOPES = (
    "app_mentions:read",
    "channels:history",
    "channels:join",
    "channels:read",
    "chat:write",
    "chat:write.public",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "team:read",
    "users:read",
)
EVENTS = ("app_mention", "message.im", "app_home_opened", "app_uninstalled", "tokens_revoked")


@dataclass(slots=True)
class App:
    """One app; `commands` and `shortcuts` are None as long as any name is taken.

    `commands` says of each whether users and channels in its text are escaped.
    """

    id: str = "A00000001"
    name: str = "On Record"
    client_id: str = "1000.2000"
    client_secret: str = "client-" + "secret"
    signing_secret: str = "signing-" + "secret"
    verification_token: str = "verification-" + "token"
    app_token: str = "xapp-1-" + "loopback"
    app_token_scopes: tuple[str, ...] = ("connections:write",)
    scopes: tuple[str, ...] = SCOPES
    events: tuple[str, ...] = EVENTS
    commands: Mapping[str, bool] | None = None
    shortcuts: frozenset[str] | None = None
    redirect_urls: tuple[str, ...] = ()
    interactive: bool = True
    home_tab: bool = True
    messages_tab: bool = True
    token_rotation: bool = False
    distributed: bool = False
    """Whether it is sold outside Slack's own directory, which lowers what it may read of histories."""

    def register(self, manifest: Mapping[str, Any]) -> None:
        """Take over what an app manifest says, as pasting it into Slack's page would."""
        features, settings = manifest.get("features", {}), manifest.get("settings", {})
        self.name = manifest["display_information"]["name"]
        self.commands = {
            each["command"]: each.get("should_escape", False) for each in features.get("slash_commands", ())
        }
        self.shortcuts = frozenset(each["callback_id"] for each in features.get("shortcuts", ()))
        self.scopes = tuple(manifest.get("oauth_config", {}).get("scopes", {}).get("bot", ()))
        self.redirect_urls = tuple(manifest.get("oauth_config", {}).get("redirect_urls", ()))
        self.events = tuple(settings.get("event_subscriptions", {}).get("bot_events", ()))
        self.interactive = settings.get("interactivity", {}).get("is_enabled", False)
        self.token_rotation = settings.get("token_rotation_enabled", False)
        home = features.get("app_home", {})
        self.home_tab = home.get("home_tab_enabled", False)
        self.messages_tab = home.get("messages_tab_enabled", False)


@dataclass(slots=True)
class Token:
    """A token and how far it reaches; `until` is when it ends, by Slack's clock."""

    value: str
    team: str
    scopes: frozenset[str]
    until: float | None = None
    revoked: str = ""
    """The error's code that it is answered with since it was revoked."""


@dataclass(slots=True)
class Install:
    """The app in one workspace: its bot user and its tokens."""

    team: str
    bot_user: str
    bot: str
    scopes: tuple[str, ...]
    token: Token
    refresh: str = ""
    installer: str = ""
    gone: bool = False
    old: list[Token] = field(default_factory=list)
