"""Channels and the messages in them."""

from __future__ import annotations

from typing import Any

from tests.platforms.discord.loopback.call import Call, Operation
from tests.platforms.discord.loopback.content import IN_CHANNEL, read
from tests.platforms.discord.loopback.editing import edit
from tests.platforms.discord.loopback.guild import THREADS, WITH_MESSAGES, Channel
from tests.platforms.discord.loopback.message import Message
from tests.platforms.discord.loopback.nonces import nonce_of
from tests.platforms.discord.loopback.permissions import Permission
from tests.platforms.discord.loopback.refusals import Refused, flaw, malformed

MOST, USUAL = 100, 50


def channel(call: Call) -> dict[str, Any]:
    found = call.channel()
    guild = {} if found.guild else {"recipients": [each.payload() for each in found.recipients]}
    return found.payload() | guild


def send(call: Call) -> dict[str, Any]:
    """Post a message; one whose nonce was there just now is not posted again."""
    found = call.channel()
    world = call.world
    _may_write(call, found)
    nonce = nonce_of(call.body.object())
    before = world.nonces.find(found, nonce) if call.body.object().get("enforce_nonce") else None
    if before is not None:
        return before.payload()
    draft = read(world, found, call.body, IN_CHANNEL)
    found.archived = False
    message = Message(
        id=world.ids.new(),
        channel=found.id,
        author=world.app.bot,
        at=world.clock.now(),
        content=draft.content,
        way="channel",
        flags=draft.flags,
        guild=found.guild,
        nonce=nonce,
        application=world.app.id,
        reference=_reference(call, found),
        mentioned=draft.mentioned,
    )
    world.nonces.remember(found, message)
    return world.post(found, message).payload()


def _may_write(call: Call, channel: Channel) -> None:
    """Hold that the bot may write there, with files where it has some."""
    needed = Permission.SEND_MESSAGES_IN_THREADS if channel.kind in THREADS else Permission.SEND_MESSAGES
    call.channel(needed, *([Permission.ATTACH_FILES] if call.body.files else ()))
    if channel.kind not in WITH_MESSAGES:
        raise Refused(50008)
    if channel.archived and channel.locked:
        raise Refused(50083)
    if any(not user.takes_dms for user in channel.recipients):
        raise Refused(50007)


def _reference(call: Call, channel: Channel) -> dict[str, Any] | None:
    """Give what a message answers; one that is gone is refused, unless it may be."""
    told = call.body.object().get("message_reference")
    if not isinstance(told, dict):
        return None
    if channel.find(str(told.get("message_id"))) is None:
        if told.get("fail_if_not_exists", True):
            raise malformed(flaw("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message"))
        return None
    return {"type": 0, "channel_id": channel.id, "message_id": str(told["message_id"])}


def history(call: Call) -> list[dict[str, Any]]:
    """List messages, newest first; whoever may not read the history is given none."""
    found = call.channel()
    limit = _limit(call.query.get("limit"))
    if not call.world.bot_may(found) & Permission.READ_MESSAGE_HISTORY:
        return []
    listed = [each for each in found.messages if not each.ephemeral and not each.deleted]
    chosen = _part(listed, call, limit)
    return [call.world.as_bot_reads(found, each) for each in reversed(chosen)]


def _part(listed: list[Message], call: Call, limit: int) -> list[Message]:
    for name in ("before", "after", "around"):
        if name in call.query and not call.query[name].isdigit():
            raise malformed(flaw(name, "NUMBER_TYPE_COERCE", f'Value "{call.query[name]}" is not snowflake.'))
    if "after" in call.query:
        return [each for each in listed if int(each.id) > int(call.query["after"])][:limit]
    if "around" in call.query:
        near = sorted(listed, key=lambda each: abs(int(each.id) - int(call.query["around"])))[:limit]
        return [each for each in listed if each in near]
    if "before" in call.query:
        listed = [each for each in listed if int(each.id) < int(call.query["before"])]
    return listed[-limit:]


def _limit(given: str | None) -> int:
    if given is None:
        return USUAL
    if not given.isdigit() or not 1 <= int(given) <= MOST:
        raise malformed(flaw("limit", "NUMBER_TYPE_MAX", f"int value should be between 1 and {MOST}."))
    return int(given)


def message(call: Call) -> dict[str, Any]:
    found = call.channel(Permission.READ_MESSAGE_HISTORY)
    return call.world.as_bot_reads(found, call.message(found))


def update(call: Call) -> dict[str, Any]:
    """Edit a message of one's own; Discord counts the edits of old ones."""
    found = call.channel()
    message = call.message(found)
    if message.author is not call.world.app.bot:
        raise Refused(50005)
    draft = read(call.world, found, call.body, IN_CHANNEL, message)
    return edit(call.world, found, message, draft)


def delete(call: Call) -> None:
    found = call.channel()
    message = call.message(found)
    if message.author is not call.world.app.bot:
        call.channel(Permission.MANAGE_MESSAGES)
    call.world.delete(found, message)


def typing(call: Call) -> None:
    call.channel(Permission.SEND_MESSAGES)


_ONE = "/channels/{channel_id}/messages/{message_id}"
OPERATIONS = (
    Operation("get_channel", "GET", "/channels/{channel_id}", channel),
    Operation("list_messages", "GET", "/channels/{channel_id}/messages", history),
    Operation("create_message", "POST", "/channels/{channel_id}/messages", send),
    Operation("get_message", "GET", _ONE, message),
    Operation("update_message", "PATCH", _ONE, update),
    Operation("delete_message", "DELETE", _ONE, delete),
    Operation("trigger_typing_indicator", "POST", "/channels/{channel_id}/typing", typing),
)
