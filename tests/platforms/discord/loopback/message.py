"""A message as Discord keeps it: who sees it, what it shows, what it was before it was edited."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.platforms.discord.loopback.ids import stamp
from tests.platforms.discord.loopback.reading import (
    attached,
    controls_of,
    labels_of,
    links_of,
    marked_texts,
    mentions_of,
    words_of,
)
from tests.platforms.discord.loopback.users import User

SUPPRESS_EMBEDS, EPHEMERAL, LOADING, SUPPRESS_NOTIFICATIONS, V2 = 1 << 2, 1 << 6, 1 << 7, 1 << 12, 1 << 15
Component = dict[str, Any]


@dataclass(eq=False, slots=True)
class Attachment:
    """A file of a message, or one that somebody gave to a command or a form."""

    id: str
    filename: str
    content: bytes
    content_type: str
    url: str
    description: str | None = None

    def payload(self) -> dict[str, Any]:
        told: dict[str, Any] = {
            "id": self.id,
            "filename": self.filename,
            "size": len(self.content),
            "url": self.url,
            "proxy_url": self.url,
            "content_type": self.content_type,
            "flags": 0,
        }
        return told | ({"description": self.description} if self.description else {})


@dataclass(frozen=True, slots=True)
class Content:
    """What a message shows."""

    text: str = ""
    embeds: tuple[dict[str, Any], ...] = ()
    components: tuple[Component, ...] = ()
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """What a message was before it was edited, and when that was."""

    content: Content
    at: float


@dataclass(eq=False, slots=True)
class Message:
    """One message; `seen_by` is the one person who sees an ephemeral one.

    `way` is how it came: `channel`, `answer` (the first answer to an interaction), `follow-up` or `person`.
    """

    id: str
    channel: str
    author: User
    at: float
    content: Content
    way: str
    flags: int = 0
    guild: str = ""
    kind: int = 0
    seen_by: str = ""
    nonce: str = ""
    application: str = ""
    interaction: Mapping[str, Any] | None = None
    """What Discord tells of the interaction that it answers."""
    reference: Mapping[str, Any] | None = None
    mentioned: Mapping[str, Any] = field(default_factory=dict)
    """Whom it called: `users`, `roles`, `everyone`, as far as the bot allowed it."""
    edits: list[Edit] = field(default_factory=list)
    old_edits: int = 0
    """How often it was edited when it was older than an hour."""
    deleted: bool = False

    @property
    def ephemeral(self) -> bool:
        return bool(self.seen_by)

    @property
    def thinking(self) -> bool:
        """Say whether it only stands for an answer that is still to come."""
        return bool(self.flags & LOADING)

    @property
    def components(self) -> tuple[Component, ...]:
        return self.content.components

    @property
    def files(self) -> list[Attachment]:
        """Give the files that a person sees; of a message of components, those that a component shows."""
        if not self.flags & V2:
            return list(self.content.files)
        shown = attached(self.components)
        return [each for each in self.content.files if each.filename in shown]

    def words(self) -> str:
        """Give what a person reads, as it was written: marks of Discord's markdown are in it."""
        return words_of(self.content.text, self.content.embeds, self.components)

    def controls(self) -> Iterator[Component]:
        """Give what can be pressed or chosen from."""
        return controls_of(self.components)

    def buttons(self) -> list[str]:
        """Give the labels of the buttons."""
        return labels_of(self.components)

    def mentions(self) -> list[str]:
        """Give everybody and everything whose mention is written so that it shows as one, called or not."""
        return mentions_of(marked_texts(self.content.text, self.content.embeds, self.components))

    def links(self) -> list[str]:
        """Give the addresses that can be opened from it."""
        return links_of(self.content.text, self.content.embeds, self.components)

    @property
    def url(self) -> str:
        return f"https://discord.com/channels/{self.guild or '@me'}/{self.channel}/{self.id}"

    def edit(self, content: Content, flags: int, at: float) -> None:
        self.edits.append(Edit(self.content, at))
        self.content, self.flags = content, flags

    def payload(self) -> dict[str, Any]:
        """Give the message as Discord sends it."""
        called = self.mentioned
        told: dict[str, Any] = {
            "id": self.id,
            "channel_id": self.channel,
            "author": self.author.payload(),
            "type": self.kind,
            "content": self.content.text,
            "timestamp": stamp(self.at),
            "edited_timestamp": stamp(self.edits[-1].at) if self.edits and not self.thinking else None,
            "tts": False,
            "mention_everyone": bool(called.get("everyone")),
            "mentions": [each.payload() for each in called.get("users", ())],
            "mention_roles": list(called.get("roles", ())),
            "attachments": [each.payload() for each in self.content.files],
            "embeds": list(self.content.embeds),
            "components": list(self.components),
            "pinned": False,
            "flags": self.flags,
        }
        told |= {"nonce": self.nonce} if self.nonce else {}
        told |= {"message_reference": dict(self.reference)} if self.reference else {}
        if self.application:
            told["application_id"] = self.application
        if self.interaction is not None:
            told |= {"webhook_id": self.application, "interaction_metadata": dict(self.interaction)}
        return told


def safe_name(filename: str) -> str:
    """Give a file's name as Discord keeps it: blanks become underscores, only letters, digits and `.-_` stay."""
    return re.sub(r"[^A-Za-z0-9._-]", "", filename.replace(" ", "_")) or "unknown"
