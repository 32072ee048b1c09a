"""Where an answer goes in Slack: to the asker alone, to everyone in the channel, into a dialog."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.card import Button, Card, Form
from bot.command import PRIVATE, SHARE
from bot.dispatch import Answer
from bot.platforms.slack.access import DEAD
from bot.platforms.slack.answers import (
    Answers,
    files_of,
    in_place,
    in_thread,
    message_of,
    private,
    shown_view,
    told,
    whole,
    with_note,
)
from bot.platforms.slack.blocks import Message
from bot.platforms.slack.installs import Install
from bot.platforms.slack.modals import Modals
from bot.platforms.slack.payloads import Where
from bot.platforms.slack.wire import LATE, NOT_MEMBER, NotSaid, Wire
from bot.reading import LONGEST_LINE

log = logging.getLogger(__name__)

_MOST_RESPONSES = 5
"""So often a response URL is taken."""
_TOO_LATE = "The form could not be opened in time."
_AMONG_PEOPLE = "The app cannot write where people talk among themselves. Ask in a channel to show it there."
_LONG_FORM = "That needs a few fields, and a form opens only when something is pressed."
_PART = "Only the beginning is shown."
_FILE_MISSING = "The answer is shown, but not its file."
_FILE_THERE = "The file is under Messages of the app, where only you see it."
_NO_FILE = "Slack did not take the file. Ask once more in a minute."


class Replies:
    """Sends answers; raises `NotSaid` where Slack takes none of the ways, or the token is dead."""

    def __init__(self, wire: Wire, answers: Answers, modals: Modals) -> None:
        self._wire = wire
        self._answers = answers
        self._modals = modals

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

    @staticmethod
    def ready(where: Where, answer: Answer) -> bytes | None:
        """Give what goes back for an answer that was sent before; `None` for one that is not sent so simply."""
        return whole(_here(where, answer))

    async def later(self, where: Where, install: Install, answer: Answer, line: str, *, turns: bool = False) -> bool:
        """Answer by itself, in place of the private message it was asked from with `turns`.

        Tell whether it was answered; otherwise the asker was told why not.
        """
        if where.view:
            return await self._into_dialog(where, install, answer, line)
        if answer.private and isinstance(answer.body, Card):
            answer = await self._handed_over(install, where.user, _here(where, answer))
            await self._respond(where, install, answer, line, turns=turns and where.ephemeral)
            return True
        if wrong := await self._openly(where, install, answer, line):
            await self.say(where, install, wrong)
        return not wrong

    async def send(self, where: Where, install: Install, body: str) -> None:
        """Send what is too late for the request that it was asked with."""
        try:
            await self._wire.respond(where.response_url, body)
        except NotSaid as error:
            if error.code in DEAD:
                raise
            await self.tell(
                install,
                where.user,
                await self._unsure(where.tenant, error, "") if error.unclear else [message_of(body)],
            )

    async def say(self, where: Where, install: Install, messages: Sequence[Message]) -> None:
        """Say something of our own to whoever did something, where they did it if that can be."""
        try:
            if where.response_url:
                await self._wire.respond(where.response_url, in_thread(private(messages[0]), where.thread))
                return
            if where.view:
                await self._say_in_dialog(where, install, messages)
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

    async def under(self, where: Where, install: Install, answer: Answer, line: str) -> None:
        """Answer what someone said, in its thread: to everyone who reads that, or to them alone."""
        alone = where.user if answer.private and not where.is_direct else ""
        if isinstance(answer.body, Form):
            opens, title = Button("Open the form", line), answer.body.title
            messages = await self._answers.offered(where.tenant, _LONG_FORM, opens, title=title)
        else:
            answer = await self._handed_over(install, where.user, answer) if alone else _here(where, answer)
            messages = await self._answers.messages(where.tenant, answer, alone=bool(alone))
        shown = 0
        try:
            for message in messages:
                await self._wire.post(install.token, where.channel, message, thread=where.thread, user=alone)
                shown += 1
            if not alone and isinstance(answer.body, Card):
                await self._wire.upload(install.token, where.channel, files_of(answer.body), thread=where.thread)
        except NotSaid as error:
            if error.code in DEAD:
                raise
            rest = messages[shown:] if alone and not error.unclear else await self._not_shown(where, error, line)
            await self.tell(install, where.user, rest)

    # -- to everyone ------------------------------------------------------------------------------

    async def _openly(self, where: Where, install: Install, answer: Answer, line: str) -> Sequence[Message]:
        """Open a form or show a card to everyone; give what to say to the asker, nothing when all went well."""
        if isinstance(answer.body, Form):
            return await self._opened(where, install, answer, line)
        messages = await self._answers.messages(where.tenant, answer, asked_by=where.user)
        shown, thread = 0, where.thread
        try:
            for message in messages:
                posted = await self._wire.post(install.token, where.channel, message, thread=thread)
                thread = thread or posted  # What one message has no room for stands under it, not in everyone's way.
                shown += 1
            await self._wire.upload(install.token, where.channel, files_of(answer.body), thread=thread)
        except NotSaid as error:
            if error.code in DEAD:
                raise
            if shown:
                text = _FILE_MISSING if shown == len(messages) else _PART
                return told(f"{text} {error.text}", "Not all of it is shown")
            return await self._not_shown(where, error, line)
        return ()

    async def _opened(self, where: Where, install: Install, answer: Answer, line: str) -> Sequence[Message]:
        """Open a form; give what to say to the asker where it could not be opened."""
        try:
            await self._modals.open(where, install, answer)
        except NotSaid as error:
            if error.code in DEAD:
                raise
            text = _TOO_LATE if error.code in LATE else error.text
            return await self._answers.offered(where.tenant, text, Button("Open the form", line))
        return ()

    # -- to one alone -----------------------------------------------------------------------------

    async def _respond(self, where: Where, install: Install, answer: Answer, line: str, *, turns: bool = False) -> None:
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
                await self.tell(install, where.user, await self._unsure(where.tenant, error, line))
                return
        if done < len(bodies):
            messages = await self._answers.messages(where.tenant, _alone(answer), alone=True)
            await self.tell(install, where.user, messages[done:])

    async def _handed_over(self, install: Install, user: str, answer: Answer) -> Answer:
        """Send the files of a private answer directly, since no private message holds one; say where they are."""
        files = files_of(answer.body) if isinstance(answer.body, Card) else ()
        if not any(file.data for file in files):
            return answer
        try:
            await self._wire.upload(install.token, await self._wire.direct(install.token, user), files)
        except NotSaid as error:
            if error.code in DEAD:
                raise
            return with_note(answer, error.text if error.unclear or error.code == "missing_scope" else _NO_FILE)
        return with_note(answer, _FILE_THERE)

    # -- in dialogs -------------------------------------------------------------------------------

    async def in_dialog(self, where: Where, install: Install, answer: Answer, *, above: bool = False) -> dict[str, Any]:
        """Give a dialog that shows an answer, for the dialog's own place or for the place above it."""
        answer = await self._handed_over(install, where.user, _alone(answer))
        meta = await self._modals.meta(where)
        shown, whole = await self._modals.shown(where.tenant, answer, meta.above() if above else meta)
        if not whole:
            messages = await self._answers.messages(where.tenant, answer, alone=True)
            await self.tell(install, where.user, messages)
        return shown

    async def _into_dialog(self, where: Where, install: Install, answer: Answer, line: str) -> bool:
        """Answer what was pressed in a dialog there, and what was pressed in the Home in a dialog of its own."""
        if isinstance(answer.body, Form):
            if wrong := await self._opened(where, install, answer, line):
                await self.say(where, install, wrong)
            return not wrong
        shown = await self.in_dialog(where, install, answer, above=where.is_home)
        try:
            await self._modals.show(where, install, shown)
        except NotSaid as error:
            if error.code in DEAD:
                raise
            if error.unclear:
                messages = await self._unsure(where.tenant, error, line)
            else:
                messages = await self._answers.messages(where.tenant, _alone(answer), alone=True)
            await self.tell(install, where.user, messages)
        return True

    async def _say_in_dialog(self, where: Where, install: Install, messages: Sequence[Message]) -> None:
        carried = await self._modals.carried(where.tenant, (await self._modals.meta(where)).above())
        shown = shown_view(messages, carried)
        try:
            await self._modals.lay(where, install, shown)
        except NotSaid as error:
            if error.code not in LATE or where.is_home:
                raise
            await self._modals.put(install, where.view, shown)

    # -- what could not be said -------------------------------------------------------------------

    async def _not_shown(self, where: Where, error: NotSaid, line: str) -> Sequence[Message]:
        """Say that an answer could not be shown, and what can be done."""
        among = where.is_direct and error.code in NOT_MEMBER
        text = _AMONG_PEOPLE if among else error.text
        # What is pressed is for whoever presses it, unless the line says otherwise.
        again = line if f" {SHARE.name}:" in line or not line else f"{line} {SHARE.name}:yes"
        ways = {
            "Try again": "" if among else again,
            "Show it to me alone": f"{line} {PRIVATE.name}:yes" if line else "",
        }
        buttons = (Button(label, asks) for label, asks in ways.items() if asks and len(asks) <= LONGEST_LINE)
        title = "It may be shown" if error.unclear else ""
        return await self._answers.offered(where.tenant, text, *buttons, title=title)

    async def _unsure(self, tenant: str, error: NotSaid, line: str) -> Sequence[Message]:
        """Say that an answer may have arrived, and let it be asked for again."""
        again = (Button("Ask again", line),) if line else ()
        return await self._answers.offered(tenant, error.text, *again, title="It may have arrived")


def _here(where: Where, answer: Answer) -> Answer:
    """Give a private answer as it is where it was asked: among a few people no one can show it."""
    return _alone(answer) if where.is_direct else answer


def _alone(answer: Answer) -> Answer:
    return replace(answer, share="")
