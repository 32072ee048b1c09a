"""What an app answers first to an interaction: whether it may, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.platforms.discord.loopback.body import Body
from tests.platforms.discord.loopback.components import check_form
from tests.platforms.discord.loopback.content import IN_ANSWER, Draft, read
from tests.platforms.discord.loopback.interaction import (
    AUTOCOMPLETE,
    CHOICES,
    COMMAND,
    COMPONENT,
    DEADLINE,
    DEFER,
    DEFER_UPDATE,
    MODAL,
    SAY,
    SUBMIT,
    UPDATE,
    Interaction,
)
from tests.platforms.discord.loopback.message import EPHEMERAL, LOADING, Content, Message
from tests.platforms.discord.loopback.modal import Modal
from tests.platforms.discord.loopback.permissions import Permission
from tests.platforms.discord.loopback.refusals import Json, Refused, flaw, malformed
from tests.platforms.discord.loopback.suggestions import check_choices
from tests.platforms.discord.loopback.world import World

ALLOWED: Mapping[int, tuple[int, ...]] = {
    COMMAND: (SAY, DEFER, MODAL),
    COMPONENT: (SAY, DEFER, DEFER_UPDATE, UPDATE, MODAL),
    AUTOCOMPLETE: (CHOICES,),
    SUBMIT: (SAY, DEFER, DEFER_UPDATE, UPDATE),
}
"""The kinds of a first answer, by what is answered."""
CHAT_INPUT_ANSWER, MENU_ANSWER = 20, 23


def respond(world: World, interaction: Interaction, body: Body) -> None:
    """Do what the first answer says; raise `Refused` where Discord does not take it."""
    if interaction.lapsed or world.clock.now() > interaction.at + DEADLINE:
        raise Refused(10062)
    if interaction.first:
        raise Refused(40060)
    said = body.object()
    kind = said.get("type")
    allowed = _allowed(interaction)
    if kind not in allowed or isinstance(kind, bool):
        choices = ", ".join(map(str, allowed))
        raise malformed(flaw("type", "BASE_TYPE_CHOICES", f"Value must be one of {{{choices}}}."))
    data = said.get("data")
    if data is not None and not isinstance(data, dict):
        raise malformed(flaw("data", "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType"))
    _perform(world, interaction, kind, Body(data or {}, body.files))
    world.answers.append(said)
    interaction.settle(kind)
    world.changes.tell()


def _allowed(interaction: Interaction) -> tuple[int, ...]:
    """Give the kinds that may answer; a form that no message led to has no message to update."""
    kinds = ALLOWED[interaction.kind]
    if interaction.kind == SUBMIT and interaction.message is None:
        return tuple(kind for kind in kinds if kind not in (DEFER_UPDATE, UPDATE))
    return kinds


def _perform(world: World, interaction: Interaction, kind: int, data: Body) -> None:
    match kind:
        case 4:
            draft = read(world, interaction.channel, data, IN_ANSWER)
            interaction.original = say(world, interaction, draft, "answer")
        case 5:
            put_off(world, interaction, data)
        case 6:
            interaction.original = interaction.message
        case 7:
            interaction.original = update(world, interaction, data)
        case 8:
            interaction.choices = check_choices(interaction, data.json.get("choices"))
        case _:
            open_modal(world, interaction, data.json)


def put_off(world: World, interaction: Interaction, data: Body) -> None:
    """Show that an answer will come; who will see it is settled now."""
    flags = data.json.get("flags") or 0
    if flags & ~IN_ANSWER:
        raise malformed(flaw("data.flags", "INVALID_FLAGS", f"Flags {flags & ~IN_ANSWER} cannot be set here"))
    draft = Draft(Content(), flags & EPHEMERAL | LOADING)
    interaction.original = say(world, interaction, draft, "answer")
    interaction.awaits_first = True


def update(world: World, interaction: Interaction, data: Body) -> Message:
    """Put an answer in the place of the message that was pressed."""
    message = interaction.message
    if message is None:
        raise Refused(10008)
    draft = read(world, interaction.channel, data, IN_ANSWER & ~EPHEMERAL | message.flags & EPHEMERAL, message)
    world.edit(interaction.channel, message, draft.content, draft.flags | message.flags)
    return message


def open_modal(world: World, interaction: Interaction, data: Mapping[str, Json]) -> None:
    if flaws := check_form(data):
        raise malformed(*flaws)
    world.modals[interaction.user.id] = Modal(dict(data), interaction)


def say(world: World, interaction: Interaction, draft: Draft, way: str) -> Message:
    """Put a message into the channel of an interaction, seen by all or by whoever did it."""
    flags = draft.flags
    if interaction.is_users_own and not may_speak(world, interaction):
        flags |= EPHEMERAL
    channel = interaction.channel
    message = Message(
        id=world.ids.new(),
        channel=channel.id,
        author=world.app.bot,
        at=world.clock.now(),
        content=draft.content,
        way=way,
        flags=flags,
        guild=channel.guild,
        kind=_kind(interaction) if way == "answer" else 0,
        seen_by=interaction.user.id if flags & EPHEMERAL else "",
        application=world.app.id,
        interaction=metadata(interaction, way),
        mentioned={} if flags & EPHEMERAL else draft.mentioned,
    )
    return world.post(channel, message)


def may_speak(world: World, interaction: Interaction) -> bool:
    """Say whether an app that only the user installed is heard by others in this channel."""
    return bool(world.may(interaction.user, interaction.channel) & Permission.USE_EXTERNAL_APPS)


def _kind(interaction: Interaction) -> int:
    if interaction.kind != COMMAND:
        return 0
    return CHAT_INPUT_ANSWER if interaction.data.get("type", 1) == 1 else MENU_ANSWER


def metadata(interaction: Interaction, way: str) -> dict[str, Any]:
    """Give what Discord tells of an interaction with the message that answers it."""
    told: dict[str, Any] = {
        "id": interaction.id,
        "type": interaction.kind,
        "user": interaction.user.payload(),
        "authorizing_integration_owners": dict(interaction.owners),
    }
    if interaction.kind == COMMAND:
        told |= {"name": interaction.data["name"], "command_type": interaction.data.get("type", 1)}
    if interaction.kind == COMPONENT and interaction.message is not None:
        told["interacted_message_id"] = interaction.message.id
    if way != "answer" and interaction.original is not None:
        told["original_response_message_id"] = interaction.original.id
    return told
