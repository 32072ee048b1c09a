"""What Slack sends to an app, shaped as it does."""

from __future__ import annotations

from typing import Any, Protocol

from tests.platforms.slack.loopback.app import App, Install
from tests.platforms.slack.loopback.message import Message
from tests.platforms.slack.loopback.view import View
from tests.platforms.slack.loopback.workspace import Channel, User, Workspace

Payload = dict[str, Any]


class Where(Protocol):
    """Who does something, in which workspace, with the app installed how."""

    @property
    def app(self) -> App: ...

    @property
    def install(self) -> Install: ...

    @property
    def workspace(self) -> Workspace: ...

    @property
    def home(self) -> Workspace:
        """Give the person's own workspace: another one when they come through a shared channel."""

    @property
    def user(self) -> User: ...


def about(scene: Where, kind: str) -> Payload:
    """Give what every interactive payload carries."""
    return {
        "type": kind,
        "token": scene.app.verification_token,
        "api_app_id": scene.app.id,
        "team": {"id": scene.workspace.id, "domain": scene.workspace.domain},
        "enterprise": organisation(scene.workspace),
        "is_enterprise_install": bool(scene.workspace.enterprise),
        "user": {
            "id": scene.user.id,
            "username": scene.user.name,
            "name": scene.user.name,
            "team_id": scene.user.team,
        },
    }


def organisation(workspace: Workspace) -> Payload | None:
    return {"id": workspace.enterprise, "name": "Organisation"} if workspace.enterprise else None


def channel_of(channel: Channel) -> Payload:
    return {"id": channel.id, "name": channel.called()}


def command(scene: Where, channel: Channel, line: tuple[str, str], trigger: str, response_url: str) -> dict[str, str]:
    """Give a slash command's form; `line` is the command and its text."""
    return {
        "token": scene.app.verification_token,
        "team_id": scene.workspace.id,
        "team_domain": scene.workspace.domain,
        "channel_id": channel.id,
        "channel_name": channel.called(),
        "user_id": scene.user.id,
        "user_name": scene.user.name,
        "command": line[0],
        "text": line[1],
        "api_app_id": scene.app.id,
        "is_enterprise_install": "true" if scene.workspace.enterprise else "false",
        **({"enterprise_id": scene.workspace.enterprise} if scene.workspace.enterprise else {}),
        "response_url": response_url,
        "trigger_id": trigger,
    }


def pressed_in_message(scene: Where, channel: Channel, message: Message, action: Payload, state: Payload) -> Payload:
    """Give what is sent when something in a message is pressed; an ephemeral one does not go along."""
    told = about(scene, "block_actions") | {
        "container": {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": message.ephemeral,
        },
        "channel": channel_of(channel),
        "state": {"values": state},
        "actions": [action],
    }
    if message.thread:
        told["container"]["thread_ts"] = message.thread
    return told if message.ephemeral else told | {"message": message.payload()}


def pressed_in_view(scene: Where, view: View, action: Payload, state: Payload) -> Payload:
    """Give what is sent when something in a view is pressed."""
    return about(scene, "block_actions") | {
        "container": {"type": "view", "view_id": view.id},
        "view": view.payload(state),
        "actions": [action],
    }


def submitted(scene: Where, view: View, state: Payload, trigger: str) -> Payload:
    """Give what is sent when a view is submitted; its team is the person's own, as Slack has it."""
    return about(scene, "view_submission") | {
        "team": {"id": scene.home.id, "domain": scene.home.domain},
        "trigger_id": trigger,
        "view": view.payload(state),
        "response_urls": [],
    }


def closed(scene: Where, view: View, state: Payload, *, is_cleared: bool) -> Payload:
    """Give what is sent when a view is closed that wanted to know."""
    return about(scene, "view_closed") | {
        "team": {"id": scene.home.id, "domain": scene.home.domain},
        "view": view.payload(state),
        "is_cleared": is_cleared,
    }


def suggested(scene: Where, view: View, menu: tuple[str, str], text: str, state: Payload) -> Payload:
    """Give what is sent when a menu wants options; `menu` is its block's id and its own."""
    return about(scene, "block_suggestion") | {
        "container": {"type": "view", "view_id": view.id},
        "view": view.payload(state),
        "block_id": menu[0],
        "action_id": menu[1],
        "value": text,
    }


def suggested_in_message(scene: Where, channel: Channel, message: Message, menu: tuple[str, str], text: str) -> Payload:
    """Give what is sent when a menu in a message wants options."""
    return about(scene, "block_suggestion") | {
        "container": {
            "type": "message",
            "message_ts": message.ts,
            "channel_id": channel.id,
            "is_ephemeral": message.ephemeral,
        },
        "channel": channel_of(channel),
        "block_id": menu[0],
        "action_id": menu[1],
        "value": text,
    }


def shortcut(scene: Where, callback_id: str, at: str) -> Payload:
    """Give a global shortcut."""
    return about(scene, "shortcut") | {"callback_id": callback_id, "action_ts": at}


def message_action(scene: Where, channel: Channel, message: Message, callback_id: str, at: str) -> Payload:
    """Give a shortcut on a message."""
    return about(scene, "message_action") | {
        "callback_id": callback_id,
        "action_ts": at,
        "channel": channel_of(channel),
        "message_ts": message.ts,
        "message": message.payload(),
    }


def message_event(channel: Channel, message: Message, kind: str = "message") -> Payload:
    """Give the event that tells of a message: `message`, or `app_mention`."""
    told = message.payload() | {"type": kind, "channel": channel.id, "event_ts": message.ts}
    if message.files:
        told["subtype"] = "file_share"
    if channel.is_shared:
        told |= {"user_team": message.team, "source_team": message.team}
    return told if kind == "app_mention" else told | {"channel_type": channel.type}


def changed_event(channel: Channel, message: Message, before: Payload, at: str) -> Payload:
    """Give the event that tells of an edit."""
    return hidden(channel, "message_changed", at) | {"message": message.payload(), "previous_message": before}


def deleted_event(channel: Channel, message: Message, at: str) -> Payload:
    """Give the event that tells that a message is gone."""
    told = {"deleted_ts": message.ts, "previous_message": message.payload()}
    return hidden(channel, "message_deleted", at) | told


def hidden(channel: Channel, subtype: str, at: str) -> Payload:
    return {
        "type": "message",
        "subtype": subtype,
        "hidden": True,
        "channel": channel.id,
        "channel_type": channel.type,
        "ts": at,
        "event_ts": at,
    }


def event_callback(scene: Where, event: Payload, ids: tuple[str, str], at: float, channel: Channel | None) -> Payload:
    """Give an event as it goes out; `ids` are the event's and its context's.

    In a shared channel `team_id` is where it happened, and `authorizations` says for whom the app hears it.
    """
    shared = channel is not None and channel.is_shared
    return {
        "token": scene.app.verification_token,
        "team_id": scene.home.id if shared else scene.workspace.id,
        "context_team_id": scene.workspace.id,
        "context_enterprise_id": scene.workspace.enterprise or None,
        "api_app_id": scene.app.id,
        "event": event,
        "type": "event_callback",
        "event_id": ids[0],
        "event_time": int(at),
        "authorizations": [
            {
                "enterprise_id": scene.workspace.enterprise or None,
                "team_id": None if scene.workspace.enterprise else scene.workspace.id,
                "user_id": scene.install.bot_user,
                "is_bot": True,
                "is_enterprise_install": bool(scene.workspace.enterprise),
            }
        ],
        "is_ext_shared_channel": shared,
        "event_context": ids[1],
    }
