"""`chat.*`: posting, editing and deleting the bot's messages."""

from __future__ import annotations

import re
from typing import Any

from tests.platforms.slack.loopback.call import Call
from tests.platforms.slack.loopback.content import Content, read
from tests.platforms.slack.loopback.kit import limits
from tests.platforms.slack.loopback.message import Message
from tests.platforms.slack.loopback.refusals import Refused
from tests.platforms.slack.loopback.workspace import Channel

OPTIONS = ("unfurl_links", "unfurl_media", "link_names", "parse", "mrkdwn", "reply_broadcast", "username")
TS = re.compile(r"\d+\.\d{6}")


def post_message(call: Call) -> dict[str, Any]:
    """Post to a channel or a person."""
    channel = call.channel(names=True)
    writable(call, channel)
    content = read(call.args)
    message = said(call, channel, content, "chat.postMessage")
    message.metadata = content.metadata or None
    call.world.post(channel, message)
    return {"channel": channel.id, "ts": message.ts, "message": message.payload(with_metadata=True)}


def post_ephemeral(call: Call) -> dict[str, Any]:
    """Show something to one member of a channel."""
    channel = call.channel(names=True)
    if not call.is_member(channel):
        raise Refused("not_in_channel")
    if channel.is_archived:
        raise Refused("is_archived")
    user = call.needed("user")
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    message = said(call, channel, read(call.args), "chat.postEphemeral")
    message.seen_by = user
    call.world.post(channel, message)
    return {"message_ts": message.ts}


def writable(call: Call, channel: Channel) -> None:
    """Hold that the bot may write into a channel."""
    if channel.is_archived:
        raise Refused("is_archived")
    if channel.is_im and not call.world.app.messages_tab:
        raise Refused("messages_tab_disabled")
    public = not channel.is_private and not channel.is_im
    if not call.is_member(channel) and not (public and "chat:write.public" in call.token.scopes):
        raise Refused("not_in_channel")


def said(call: Call, channel: Channel, content: Content, way: str) -> Message:
    """Make a message of the bot."""
    install, world = call.install, call.world
    return Message(
        ts=world.ids.ts(),
        channel=channel.id,
        team=install.team,
        user=install.bot_user,
        text=content.text,
        way=way,
        blocks=world.ids.filled(content.blocks or []),
        bot=install.bot,
        app=world.app.id,
        thread=thread(call, channel),
        options={name: call.args[name] for name in OPTIONS if name in call.args},
    )


def thread(call: Call, channel: Channel) -> str:
    """Give the thread that a message goes into, if there is one that it can go into."""
    wanted = call.text("thread_ts")
    if not wanted:
        return ""
    if not TS.fullmatch(wanted):
        raise Refused("invalid_thread_ts")
    parent = channel.find(wanted)
    if parent is None:
        raise Refused("thread_not_found")
    if parent.ephemeral:
        raise Refused("cannot_reply_to_message")
    return parent.thread or parent.ts


def update(call: Call) -> dict[str, Any]:
    """Edit the bot's own message; blocks and metadata that are not given stay as they are."""
    channel = call.channel()
    message = call.message(channel)
    if message.bot != call.install.bot or message.way != "chat.postMessage":
        raise Refused("cant_update_message")
    if channel.is_archived:
        raise Refused("is_inactive")
    content = read(call.args, limits.UPDATE_TEXT)
    blocks = message.blocks if content.blocks is None else call.world.ids.filled(content.blocks)
    call.world.edit(channel, message, content.text, blocks)
    if content.metadata is not None:
        message.metadata = content.metadata or None
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": message.payload()}


def delete(call: Call) -> dict[str, Any]:
    """Delete the bot's own message."""
    channel = call.channel()
    message = call.message(channel)
    if message.bot != call.install.bot:
        raise Refused("cant_delete_message")
    call.world.delete(channel, message)
    return {"channel": channel.id, "ts": message.ts}


def permalink(call: Call) -> dict[str, Any]:
    """Give the address of a message."""
    channel = call.channel()
    wanted = call.needed("message_ts")
    message = channel.find(wanted)
    if message is None or message.ephemeral:
        raise Refused("message_not_found")
    address = f"https://{call.workspace.domain}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.thread:
        address += f"?thread_ts={message.thread}&cid={channel.id}"
    return {"channel": channel.id, "permalink": address}
