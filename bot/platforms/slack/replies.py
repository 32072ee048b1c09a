"""Where an answer goes in Slack: to the asker alone, to everyone in the channel, into a dialog."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from bot.card import Button, Card, Form
from bot.command import PRIVATE, SHARE
from bot.dispatch import Answer
from bot.platforms.slack.access import DEAD
from bot.platforms.slack.answers import Answers, in_place, in_thread, private, shown_view, told, with_note
from bot.platforms.slack.blocks import Message
from bot.platforms.slack.dialogs import DEEPEST, Dialogs, Meta, read_meta
from bot.platforms.slack.installs import Install
from bot.platforms.slack.payloads import Where
from bot.platforms.slack.wire import LATE, NOT_MEMBER, NotSaid, Wire, saying

log = logging.getLogger(__name__)

_MOST_RESPONSES = 5
"""So often a response URL is taken."""
_TOO_LATE = "The form could not be opened in time."
_AMONG_PEOPLE = "The app cannot write where only a few people talk with each other. Ask in a channel to show it there."
_FILE_THERE = "The file is under Messages of the app, where only you see it."
_NO_FILE = "Slack did not take the file. Ask once more in a minute."
_REST_THERE = "The rest is under Messages of the app, where only you see it."


class Replies:
    """Sends answers; raises `NotSaid` where Slack takes none of the ways."""

    def __init__(self, wire: Wire, answers: Answers, dialogs: Dialogs) -> None:
        self._wire = wire
        self._answers = answers
        self._dialogs = dialogs

    async def first(self, where: Where, install: Install, answer: Answer, line: str) -> str:
        """Give what goes back in the same request; what has no room there is sent by itself."""
        if isinstance(answer.body, Form) or not answer.private:
            wrong = await self._openly(where, install, answer, line)
            return private(wrong[0]) if wrong else ""
        answer = await self._handed_over(install, where.user, _here(where, answer))
        bodies = await self._answers.bodies(where.tenant, answer)
        if len(bodies) > 1:  # One after the other, lest they come in another order.
            await self._respond(where, install, answer, line)
            return ""
        return bodies[0]

    async def later(
        self, where: Where, install: Install, answer: Answer, line: str, *, turns: bool = False, pressing: bool = False
    ) -> None:
        """Answer by itself, in place of the private message it was asked from with `turns`.

        `pressing` is whether what a form leads to is for whoever pressed something alone.
        """
        if where.view:
            await self._into_dialog(where, install, answer, line)
        elif answer.private and isinstance(answer.body, Card):
            answer = await self._handed_over(install, where.user, _here(where, answer))
            await self._respond(where, install, answer, line, turns=turns and where.ephemeral)
        elif wrong := await self._openly(where, install, answer, line, pressing=pressing):
            await self.say(where, install, wrong)

    async def say(self, where: Where, install: Install, messages: Sequence[Message]) -> None:
        """Say something of our own to whoever did something, where they did it if that can be."""
        try:
            if where.response_url:
                await self._wire.respond(where.response_url, in_thread(private(messages[0]), where.thread))
                return
            if where.view:
                await self._dialogs.lay(where, install, shown_view(messages, where.meta))
                return
        except NotSaid as error:
            if error.code in DEAD:
                raise
        await self.tell(install, where.user, messages)

    async def tell(self, install: Install, user: str, messages: Sequence[Message]) -> None:
        """Say something to someone directly."""
        channel = await self._wire.direct(install.token, user)
        for message in messages:
            await self._wire.post(install.token, channel, message)

    # -- to everyone ------------------------------------------------------------------------------

    async def _openly(
        self, where: Where, install: Install, answer: Answer, line: str, *, pressing: bool = False
    ) -> Sequence[Message]:
        """Open a form or show a card to everyone; give what to say to the asker, nothing when all went well."""
        if isinstance(answer.body, Form):
            return await self._open(where, install, answer.body, line, pressing=pressing)
        messages = await self._answers.messages(where.tenant, answer, asked_by=where.user)
        shown, thread = 0, where.thread
        try:
            for message in messages:
                posted = await self._wire.post(install.token, where.channel, message, thread=thread)
                thread = thread or posted  # What one message has no room for stands under it, not in everyone's way.
                shown += 1
            if files := [file for message in messages for file in message.files]:
                await self._wire.upload(install.token, where.channel, files, thread=thread)
        except NotSaid as error:
            if error.code in DEAD:
                raise
            return _not_shown(where, error, answer.share or line, shown, len(messages))
        return ()

    async def _open(
        self, where: Where, install: Install, form: Form, line: str, *, pressing: bool
    ) -> Sequence[Message]:
        try:
            await self._dialogs.open(where, install, form, pressing=pressing)
        except NotSaid as error:
            if error.code in DEAD:
                raise
            text = _TOO_LATE if error.code in LATE else error.text
            return told(text, Button("Open the form", line)).messages
        return ()

    # -- to one alone -----------------------------------------------------------------------------

    async def _respond(
        self, where: Where, install: Install, answer: Answer, line: str, *, turns: bool = False
    ) -> None:
        """Answer through the response URL, and directly with what it takes no more."""
        bodies = await self._answers.bodies(where.tenant, answer)
        done = 0
        try:
            for body in bodies[:_MOST_RESPONSES] if where.response_url else ():
                placed = in_place(body) if turns and not done else in_thread(body, where.thread)
                await self._wire.respond(where.response_url, placed)
                done += 1
        except NotSaid as error:
            log.info("answered_directly tenant=%s why=%r", where.tenant, error.code)
            if error.unclear:
                await self.tell(install, where.user, _unsure(error, line))
                return
        if done < len(bodies):
            messages = await self._answers.messages(where.tenant, replace(answer, share=""))
            await self.tell(install, where.user, messages[done:])

    async def _handed_over(self, install: Install, user: str, answer: Answer) -> Answer:
        """Send the files of a private answer directly, since no private message holds one; say where they are."""
        messages = await self._answers.messages("", answer) if _has_files(answer) else ()
        files = [file for message in messages for file in message.files]
        if not files:
            return answer
        try:
            await self._wire.upload(install.token, await self._wire.direct(install.token, user), files)
        except NotSaid as error:
            if error.code in DEAD:
                raise
            return with_note(answer, error.text if error.unclear or error.code == "missing_scope" else _NO_FILE)
        return with_note(answer, _FILE_THERE)
