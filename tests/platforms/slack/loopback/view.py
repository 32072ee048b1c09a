"""A view that is open: a modal in a stack, or somebody's App Home."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.platforms.slack.loopback.reading import elements_of, links_of, mentions_of, words_of

READ_ONLY = ("title", "submit", "close")


@dataclass(slots=True)
class View:
    """One view. `typed` is what stands in its fields, `offered` the options that a menu was given last."""

    id: str
    user: str
    user_team: str
    team: str
    """The workspace in which the app is installed."""
    app: str
    bot: str
    source: dict[str, Any]
    hash: str
    root: str
    previous: str | None = None
    typed: dict[str, dict[str, Any]] = field(default_factory=dict)
    offered: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    closed: bool = False

    @property
    def kind(self) -> str:
        return str(self.source["type"])

    @property
    def blocks(self) -> list[dict[str, Any]]:
        blocks: list[dict[str, Any]] = self.source["blocks"]
        return blocks

    @property
    def title(self) -> str:
        return str(self.source.get("title", {}).get("text", ""))

    def words(self) -> str:
        """Give what a person reads in it."""
        return words_of(self.blocks)

    def mentions(self) -> list[str]:
        """Give everybody and every channel that it calls or names so that it has an effect."""
        return mentions_of(self.blocks)

    def links(self) -> list[str]:
        """Give the addresses that can be opened from it."""
        return links_of(self.blocks)

    def elements(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Give what can be pressed, chosen or filled in, each with its block's id."""
        return elements_of(self.blocks)

    def inputs(self) -> dict[str, dict[str, Any]]:
        """Give the input blocks by their ids."""
        return {block["block_id"]: block for block in self.blocks if block["type"] == "input"}

    def buttons(self) -> list[str]:
        """Give the labels of the buttons."""
        return [each["text"]["text"] for _, each in self.elements() if each["type"] == "button"]

    def show(self, source: dict[str, Any], new_hash: str) -> None:
        """Put new blocks in; what was typed stays where a field's ids stay, as in Slack."""
        self.source, self.hash, self.errors = source, new_hash, {}
        kept = {(block, element["action_id"]) for block, element in self.elements()}
        self.typed = {
            block: {action: state for action, state in states.items() if (block, action) in kept}
            for block, states in self.typed.items()
        }

    def payload(self, state: dict[str, Any]) -> dict[str, Any]:
        """Give the view as Slack sends it."""
        source = self.source
        told: dict[str, Any] = {
            "id": self.id,
            "team_id": self.user_team,
            "type": self.kind,
            "blocks": self.blocks,
            "private_metadata": source.get("private_metadata", ""),
            "callback_id": source.get("callback_id", ""),
            "external_id": source.get("external_id", ""),
            "state": {"values": state},
            "hash": self.hash,
            "clear_on_close": source.get("clear_on_close", False),
            "notify_on_close": source.get("notify_on_close", False),
            "root_view_id": self.root,
            "previous_view_id": self.previous,
            "app_id": self.app,
            "app_installed_team_id": self.team,
            "bot_id": self.bot,
        }
        return told | {name: source.get(name) for name in READ_ONLY}
