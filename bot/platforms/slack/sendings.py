"""What a form that was sent is answered with: at once, or later in its place, or directly when it was closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.card import Button, Form
from bot.command import Line
from bot.dispatch import Answer
from bot.platforms.slack.access import DEAD
from bot.platforms.slack.answers import Answers, shown_view, told
from bot.platforms.slack.blocks import Message
from bot.platforms.slack.dialogs import DEEPEST, Meta, key_of, read_meta
from bot.platforms.slack.installs import Install
from bot.platforms.slack.modals import Modals, View, over
from bot.platforms.slack.payloads import Where
from bot.platforms.slack.replies import Replies
from bot.platforms.slack.views import errors
from bot.platforms.slack.wire import NotSaid
from briefings.dates import said_in

_DONE = "The answer stands where the form was opened."
_CLOSED = "The form was closed before it was answered, and nothing was taken from it."


@dataclass(frozen=True, slots=True)
class Sending:
    """`action` is what goes back in the same request; `late` is the dialog that says the same in the form's place.

    `messages` are said directly when the dialog is closed by then.
    """

    action: dict[str, Any]
    late: View
    messages: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Filled:
    """A form as it was sent; `line` asks the same once more, where asking it twice does no harm."""

    where: Where
    meta: Meta
    written: Mapping[str, str]
    line: Line = ""


class Sendings:
    """Answers forms; raises `NotSaid` only when the token is dead, or nothing can be said."""

    def __init__(self, answers: Answers, modals: Modals, replies: Replies) -> None:
        self._answers = answers
        self._modals = modals
        self._replies = replies

    async def answer(self, filled: Filled, install: Install, answer: Answer, again: Answer | None) -> Sending:
        """Answer a form; `again` is the form with everything in it, for an answer that says what is wrong."""
        if isinstance(answer.body, Form):
            return await self._once_more(filled, answer, answer.body)
        if answer.fault:
            return await self._refused(filled, install, answer, again)
        if filled.meta.response_url:
            try:
                opened = replace(filled.meta.back_to(filled.where), view="", trigger="")
                await self._replies.later(opened, install, answer, filled.line)
            except NotSaid as error:
                if error.code in DEAD:
                    raise
            else:
                return Sending({"response_action": "clear"}, shown_view(told(_DONE, "Done"), ""))
        shown = await self._replies.in_dialog(filled.where, install, answer)
        return Sending(_updating(shown), shown, await self._alone(filled, answer))

    def failed(self, where: Where, text: str) -> Sending:
        """Say that a form could not be answered; it lies under that with everything that was written into it."""
        below = Meta() if key_of(where.meta) else read_meta(where.meta)
        said = told(text)
        shown = {**shown_view(said, below.above().written()), "clear_on_close": False}
        if below.depth >= DEEPEST:
            return Sending(_updating(shown), shown, said)
        return Sending({"response_action": "push", "view": shown}, shown, said)

    async def _refused(self, filled: Filled, install: Install, answer: Answer, again: Answer | None) -> Sending:
        """Say what is wrong above the form, which lies under that with everything that was written into it."""
        shown = await self._replies.in_dialog(filled.where, install, answer, above=True)
        shown["clear_on_close"] = False
        late = shown
        if again and isinstance(again.body, Form):
            with said_in(again.dates):
                late = over(shown, await self._form(filled, again.body))
        action = {"response_action": "push", "view": shown} if filled.meta.depth < DEEPEST else _updating(late)
        return Sending(action, late, await self._alone(filled, answer))

    async def _once_more(self, filled: Filled, answer: Answer, form: Form) -> Sending:
        """Give the form to be mended, with what is wrong at its fields."""
        with said_in(answer.dates):
            shown = await self._form(filled, form)
        changed = any(one.value != filled.written.get(one.name, one.value) for one in form.fields)
        wrong = {one.name: one.error for one in form.fields if one.error}
        text = " ".join((_CLOSED, *wrong.values()))
        closed = await self._answers.offered(filled.where.tenant, text, Button("Open the form", f"/{form.command}"))
        if wrong and not changed and not form.problem and filled.meta.of(form) == filled.meta:
            return Sending({"response_action": "errors", "errors": errors(form)}, shown, closed)
        return Sending(_updating(shown), shown, closed)

    async def _form(self, filled: Filled, form: Form) -> View:
        return await self._modals.form(filled.where.tenant, form, filled.meta.of(form))

    async def _alone(self, filled: Filled, answer: Answer) -> tuple[Message, ...]:
        return await self._answers.messages(filled.where.tenant, replace(answer, share=""))


def _updating(shown: View) -> dict[str, Any]:
    return {"response_action": "update", "view": shown}
