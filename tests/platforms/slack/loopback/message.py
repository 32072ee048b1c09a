"""A message as Slack keeps it: who sees it, how it came, what it was before it was edited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.platforms.slack.loopback.reading import elements_of, links_of, mentions_of, words_of

Block = dict[str, Any]


@dataclass(slots=True)
class File:
    """A file that somebody uploaded."""

    id: str
    name: str
    title: str
    content: bytes
    user: str
    team: str
    url: str
    permalink: str
    mimetype: str
    channels: list[str] = field(default_factory=list)
    complete: bool = False

    def payload(self) -> dict[str, Any]:
        """Give the file as Slack sends it."""
        return {
            "id": self.id,
            "name": self.name,
            "title": self.title,
            "mimetype": self.mimetype,
            "filetype": self.name.rpartition(".")[2] if "." in self.name else "text",
            "size": len(self.content),
            "mode": "hosted",
            "is_external": False,
            "is_public": False,
            "user": self.user,
            "user_team": self.team,
            "url_private": self.url,
            "url_private_download": f"{self.url}?download=1",
            "permalink": self.permalink,
            "channels": list(self.channels),
        }


@dataclass(frozen=True, slots=True)
class Edit:
    """What a message was before it was edited."""

    text: str
    blocks: list[Block]
    at: str


@dataclass(slots=True)
class Message:
    """One message; `seen_by` is the one person who sees an ephemeral one, `way` how it came.

    Ways: `chat.postMessage`, `chat.postEphemeral`, `response_url`, `answer` (the body of the first answer), `person`.
    """

    ts: str
    channel: str
    team: str
    user: str
    text: str
    way: str
    blocks: list[Block] = field(default_factory=list)
    bot: str = ""
    app: str = ""
    thread: str = ""
    metadata: dict[str, Any] | None = None
    seen_by: str = ""
    files: list[File] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    deleted: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)
    """Whatever else was asked when it was posted, such as `unfurl_links`."""

    @property
    def ephemeral(self) -> bool:
        return bool(self.seen_by)

    def words(self) -> str:
        """Give what a person reads: the words of the blocks, or the text where there are none."""
        return words_of(self.blocks) if self.blocks else self.text

    def elements(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Give what can be pressed or chosen, each with its block's id."""
        return elements_of(self.blocks)

    def buttons(self) -> list[str]:
        """Give the labels of the buttons."""
        return [each["text"]["text"] for _, each in self.elements() if each["type"] == "button"]

    def mentions(self) -> list[str]:
        """Give everybody and every channel that it calls or names so that it has an effect."""
        return mentions_of([*self.blocks, {"type": "mrkdwn", "text": self.text}])

    def links(self) -> list[str]:
        """Give the addresses that can be opened from it."""
        return links_of([*self.blocks, {"type": "mrkdwn", "text": self.text}])

    def edit(self, text: str, blocks: list[Block], at: str) -> None:
        self.edits.append(Edit(self.text, self.blocks, at))
        self.text, self.blocks = text, blocks

    def payload(self, *, with_metadata: bool = False) -> dict[str, Any]:
        """Give the message as Slack sends it."""
        told: dict[str, Any] = {"type": "message", "user": self.user, "text": self.text, "ts": self.ts}
        told["team"] = self.team
        if self.way == "person":
            told["client_msg_id"] = f"m-{self.ts}"
        if self.bot:
            told |= {"bot_id": self.bot, "app_id": self.app}
        if self.blocks:
            told["blocks"] = self.blocks
        if self.thread:
            told["thread_ts"] = self.thread
        if self.files:
            told["files"] = [file.payload() for file in self.files]
        if self.edits:
            told["edited"] = {"user": self.user, "ts": self.edits[-1].at}
        if with_metadata and self.metadata:
            told["metadata"] = self.metadata
        return told
