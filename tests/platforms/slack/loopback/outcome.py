"""What came of something that a person did, by the time the app had answered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.platforms.slack.loopback.delivery import Answer
from tests.platforms.slack.loopback.message import Message
from tests.platforms.slack.loopback.refusals import Impossible
from tests.platforms.slack.loopback.scene import Scene
from tests.platforms.slack.loopback.view import View


@dataclass(frozen=True, slots=True)
class Outcome:
    """`error` is "" or what Slack tells the person; `messages` are new or changed, `view` is the modal on top."""

    answer: Answer
    error: str = ""
    messages: tuple[Message, ...] = ()
    view: View | None = None
    options: tuple[dict[str, Any], ...] = ()

    @property
    def message(self) -> Message:
        """Give the one message that came."""
        if len(self.messages) != 1:
            raise Impossible(f"{len(self.messages)} messages came, and the error {self.error!r}")
        return self.messages[0]

    @property
    def form(self) -> View:
        """Give the modal that is open."""
        if self.view is None:
            raise Impossible(f"no modal is open, and the error {self.error!r}")
        return self.view


class Watch:
    """Remembers what a person saw, to tell later what is new."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._before = {id(message): len(message.edits) for _, message in scene.visible()}

    def outcome(self, answer: Answer, error: str = "", options: tuple[dict[str, Any], ...] = ()) -> Outcome:
        """Tell what came."""
        fresh = tuple(
            message
            for _, message in self._scene.visible()
            if message.bot and self._before.get(id(message)) != len(message.edits)
        )
        world = self._scene.world
        stack = world.stacks.get((self._scene.workspace.id, self._scene.user.id), [])
        return Outcome(answer, error or answer.error, fresh, stack[-1] if stack else None, options)
