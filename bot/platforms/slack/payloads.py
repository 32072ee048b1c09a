"""What Slack sends, read into what someone did: nothing is run before it could be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import unquote_plus, unquote_to_bytes

from slack_bolt.context.async_context import AsyncBoltContext

from bot.platforms.slack.views import values
from bot.platforms.slack.written import written

Body: TypeAlias = Mapping[str, Any]

_ID = re.compile(r"[A-Z0-9]{1,40}")
_TRIGGER = re.compile(r"[!-~]{1,200}")
_TIMESTAMP = re.compile(r"[0-9]{1,12}\.[0-9]{1,9}")
_SAYING = frozenset({None, "", "file_share", "thread_broadcast"})
_LATEST = 10**11
"""Seconds since 1970, some three thousand years from now; a date can be made of less."""


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
    written: Mapping[str, str]
    files: Mapping[str, Body]
    """What Slack tells of the file in each field that has one."""


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
    files: tuple[Body, ...] = ()
    """What Slack tells of the files that go along."""


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


def read_command(form: str) -> Slash | None:
    """Read a slash command as it comes over HTTP; `None` for Slack's own look at the certificate.

    All that it says stands in its form. Raise `Malformed` for what Slack would not send.
    """
    body = {name: _unquoted(value) for name, _, value in [pair.partition("=") for pair in form.split("&")]}
    if "ssl_check" in body:
        return None
    try:
        where = Where(
            team=_id(body["team_id"]),
            user=_id(body["user_id"]),
            channel=_id(body.get("channel_id")),
            enterprise=_id(body.get("enterprise_id")),
            everywhere=body.get("is_enterprise_install") == "true",
            response_url=_text(body.get("response_url", "")),
            trigger=_trigger(body["trigger_id"]),
            is_direct=_is_direct(body),
        )
        return Slash(where, _text(body["command"]), _text(body.get("text", "")))
    except (KeyError, ValueError) as error:
        raise Malformed(type(error).__name__) from None


def _unquoted(value: str) -> str:
    if not ("%" in value or "+" in value):
        return value
    if not value.isascii():
        return unquote_plus(value)
    return unquote_to_bytes(value.replace("+", " ")).decode("utf-8", "replace")  # The same, in half the time.


def key_of(body: Body) -> str:
    """Give what a request is known by when Slack sends it again; nothing for one that may well be done twice."""
    event = body.get("event")
    if isinstance(event, Mapping):
        # Not by `event_id`: the same event has come with another one.
        return f"event {event.get('channel')} {event['ts']}" if event.get("ts") else ""
    return key_of_trigger(body["trigger_id"]) if body.get("trigger_id") else ""


def key_of_trigger(trigger: str) -> str:
    return f"trigger {trigger}"


def _read(body: Body, context: AsyncBoltContext) -> Deed | None:
    if "event" in body or body.get("type") == "event_callback":
        return _event(body, context)
    if "command" in body:
        return Slash(_pressing(body, context), _text(body["command"]), _text(body.get("text") or ""))
    match _text(body["type"]):
        case "block_actions":
            return Press(_pressing(body, context), _pressed(body["actions"][0]))
        case "view_submission":
            return _sent(body, context) if body["view"]["state"]["values"] else None
        case "block_suggestion":
            field, _, _ = _text(body["block_id"]).partition("+")
            return Typing(_theirs(body, context), field, _text(body["value"]))
        case "message_action":
            message = body["message"]
            text = _text(written(message))
            return Shortcut(_pressing(body, context), _text(body["callback_id"]), text, _moment(message["ts"]))
        case _:
            return None


def _event(body: Body, context: AsyncBoltContext) -> Deed | None:
    event = body["event"]
    match _text(event["type"]):
        case "app_mention" if _is_said(event):
            return _said(body, context, direct=False)
        case "message" if event.get("channel_type") == "im" and _is_said(event):
            return _said(body, context, direct=True)
        case "app_home_opened" if event.get("tab") == "home":
            return HomeOpened(_theirs(body, context))
        case "app_uninstalled":
            return Ended(_where(body, context), "app_uninstalled", _seconds(body.get("event_time", 0)))
        case "tokens_revoked" if event["tokens"].get("bot"):
            return Ended(_where(body, context), "tokens_revoked", _seconds(body.get("event_time", 0)))
        case _:
            return None


def _is_said(event: Body) -> bool:
    """Tell whether a person said something just now: no bot, and no edit of what was said before."""
    return not (event.get("bot_id") or event.get("edited")) and event.get("subtype") in _SAYING


def _said(body: Body, context: AsyncBoltContext, *, direct: bool) -> Said:
    event = body["event"]
    files = tuple(event.get("files") or ())
    if not all(isinstance(told, Mapping) for told in files):
        raise TypeError("file")
    return Said(_theirs(body, context), _text(event.get("text") or ""), _moment(event["ts"]), direct, files)


def _sent(body: Body, context: AsyncBoltContext) -> Sent:
    written, uploads = values(body["view"]["state"])
    files = {name: found[0] for name, found in uploads.items() if found}
    if not all(isinstance(told, Mapping) for told in files.values()):
        raise TypeError("file")
    return Sent(_pressing(body, context), {name: _text(value) for name, value in written.items()}, files)


def _pressing(body: Body, context: AsyncBoltContext) -> Where:
    """Read where someone did something that may open a dialog, and is known by that when it comes again."""
    _trigger(body["trigger_id"])
    return _theirs(body, context)


def _theirs(body: Body, context: AsyncBoltContext) -> Where:
    """Read where someone did something: both have to be known."""
    where = _where(body, context)
    if not (where.team and where.user):
        raise ValueError("who")
    return where


def _where(body: Body, context: AsyncBoltContext) -> Where:
    container, view, event = body.get("container") or {}, body.get("view") or {}, body.get("event") or {}
    message = body.get("message") or {}
    thread = container.get("thread_ts") or event.get("thread_ts") or message.get("thread_ts")
    itself = container.get("message_ts") or message.get("ts")
    return Where(
        # Of an install in a whole organisation Bolt may not know in which workspace something was done.
        team=_id(context.team_id or body.get("context_team_id") or body.get("team_id")),
        user=_id(context.actor_user_id or context.user_id),
        channel=_id(context.channel_id),
        enterprise=_id(context.enterprise_id),
        everywhere=bool(context.is_enterprise_install),
        response_url=_text(body.get("response_url") or ""),
        trigger=_text(body.get("trigger_id") or ""),
        thread=_moment(thread) if thread and thread != itself else "",
        is_direct=_is_direct(body),
        pressing=body.get("type") in {"block_actions", "message_action"},
        ephemeral=bool(container.get("is_ephemeral")),
        view=_id(view.get("id")),
        is_home=view.get("type") == "home",
        meta=_text(view.get("private_metadata") or ""),
    )


def _is_direct(body: Body) -> bool:
    event, channel = body.get("event") or {}, body.get("channel")
    named = channel.get("name") if isinstance(channel, Mapping) else ""
    name = _text(body.get("channel_name") or named or "")
    return name == "directmessage" or name.startswith("mpdm-") or event.get("channel_type") in {"im", "mpim"}


def _pressed(action: Body) -> str:
    if "selected_option" in action:
        return _text(action["selected_option"]["value"])
    return _text(action.get("value") or "")


def _id(value: object) -> str:
    """Give an id; nothing when there is none."""
    if value in (None, ""):
        return ""
    text = _text(value)
    if not _ID.fullmatch(text):
        raise ValueError("id")
    return text


def _trigger(value: str) -> str:
    if not _TRIGGER.fullmatch(value):
        raise ValueError("trigger")
    return value


def _moment(value: object) -> str:
    """Give the timestamp of a message, which is its id in the channel."""
    text = _text(value)
    if not _TIMESTAMP.fullmatch(text):
        raise ValueError("timestamp")
    return text


def _seconds(value: object) -> int:
    if not isinstance(value, int) or not 0 <= value < _LATEST:
        raise ValueError("time")
    return value


def _text(value: object) -> str:
    """Give a text; half a character, which some client cut in two, is no text, so a question mark stands for it."""
    if not isinstance(value, str):
        raise TypeError(value)
    return value if value.isascii() else value.encode("utf-8", "replace").decode()
