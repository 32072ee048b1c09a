"""Where an answer goes in Slack: to the asker alone, to everyone in the channel, into a dialog."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.card import Button, Card, Form
from bot.command import PRIVATE
from bot.dispatch import Answer
from bot.platforms.slack.answers import Answers, files_of, in_place, private, shown_view, told
from bot.platforms.slack.blocks import Message
from bot.platforms.slack.dialogs import Meta, folded
from bot.platforms.slack.installs import Install
from bot.platforms.slack.payloads import Where
from bot.platforms.slack.views import errors as errors_of
from bot.platforms.slack.views import view
from bot.platforms.slack.wire import NotSaid, Wire, saying
from briefings.dates import said_in

log = logging.getLogger(__name__)

_MOST_RESPONSES = 5
"""So often a response URL is taken."""
_DEEPEST = 3
"""So many dialogs lie on each other at most."""
_LATE = "The form could not be opened in time."


class Replies:
    """Sends answers; raises `NotSaid` where Slack takes none of the ways."""

    def __init__(self, wire: Wire, answers: Answers) -> None:
        self._wire = wire
        self._answers = answers

    async def first(self, where: Where, install: Install, answer: Answer, line: str) -> str:
        """Give what goes back in the same request; what has no room there is sent by itself."""
        if isinstance(answer.body, Form):
            return await self.open(where, install, answer.body, line)
        if not answer.private:
            return await self.show(where, install, answer, line)
        bodies = await self._answers.bodies(where.tenant, answer)
        if len(bodies) > 1:  # One after the other, lest they come in another order.
            await self._respond(where, install, answer)
            return ""
        await self.hand_over(where, install, answer)
        return bodies[0]

    async def later(self, where: Where, install: Install, answer: Answer, line: str, *, turns: bool = False) -> None:
        """Answer by itself, in place of the private message it was asked from with `turns`."""
        if where.view:
            await self.into_dialog(where, install, answer, line)
            return
        if answer.private and isinstance(answer.body, Card):
            await self._respond(where, install, answer, turns=turns and where.ephemeral)
        elif said := await self.first(where, install, answer, line):
            await self._wire.respond(where.response_url, said)

    async def show(self, where: Where, install: Install, answer: Answer, line: str) -> str:
        """Show an answer to the channel; give what to say to the asker, nothing when all went well."""
        messages = await self._answers.messages(where.tenant, answer, asked_by=where.user)
        thread = where.thread
        try:
            for message in messages:
                posted = await self._wire.post(install.token, where.channel, message, thread=thread)
                thread = thread or posted  # What one message has no room for stands under it, not in everyone's way.
            if isinstance(answer.body, Card) and (files := files_of(answer.body)):
                await self._wire.upload(install.token, where.channel, files, thread=thread)
        except NotSaid as error:
            privately = Button("Show it to me alone", f"{line} {PRIVATE.name}:yes")
            return private(told(error.text, Button("Try again", line), privately).messages[0])
        return ""

    async def into_dialog(self, where: Where, install: Install, answer: Answer, line: str) -> None:
        """Answer what was pressed in a dialog there, and what was pressed in the Home in a dialog of its own."""
        if isinstance(answer.body, Form):
            await self.open(where, install, answer.body, line)
            return
        shown = await self.answer_view(where, install, answer, where.meta)
        client = self._wire.client(install.token)
        async with saying():
            if where.is_home:
                await client.views_open(trigger_id=where.trigger, view=shown)
            else:
                await client.views_update(view_id=where.view, view=shown)

    async def answer_view(self, where: Where, install: Install, answer: Answer, meta: str) -> dict[str, Any]:
        """Give a dialog that shows an answer; what it has no room for goes to the asker directly."""
        messages = await self._answers.messages(where.tenant, answer)
        shown, rest = shown_view(messages, meta)
        await self.hand_over(where, install, answer)
        if rest:
            await self.tell(install, where.user, rest)
        return shown

    async def open(self, where: Where, install: Install, form: Form, line: str) -> str:
        """Open a form; give what to say where Slack does not open it any more."""
        dialog = await self.dialog(where, form, Meta.of(form, where))
        client = self._wire.client(install.token)
        try:
            async with saying():
                if where.view and not where.is_home:
                    await client.views_push(trigger_id=where.trigger, view=dialog)
                else:
                    await client.views_open(trigger_id=where.trigger, view=dialog)
        except NotSaid as error:
            text = _LATE if error.code in {"expired_trigger_id", "exchanged_trigger_id"} else error.text
            return private(told(text, Button("Open the form", line)).messages[0])
        return ""

    async def dialog(self, where: Where, form: Form, meta: Meta) -> dict[str, Any]:
        """Give the dialog of a form; what it carries unseen and has no room for is kept before."""
        carried, lines = folded(meta.written())
        await self._answers.keep(where.tenant, lines)
        return view(form, meta=carried)

    async def sent(
        self, where: Where, install: Install, answer: Answer, meta: Meta, written: dict[str, str]
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Give what a form that was sent is answered with, and the dialog that says the same if that comes too late."""
        if isinstance(answer.body, Form):
            return await self._once_more(where, answer, meta, written)
        lying = where if not meta.response_url else meta.back_to(where)
        if answer.fault or not lying.response_url:
            above = meta.above()
            carried, lines = folded(above.written())
            await self._answers.keep(where.tenant, lines)
            shown = await self.answer_view(where, install, answer, carried)
            if answer.fault and above.depth <= _DEEPEST:
                # The form lies under what is wrong with it, with everything that was written into it.
                shown["clear_on_close"] = False
                return {"response_action": "push", "view": shown}, shown
            return {"response_action": "update", "view": shown}, shown
        await self.later(replace(lying, view="", trigger=""), install, answer, "")
        done = told("The answer stands where the form was opened.", title="Done")
        shown, _ = shown_view(done.messages, "")
        return {"response_action": "clear"}, shown

    async def _once_more(
        self, where: Where, answer: Answer, meta: Meta, written: dict[str, str]
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        form = answer.body
        assert isinstance(form, Form)  # noqa: S101  its caller looked
        own = Meta(form.command, dict(form.kept), meta.channel, meta.thread, meta.response_url, meta.depth)
        with said_in(answer.dates):
            dialog = await self.dialog(where, form, own)
        changed = own != meta or any(one.value != written.get(one.name, one.value) for one in form.fields)
        errors = {one.name: one.error for one in form.fields if one.error}
        if errors and not changed and not form.problem:
            return {"response_action": "errors", "errors": errors_of(form)}, dialog
        return {"response_action": "update", "view": dialog}, dialog

    async def say(self, where: Where, install: Install, messages: Sequence[Message]) -> None:
        """Say something of our own to whoever did something, where they did it."""
        if where.response_url:
            await self._wire.respond(where.response_url, private(messages[0]))
        elif where.view:
            shown, _ = shown_view(messages, where.meta)
            async with saying():
                await self._wire.client(install.token).views_open(trigger_id=where.trigger, view=shown)
        else:
            await self.tell(install, where.user, messages)

    async def tell(self, install: Install, user: str, messages: Sequence[Message]) -> None:
        """Say something to someone directly."""
        channel = await self._wire.direct(install.token, user)
        for message in messages:
            await self._wire.post(install.token, channel, message)

    async def hand_over(self, where: Where, install: Install, answer: Answer) -> None:
        """Send the files of a private answer to the asker directly, since no private message holds one."""
        if isinstance(answer.body, Card) and (files := files_of(answer.body)):
            channel = await self._wire.direct(install.token, where.user)
            await self._wire.upload(install.token, channel, files)

    async def _respond(self, where: Where, install: Install, answer: Answer, *, turns: bool = False) -> None:
        """Answer through the response URL, and directly with what it takes no more."""
        bodies = await self._answers.bodies(where.tenant, answer)
        done = 0
        try:
            for body in bodies[:_MOST_RESPONSES] if where.response_url else ():
                await self._wire.respond(where.response_url, in_place(body) if turns and not done else body)
                done += 1
        except NotSaid as error:
            log.info("answered_directly tenant=%s why=%r", where.tenant, error.code)
        if done < len(bodies):
            messages = await self._answers.messages(where.tenant, answer)
            await self.tell(install, where.user, messages[done:])
        await self.hand_over(where, install, answer)
