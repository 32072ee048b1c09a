"""`conversations.*`: looking at channels, joining them, reading what was said."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from math import inf
from typing import Any

from tests.platforms.slack.loopback.call import Call
from tests.platforms.slack.loopback.message import Message
from tests.platforms.slack.loopback.refusals import Refused
from tests.platforms.slack.loopback.workspace import Channel

STAMP = re.compile(r"\d{1,12}(\.\d{1,6})?")
MOST = 999
USUAL = 100
MOST_DISTRIBUTED = 15
"""For apps that are sold outside Slack's own directory."""


def info(call: Call) -> dict[str, Any]:
    """Tell of a channel."""
    channel = call.channel()
    call.may(f"{channel.kind}:read")
    return {"channel": channel.payload(call.install.bot_user)}


def opened(call: Call) -> dict[str, Any]:
    """Open the conversation with a person."""
    users = [user for user in call.needed("users").split(",") if user]
    if len(users) != 1:
        raise Refused("invalid_users")
    user = call.world.find_user(call.workspace, users[0])
    if user is None or user.deleted:
        raise Refused("user_not_found")
    channel = call.world.direct(call.install, user)
    return {"channel": channel.payload(call.install.bot_user) if call.flag("return_im") else {"id": channel.id}}


def join(call: Call) -> dict[str, Any]:
    """Join a public channel."""
    channel = call.channel()
    if channel.kind != "channels":
        raise Refused("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise Refused("is_archived")
    known = call.is_member(channel)
    channel.members.add(call.install.bot_user)
    told = {"channel": channel.payload(call.install.bot_user)}
    return told | {"warning": "already_in_channel"} if known else told


def history(call: Call) -> dict[str, Any]:
    """Give what was said in a channel, newest first; replies stand in their threads."""
    channel = readable(call)
    return page(call, channel, lambda message: message.thread in ("", message.ts))


def replies(call: Call) -> dict[str, Any]:
    """Give a thread, oldest first."""
    channel = readable(call)
    thread = call.needed("ts")
    if channel.find(thread) is None:
        raise Refused("thread_not_found")
    told = page(call, channel, lambda message: thread in (message.ts, message.thread))
    return told | {"messages": told["messages"][::-1]}


def readable(call: Call) -> Channel:
    channel = call.channel()
    call.may(f"{channel.kind}:history")
    if not call.is_member(channel):
        raise Refused("not_in_channel")
    return channel


def page(call: Call, channel: Channel, wanted: Callable[[Message], bool]) -> dict[str, Any]:
    """Give one page of the messages that are wanted."""
    every = [each for each in reversed(channel.messages) if not each.deleted and not each.ephemeral and wanted(each)]
    chosen = [each for each in every if within(call, each.ts)]
    limit, start = limit_of(call), start_of(call)
    shown = chosen[start : start + limit]
    more = start + limit < len(chosen)
    with_metadata = call.flag("include_all_metadata")
    return {
        "messages": [each.payload(with_metadata=with_metadata) for each in shown],
        "has_more": more,
        "response_metadata": {"next_cursor": b64encode(f"next:{start + limit}".encode()).decode() if more else ""},
    }


def start_of(call: Call) -> int:
    """Give where the page that a cursor stands for begins."""
    cursor = call.text("cursor")
    if not cursor:
        return 0
    try:
        return int(b64decode(cursor, validate=True).decode().removeprefix("next:"))
    except ValueError as error:
        raise Refused("invalid_cursor") from error


def limit_of(call: Call) -> int:
    wanted = call.text("limit") or str(USUAL)
    limit = int(wanted) if wanted.isdecimal() else 0
    if not 1 <= limit <= MOST:
        raise Refused("invalid_limit")
    return min(limit, MOST_DISTRIBUTED) if call.world.app.distributed else limit


def within(call: Call, ts: str) -> bool:
    """Say whether a message lies in the range that a call asks for."""
    at, inclusive = float(ts), call.flag("inclusive")
    oldest, latest = moment(call, "oldest", 0), moment(call, "latest", inf)
    return oldest <= at <= latest if inclusive else oldest < at < latest


def moment(call: Call, name: str, otherwise: float) -> float:
    """Give a timestamp that a call names."""
    wanted = call.text(name)
    if wanted and not STAMP.fullmatch(wanted):
        raise Refused(f"invalid_ts_{name}")
    return float(wanted) if wanted else otherwise
