"""Slash commands: how the text is handed over, and what becomes of the first answer."""

from __future__ import annotations

import re

from tests.platforms.slack.loopback import payloads
from tests.platforms.slack.loopback.delivery import Answer
from tests.platforms.slack.loopback.outcome import Outcome, Watch
from tests.platforms.slack.loopback.refusals import Refused
from tests.platforms.slack.loopback.responding import respond
from tests.platforms.slack.loopback.scene import Scene
from tests.platforms.slack.loopback.workspace import Channel

MENTION = re.compile(r"(?<!\S)([@#])([\w.-]+)")
LINK = re.compile(r"https?://[^\s<>]+")


async def slash(scene: Scene, channel: Channel, command: str, text: str) -> Outcome:
    """Type a command in a channel."""
    watch = Watch(scene)
    known = scene.app.commands is None or command in scene.app.commands
    outside = scene.home is not scene.workspace
    if outside or not known or scene.install.gone or "commands" not in scene.install.token.scopes:
        return watch.outcome(Answer(), "unknown_command")
    if channel.is_archived:
        return watch.outcome(Answer(), "is_archived")
    url = scene.hook("commands", channel)
    written = escaped(scene, text) if (scene.app.commands or {}).get(command) else text
    form = payloads.command(scene, channel, (command, written), scene.trigger(), url)
    answer = await scene.send("command", form, wants_answer=True)
    error = "" if answer.error or answer.body is None else said(scene, answer, url)
    return watch.outcome(answer, error)


def said(scene: Scene, answer: Answer, url: str) -> str:
    """Show the body of an answer; give the code of what is wrong with it."""
    body = {"text": answer.body} if isinstance(answer.body, str) else answer.body
    try:
        respond(scene.world, scene.world.hooks.look(url.removeprefix(scene.world.base)), body, "answer")
    except Refused as refused:
        scene.world.refuse("command", refused, body)
        return "invalid_command_response"
    return ""


def escaped(scene: Scene, text: str) -> str:
    """Give a text as Slack hands it over where an app wants users, channels and links escaped."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    linked = LINK.sub(lambda found: f"<{found[0]}>", safe)
    return MENTION.sub(lambda found: mention(scene, found[1], found[2]) or found[0], linked)


def mention(scene: Scene, sign: str, name: str) -> str:
    """Give the escaped form of somebody or of a channel; "" when there is none of this name."""
    if sign == "@":
        users = scene.workspace.users.values()
        return next((f"<@{user.id}|{user.name}>" for user in users if user.name == name), "")
    channels = scene.workspace.channels.values()
    return next((f"<#{each.id}|{each.name}>" for each in channels if each.name == name and not each.is_private), "")
