"""What an app says by a response URL or by the body of its first answer to a command."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from tests.platforms.slack.loopback.app import Install
from tests.platforms.slack.loopback.call import TRUE
from tests.platforms.slack.loopback.content import Content, read
from tests.platforms.slack.loopback.hooks import Hook
from tests.platforms.slack.loopback.message import Message
from tests.platforms.slack.loopback.refusals import Refused
from tests.platforms.slack.loopback.trouble import Trouble
from tests.platforms.slack.loopback.workspace import Channel
from tests.platforms.slack.loopback.world import World

GONE = ("expired_url", "used_url", "invalid_url")
TYPES = (None, "ephemeral", "in_channel")


class Responses:
    """Takes what is posted to response URLs."""

    def __init__(self, world: World, trouble: Trouble) -> None:
        self._world, self._trouble = world, trouble

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one request to a response URL."""
        body = await request.read()
        fault = self._world.faults.next("response_url")
        if fault is not None:
            return await self._trouble.make(request, fault, lambda: self._taken(request.path, body))
        told = self._taken(request.path, body)
        if told["ok"]:
            return web.Response(text="ok")
        return web.json_response(told, status=404 if told["error"] in GONE else 400)

    def _taken(self, path: str, body: bytes) -> dict[str, Any]:
        try:
            self._take(path, body)
        except Refused as refused:
            self._world.refuse("response_url", refused)
            return refused.body()
        return {"ok": True}

    def _take(self, path: str, body: bytes) -> None:
        hook = self._world.hooks.look(path)
        try:
            said = json.loads(body)
        except ValueError as error:
            raise Refused("invalid_payload") from error
        if not isinstance(said, dict):
            raise Refused("invalid_payload")
        respond(self._world, hook, said, "response_url")
        hook.uses += 1


def respond(world: World, hook: Hook, said: Mapping[str, Any], way: str) -> None:
    """Do what an answer says: show it, put it in the place of its origin, or take the origin away."""
    install = world.installs[hook.team]
    channel = world.workspaces[hook.team].channels[hook.channel]
    kind = said.get("response_type")
    if kind not in TYPES:
        raise Refused("invalid_payload", [f"unsupported response_type: {kind}"])
    origin = channel.find(hook.origin) if hook.origin else None
    if said.get("delete_original") in TRUE:
        remove(world, channel, origin)
        return
    content = read(said)
    if said.get("replace_original") in TRUE and origin is not None:
        if kind is not None and (kind == "ephemeral") != origin.ephemeral:
            raise Refused("invalid_payload", ["replace_original does not change who sees a message"])
        replace(world, channel, origin, content)
        return
    message = made(world, install, channel, content, way)
    message.seen_by = "" if kind == "in_channel" else hook.user
    message.thread = str(said.get("thread_ts") or "")
    world.post(channel, message)


def remove(world: World, channel: Channel, origin: Message | None) -> None:
    if origin is None:
        raise Refused("message_not_found")
    world.delete(channel, origin)


def replace(world: World, channel: Channel, origin: Message, content: Content) -> None:
    """Put an answer in the place of the message that was pressed."""
    world.edit(channel, origin, content.text, world.ids.filled(content.blocks or []))


def made(world: World, install: Install, channel: Channel, content: Content, way: str) -> Message:
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
        metadata=content.metadata or None,
    )
