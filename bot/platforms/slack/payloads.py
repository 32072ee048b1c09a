"""What Slack sends, read into what someone did: nothing is run before it could be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from slack_bolt.context.async_context import AsyncBoltContext

Body: TypeAlias = Mapping[str, Any]


class Malformed(Exception):
    """A signed request that is not as Slack writes them."""


@dataclass(frozen=True, slots=True)
class Where:
    """Who did something and where, and the ways to answer there; what is not there is empty."""

    team: str
    user: str
    channel: str = ""
    enterprise: str = ""
    everywhere: bool = False
    """Whether the bot is let into all of the enterprise at once."""
    response_url: str = ""
    trigger: str = ""
    """Opens a dialog, once, within three seconds."""
    thread: str = ""
    """The message that the thread began with in which it was done; nothing for that message itself."""
    is_direct: bool = False
    """Whether it was done where people talk among themselves, or with the app."""
    pressing: bool = False
    """Whether something was pressed or chosen that others may see, too."""
    ephemeral: bool = False
    """Whether it was done on a message that only they see."""
    view: str = ""
    """The id of the dialog or Home that it was done in."""
    is_home: bool = False
    meta: str = ""
    """What the dialog carries unseen."""

    @property
    def tenant(self) -> str:
        return f"slack:{self.team}"


@dataclass(frozen=True, slots=True)
class Slash:
    """A slash command was sent."""

    where: Where
    command: str
    text: str


@dataclass(frozen=True, slots=True)
class Press:
    """A button was pressed or an option chosen."""

    where: Where
    value: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A dialog was sent."""

    where: Where
    state: Body


@dataclass(frozen=True, slots=True)
class Typing:
    """Someone types into a field with suggestions."""

    where: Where
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut was chosen on a message."""

    where: Where
    name: str
    text: str
    at: str
    """The message's timestamp, which is its id in the channel."""


@dataclass(frozen=True, slots=True)
class Said:
    """Someone said something to the bot, in a channel or directly."""

    where: Where
    text: str
    at: str
    direct: bool


@dataclass(frozen=True, slots=True)
class HomeOpened:
    where: Where


@dataclass(frozen=True, slots=True)
class Ended:
    """The workspace took the bot out, or its token back; `at` is when, in seconds since 1970."""

    where: Where
    why: str
    at: int


Deed: TypeAlias = Slash | Press | Sent | Typing | Shortcut | Said | HomeOpened | Ended


def read(body: Body, context: AsyncBoltContext) -> Deed | None:
    """Read what someone did; `None` for what is nothing to us. Raise `Malformed` for what Slack would not send."""
    try:
        return _read(body, context)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise Malformed(type(error).__name__) from None


def key_of(body: Body) -> str:
    """Give what a request is known by when Slack sends it again; nothing for one that may well be done twice."""
    event = body.get("event")
    if isinstance(event, Mapping):
        # Not by `event_id`: the same event has come with another one.
        return f"event {event.get('channel')} {event.get('ts') or event.get('event_ts')}" if event.get("ts") else ""
    return f"trigger {body['trigger_id']}" if body.get("trigger_id") else ""


def _read(body: Body, context: AsyncBoltContext) -> Deed | None:
    if "command" in body:
        return Slash(_where(body, context), _text(body["command"]), _text(body.get("text") or ""))
    match body.get("type"):
        case "event_callback":
            return _event(body, context)
        case "block_actions":
            return Press(_where(body, context), _pressed(body["actions"][0]))
        case "view_submission":
            return Sent(_where(body, context), body["view"]["state"]) if body["view"]["state"]["values"] else None
        case "block_suggestion":
            field, _, _ = _text(body["block_id"]).partition("+")
            return Typing(_where(body, context), field, _text(body["value"]))
        case "message_action":
            message = body["message"]
            text = _text(message.get("text") or "")
            return Shortcut(_where(body, context), _text(body["callback_id"]), text, _text(message["ts"]))
        case _:
            return None


def _event(body: Body, context: AsyncBoltContext) -> Deed | None:
    event = body["event"]
    where = _where(body, context)
    match event["type"]:
        case "app_mention" if not event.get("bot_id"):
            return Said(where, _text(event["text"]), _text(event["ts"]), direct=False)
        case "message" if event.get("channel_type") == "im" and not event.get("bot_id") and not event.get("subtype"):
            return Said(where, _text(event.get("text") or ""), _text(event["ts"]), direct=True)
        case "app_home_opened" if event.get("tab") == "home":
            return HomeOpened(where)
        case "app_uninstalled":
            return Ended(where, "app_uninstalled", int(body.get("event_time", 0)))
        case "tokens_revoked" if event["tokens"].get("bot"):
            return Ended(where, "tokens_revoked", int(body.get("event_time", 0)))
        case _:
            return None


def _where(body: Body, context: AsyncBoltContext) -> Where:
    container, view, event = body.get("container") or {}, body.get("view") or {}, body.get("event") or {}
    message = body.get("message") or {}
    thread = container.get("thread_ts") or event.get("thread_ts") or message.get("thread_ts") or ""
    itself = container.get("message_ts") or message.get("ts")
    return Where(
        team=_text(context.team_id or ""),
        user=_text(context.actor_user_id or context.user_id or ""),
        channel=_text(context.channel_id or ""),
        enterprise=_text(context.enterprise_id or ""),
        everywhere=bool(context.is_enterprise_install),
        response_url=_text(body.get("response_url") or ""),
        trigger=_text(body.get("trigger_id") or ""),
        thread=_text(thread) if thread != itself else "",
        is_direct=_is_direct(body),
        pressing=body.get("type") in {"block_actions", "message_action"},
        ephemeral=bool(container.get("is_ephemeral")),
        view=_text(view.get("id") or ""),
        is_home=view.get("type") == "home",
        meta=_text(view.get("private_metadata") or ""),
    )


def _is_direct(body: Body) -> bool:
    channel = body.get("channel")
    name = body.get("channel_name") or (channel.get("name") if isinstance(channel, Mapping) else "") or ""
    return name == "directmessage" or name.startswith("mpdm-")


def _pressed(action: Body) -> str:
    if "selected_option" in action:
        return _text(action["selected_option"]["value"])
    return _text(action.get("value") or "")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value
