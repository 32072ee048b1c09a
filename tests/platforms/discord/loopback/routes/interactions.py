"""Answers to interactions: the first one, those that follow, and changes to them."""

from __future__ import annotations

from typing import Any

from tests.platforms.discord.loopback.answering import respond, say
from tests.platforms.discord.loopback.call import Call, Operation
from tests.platforms.discord.loopback.content import IN_ANSWER, Draft, read
from tests.platforms.discord.loopback.editing import edit
from tests.platforms.discord.loopback.guild import Channel
from tests.platforms.discord.loopback.interaction import LIFE, MODAL, MOST_FOLLOW_UPS, Interaction
from tests.platforms.discord.loopback.message import EPHEMERAL, LOADING, Message
from tests.platforms.discord.loopback.refusals import Refused


def callback(call: Call) -> dict[str, Any] | None:
    """Take the first answer to an interaction."""
    interaction = call.world.interactions.get(call.parts["interaction_token"])
    if interaction is None or interaction.id != call.parts["interaction_id"]:
        raise Refused(10062)
    if call.world.clock.now() > interaction.at + LIFE:
        raise Refused(10062)
    respond(call.world, interaction, call.body)
    return _told(interaction) if call.flag("with_response") else None


def _told(interaction: Interaction) -> dict[str, Any]:
    """Give what came of the first answer."""
    original, first = interaction.original, interaction.first
    told: dict[str, Any] = {"id": interaction.id, "type": interaction.kind, "response_message_ephemeral": None}
    answer: dict[str, Any] = {"interaction": told}
    if original is not None:
        told |= {
            "response_message_id": original.id,
            "response_message_loading": original.thinking,
            "response_message_ephemeral": original.ephemeral,
        }
        answer["resource"] = {"type": first, "message": original.payload()}
    elif first == MODAL:
        answer["resource"] = {"type": first}
    return answer


def follow_up(call: Call) -> dict[str, Any]:
    """Say something more; what follows an answer that was put off takes its place."""
    interaction = call.interaction()
    world = call.world
    if interaction.is_users_own and len(interaction.follow_ups) >= MOST_FOLLOW_UPS:
        raise Refused(40094)
    draft = read(world, interaction.channel, call.body, IN_ANSWER)
    original = interaction.original
    if interaction.awaits_first and original is not None:
        return _filled(call, interaction, original, Draft(draft.content, draft.flags & ~EPHEMERAL, draft.mentioned))
    message = say(world, interaction, draft, "follow-up")
    interaction.follow_ups.append(message)
    return message.payload()


def _filled(call: Call, interaction: Interaction, message: Message, draft: Draft) -> dict[str, Any]:
    """Let an answer come that was put off."""
    interaction.awaits_first = False
    message.flags &= ~LOADING
    return edit(call.world, _channel(call, message), message, draft)


def _channel(call: Call, message: Message) -> Channel:
    return call.world.channels[message.channel]


def _message(call: Call) -> Message:
    """Give a message that answers the interaction, or the one that was pressed."""
    interaction = call.interaction()
    wanted = call.parts.get("message_id", "@original")
    every = (interaction.original, *interaction.follow_ups, interaction.message)
    found = interaction.original if wanted == "@original" else next((m for m in every if m and m.id == wanted), None)
    if found is None or found.deleted:
        raise Refused(10008)
    return found


def get(call: Call) -> dict[str, Any]:
    return _message(call).payload()


def update(call: Call) -> dict[str, Any]:
    """Change an answer; one that was put off comes by that."""
    message = _message(call)
    interaction = call.interaction()
    draft = read(
        call.world, interaction.channel, call.body, IN_ANSWER & ~EPHEMERAL | message.flags & EPHEMERAL, message
    )
    if message.thinking:
        return _filled(call, interaction, message, draft)
    return edit(call.world, _channel(call, message), message, draft)


def delete(call: Call) -> None:
    message = _message(call)
    interaction = call.interaction()
    if message is interaction.original:
        interaction.awaits_first = False
    call.world.delete(_channel(call, message), message)


_HOOK = "/webhooks/{webhook_id}/{webhook_token}"
_ORIGINAL, _ONE = f"{_HOOK}/messages/@original", f"{_HOOK}/messages/{{message_id}}"
_CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"
OPERATIONS = (
    Operation("create_interaction_response", "POST", _CALLBACK, callback, bot_only=False),
    Operation("execute_webhook", "POST", _HOOK, follow_up, bot_only=False),
    Operation("get_original_webhook_message", "GET", _ORIGINAL, get, bot_only=False),
    Operation("update_original_webhook_message", "PATCH", _ORIGINAL, update, bot_only=False),
    Operation("delete_original_webhook_message", "DELETE", _ORIGINAL, delete, bot_only=False),
    Operation("get_webhook_message", "GET", _ONE, get, bot_only=False),
    Operation("update_webhook_message", "PATCH", _ONE, update, bot_only=False),
    Operation("delete_webhook_message", "DELETE", _ONE, delete, bot_only=False),
)
