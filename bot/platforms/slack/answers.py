"""Answers as what goes back to Slack: private bodies, messages for all, and dialogs that show them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.card import Button, Card, Choices, File, Note, Picture, State, Text, spans
from bot.dispatch import Answer
from bot.platforms.slack.blocks import Message, lay, picture_file, render
from bot.platforms.slack.packing import fitting
from bot.platforms.slack.presses import plain
from bot.platforms.slack.rich import Block, written
from bot.store.database import Database
from bot.tenants import Clock
from briefings.dates import said_in

_PRIVATE = '{"response_type":"ephemeral","replace_original":false,'
_IN_PLACE = '{"response_type":"ephemeral","replace_original":true,'
_NO_PREVIEWS = '"unfurl_links":false,"unfurl_media":false'
WAITING = '{"response_type":"ephemeral","text":"Looking it up. This takes a moment longer than usual."}'


class Answers:
    """Turns answers into what Slack takes, once for each answer that is kept ready."""

    def __init__(self, database: Database, now: Clock) -> None:
        self._database = database
        self._now = now

    async def bodies(self, tenant: str, answer: Answer) -> tuple[str, ...]:
        """Give the messages that show a card to one person alone, as JSON."""
        kind = _kind(answer)
        kept = answer.rendered.get(kind)
        if kept is None:
            rendered = await self.messages(tenant, answer, alone=True)
            kept = answer.rendered[kind] = tuple(private(message) for message in rendered)
            if len(kept) == 1 and not files_of(_card(answer)):
                answer.whole[kind] = kept[0].encode()
        return kept

    async def messages(
        self, tenant: str, answer: Answer, *, asked_by: str = "", alone: bool = False
    ) -> tuple[Message, ...]:
        """Give the messages of a card, for one person `alone` or more; what its buttons have no room for is kept."""
        share = answer.share if answer.private else ""
        with said_in(answer.dates):
            rendered = render(_card(answer), share=share, asked_by=asked_by, alone=alone)
        await self.keep(tenant, rendered.calls)
        return rendered.messages

    async def offered(self, tenant: str, text: str, *buttons: Button, title: str = "") -> tuple[Message, ...]:
        """Say something of our own as `told` does, with what can be done about it."""
        rendered = render(own_card(text, *buttons, title=title))
        await self.keep(tenant, rendered.calls)
        return rendered.messages

    async def laid(self, tenant: str, answer: Answer, blocks: int) -> tuple[list[Block], bool]:
        """Give the blocks of a card for a dialog or the Home, at most so many, and whether they are all."""
        with said_in(answer.dates):
            pieces, calls = lay(_card(answer))
        await self.keep(tenant, calls)
        return fitting(pieces, blocks)

    async def keep(self, tenant: str, lines: Mapping[str, str]) -> None:
        """Keep what does not fit into what is sent, by its keys."""
        if lines:
            async with self._database.beside(tenant) as beside:
                await beside.calls.keep(lines, self._now())

    async def kept(self, tenant: str, key: str) -> str | None:
        """Give what is kept under a key."""
        async with self._database.reading(tenant) as transaction:
            return await transaction.calls.line(key)


def whole(answer: Answer) -> bytes | None:
    """Give the one message that shows all of a card to one person alone, if it has been made already."""
    return answer.whole.get(_kind(answer)) if answer.private else None


def _kind(answer: Answer) -> str:
    return "slack" if answer.share else "slack unshared"


def _card(answer: Answer) -> Card:
    assert isinstance(answer.body, Card)  # noqa: S101  a form is a dialog, not a message
    return answer.body


def private(message: Message) -> str:
    """Write a message that one person alone sees."""
    return f'{_PRIVATE}"text":{written(message.text)},"blocks":{message.json},{_NO_PREVIEWS}}}'


def message_of(body: str) -> Message:
    """Give the message that was written as a private one."""
    said = json.loads(body)
    return Message(said["blocks"], written(said["blocks"]), said["text"])


def in_place(body: str) -> str:
    """Let a private message take the place of the one that it was asked from."""
    return body.replace(_PRIVATE, _IN_PLACE, 1)


def in_thread(body: str, thread: str) -> str:
    """Let a private message stand in a thread; without one it stands in the channel."""
    return body.replace(_PRIVATE, f'{_PRIVATE}"thread_ts":{json.dumps(thread)},', 1) if thread else body


def files_of(card: Card) -> tuple[File, ...]:
    """Give the files that go along with a card, its pictures too."""
    pictures = (picture_file(part) for part in card.parts if isinstance(part, Picture))
    return (*pictures, *(part for part in card.parts if isinstance(part, File)))


def with_note(answer: Answer, note: str) -> Answer:
    """Give an answer that says something more in small print, above what can be pressed at its end."""
    card = _card(answer)
    last = card.parts[-1:] if card.parts and isinstance(card.parts[-1], Choices) else ()
    parts = (*card.parts[: len(card.parts) - len(last)], Note(spans(note)), *last)
    return replace(answer, body=replace(card, parts=parts), rendered={}, whole={})


def told(text: str, title: str = "") -> tuple[Message, ...]:
    """Say something of our own; without a title it is what went wrong."""
    return render(own_card(text, title=title)).messages


def own_card(text: str, *buttons: Button, title: str = "") -> Card:
    parts: tuple[Text | Choices, ...] = (Text(spans(text)), *((Choices(buttons),) if buttons else ()))
    return Card(title, parts) if title else Card("That did not work", parts, state=State.ERROR)


def waiting_view(meta: str) -> dict[str, Any]:
    """Give the dialog that says that the answer takes a moment."""
    waiting = told("This takes a moment longer than usual. The answer will stand here.", title="One moment")
    return shown_view(waiting, meta)


def shown_view(messages: Sequence[Message], meta: str) -> dict[str, Any]:
    """Give a dialog that shows something of our own."""
    return dialog([block for message in messages for block in message.blocks], meta)


def dialog(blocks: list[Block], meta: str) -> dict[str, Any]:
    """Give a dialog that shows blocks, and with which all that lies under it is closed."""
    return {
        "type": "modal",
        "title": plain("On Record"),
        "close": plain("Close"),
        "clear_on_close": True,
        "private_metadata": meta,
        "blocks": blocks,
    }
