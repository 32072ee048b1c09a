"""Answers as what goes back to Slack: private bodies, messages for all, and dialogs that show them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.card import Button, Card, Choices, File, State, Text, spans
from bot.dispatch import Answer
from bot.platforms.slack.blocks import Message, Rendered, render
from bot.platforms.slack.limits import VIEW_BLOCKS
from bot.platforms.slack.presses import plain
from bot.store.database import Database
from bot.tenants import Clock
from briefings.dates import said_in

_PRIVATE = '{"response_type":"ephemeral","replace_original":false,'
_IN_PLACE = '{"response_type":"ephemeral","replace_original":true,'
WAITING = '{"response_type":"ephemeral","text":"Looking it up. This takes a moment longer than usual."}'


class Answers:
    """Turns answers into what Slack takes, once for each answer that is kept ready."""

    def __init__(self, database: Database, now: Clock) -> None:
        self._database = database
        self._now = now

    async def bodies(self, tenant: str, answer: Answer) -> tuple[str, ...]:
        """Give the messages that show a card to one person alone, as JSON."""
        kept = answer.rendered.get("slack")
        if kept is None:
            rendered = await self.messages(tenant, answer)
            kept = answer.rendered["slack"] = tuple(private(message) for message in rendered)
        return kept

    async def messages(self, tenant: str, answer: Answer, *, asked_by: str = "") -> tuple[Message, ...]:
        """Give the messages of a card; what its buttons have no room for is kept before."""
        assert isinstance(answer.body, Card)  # noqa: S101  a form is a dialog, not a message
        with said_in(answer.dates):
            rendered = render(answer.body, share=answer.share, asked_by=asked_by)
        await self.keep(tenant, rendered.calls)
        return rendered.messages

    async def keep(self, tenant: str, lines: Mapping[str, str]) -> None:
        """Keep what does not fit into what is sent, by its keys."""
        if lines:
            async with self._database.beside(tenant) as beside:
                await beside.calls.keep(lines, self._now())

    async def kept(self, tenant: str, key: str) -> str | None:
        """Give what is kept under a key."""
        async with self._database.reading(tenant) as transaction:
            return await transaction.calls.line(key)


def private(message: Message) -> str:
    """Write a message that one person alone sees."""
    said = {"text": message.text, "blocks": message.blocks, "unfurl_links": False, "unfurl_media": False}
    return _PRIVATE + json.dumps(said, ensure_ascii=False, separators=(",", ":"))[1:]


def in_place(body: str) -> str:
    """Let a private message take the place of the one that it was asked from."""
    return body.replace(_PRIVATE, _IN_PLACE, 1)


def files_of(card: Card) -> tuple[File, ...]:
    """Give the files that go along with a card."""
    return tuple(part for part in card.parts if isinstance(part, File))


def told(text: str, *buttons: Button, title: str = "") -> Rendered:
    """Say something of our own, with what can be done about it; without a title it is what went wrong."""
    parts: tuple[Text | Choices, ...] = (Text(spans(text)), *((Choices(buttons),) if buttons else ()))
    wrong = Card("That did not work", parts, state=State.ERROR)
    return render(Card(title, parts) if title else wrong)


def waiting_view(meta: str) -> dict[str, Any]:
    """Give the dialog that says that the answer takes a moment."""
    waiting = told("This takes a moment longer than usual. The answer will stand here.", title="One moment")
    view, _ = shown_view(waiting.messages, meta)
    return view


def shown_view(messages: Sequence[Message], meta: str) -> tuple[dict[str, Any], tuple[Message, ...]]:
    """Give a dialog that shows messages one under the other, and those that it has no room for."""
    blocks: list[dict[str, Any]] = []
    taken = 0
    for message in messages:
        if blocks and len(blocks) + len(message.blocks) > VIEW_BLOCKS:
            break
        blocks += message.blocks
        taken += 1
    view = {
        "type": "modal",
        "title": plain("On Record"),
        "close": plain("Close"),
        "clear_on_close": True,
        "private_metadata": meta,
        "blocks": blocks,
    }
    return view, tuple(messages[taken:])
