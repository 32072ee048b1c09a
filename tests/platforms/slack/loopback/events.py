"""What happens in a workspace and is told to the app, where it may hear of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.platforms.slack.loopback import payloads
from tests.platforms.slack.loopback.delivery import Answer, Retry
from tests.platforms.slack.loopback.message import File, Message
from tests.platforms.slack.loopback.outcome import Outcome, Watch
from tests.platforms.slack.loopback.scene import Scene
from tests.platforms.slack.loopback.workspace import Channel

SCOPES = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "member_joined_channel": "channels:read",
}

LAST = ("app_uninstalled", "tokens_revoked")
"""What is told although the app is gone."""


def heard(scene: Scene, name: str) -> bool:
    """Say whether the app is subscribed to an event and has the scope to hear it."""
    scope = SCOPES.get(name)
    granted = scope is None or scope in scene.install.token.scopes
    return name in scene.app.events and (name in LAST or (granted and not scene.install.gone))


async def tell(
    scene: Scene, event: dict[str, Any], channel: Channel | None = None, retry: Retry | None = None
) -> Answer:
    """Send one event."""
    ids = scene.world.ids.new("Ev"), scene.world.ids.new("EC")
    payload = payloads.event_callback(scene, event, ids, scene.world.clock.now(), channel)
    return await scene.send("event", payload, retry=retry)


def written(scene: Scene, channel: Channel, text: str, thread: str = "", files: Sequence[File] = ()) -> Message:
    """Let a person write into a channel."""
    inside = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    message = Message(
        ts=scene.world.ids.ts(),
        channel=channel.id,
        team=scene.user.team,
        user=scene.user.id,
        text=text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"),
        way="person",
        blocks=scene.world.ids.filled([{"type": "rich_text", "elements": [inside]}]) if text else [],
        thread=thread,
        files=list(files),
    )
    return scene.world.post(channel, message)


async def say(scene: Scene, channel: Channel, message: Message, *, mentions: bool) -> Outcome:
    """Tell the app of a message that was written, by every event that it hears."""
    watch = Watch(scene)
    answer = Answer()
    member = scene.install.bot_user in channel.members
    if member and heard(scene, f"message.{channel.kind}"):
        answer = await tell(scene, payloads.message_event(channel, message), channel)
    if member and mentions and heard(scene, "app_mention"):
        answer = await tell(scene, payloads.message_event(channel, message, "app_mention"), channel)
    return watch.outcome(answer)


async def open_home(scene: Scene, channel: Channel, tab: str) -> Outcome:
    """Open the app's home or its messages."""
    watch = Watch(scene)
    view = scene.world.homes.get((scene.workspace.id, scene.user.id))
    event: dict[str, Any] = {
        "type": "app_home_opened",
        "user": scene.user.id,
        "channel": channel.id,
        "tab": tab,
        "event_ts": scene.world.ids.ts(),
    }
    if view is not None and tab == "home":
        event["view"] = view.payload({})
    answer = await tell(scene, event) if heard(scene, "app_home_opened") else Answer()
    return watch.outcome(answer)
