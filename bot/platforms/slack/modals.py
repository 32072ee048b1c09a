"""Dialogs in front of people: opened, laid upon each other, and shown anew."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.card import Form
from bot.dispatch import Answer
from bot.platforms.slack.answers import Answers, dialog
from bot.platforms.slack.dialogs import DEEPEST, Meta, folded, key_of, read_meta
from bot.platforms.slack.installs import Install
from bot.platforms.slack.limits import VIEW_BLOCKS
from bot.platforms.slack.payloads import Where
from bot.platforms.slack.presses import small
from bot.platforms.slack.views import view
from bot.platforms.slack.wire import Wire, saying
from briefings.dates import said_in

View = dict[str, Any]
_REST_THERE = "That is not all. The whole answer is under Messages of the app, where only you see it."


class Modals:
    """Opens dialogs and says what stands in them; raises `NotSaid` where Slack does not take one."""

    def __init__(self, wire: Wire, answers: Answers) -> None:
        self._wire = wire
        self._answers = answers

    async def meta(self, where: Where) -> Meta:
        """Give what the dialog carries in which something was done; of none, what one opened from there carries."""
        if not where.view or where.is_home:
            return Meta(channel=where.channel, thread=where.thread, response_url=where.response_url, depth=0)
        key = key_of(where.meta)
        return read_meta((await self._answers.kept(where.tenant, key) or "") if key else where.meta)

    async def form(self, tenant: str, form: Form, meta: Meta) -> View:
        """Give the dialog of a form."""
        return view(form, meta=await self.carried(tenant, meta))

    async def shown(self, tenant: str, answer: Answer, meta: Meta) -> tuple[View, bool]:
        """Give a dialog that shows an answer, and whether it shows all of it."""
        blocks, whole = await self._answers.laid(tenant, answer, VIEW_BLOCKS - 1)
        rest = [] if whole else [small(_REST_THERE)]
        return dialog([*blocks, *rest], await self.carried(tenant, meta)), whole

    async def carried(self, tenant: str, meta: Meta) -> str:
        """Give what a dialog carries unseen; what is too long for that is kept by its key."""
        carried, lines = folded(meta.written())
        await self._answers.keep(tenant, lines)
        return carried

    async def open(self, where: Where, install: Install, answer: Answer) -> None:
        """Open a form; what one leads to that was asked for by pressing is for whoever pressed alone."""
        assert isinstance(answer.body, Form)  # noqa: S101  a card is shown otherwise
        meta = (await self.meta(where)).above().of(answer.body)
        with said_in(answer.dates):
            form = await self.form(where.tenant, answer.body, replace(meta, pressing=meta.pressing or where.pressing))
        await self.lay(where, install, form)

    async def show(self, where: Where, install: Install, shown: View) -> None:
        """Show an answer in the dialog in which it was asked for; of the Home in a dialog of its own."""
        if where.is_home:
            await self.lay(where, install, shown)
        else:
            await self.put(install, where.view, shown)

    async def lay(self, where: Where, install: Install, shown: View) -> None:
        """Open a dialog where something was done: upon the dialog there, or in its place where it is the last."""
        below = await self.meta(where)
        if not where.view or where.is_home:
            async with saying():
                await self._wire.client(install.token).views_open(trigger_id=where.trigger, view=shown)
        elif below.depth >= DEEPEST:
            await self.put(install, where.view, shown)
        else:
            async with saying():
                await self._wire.client(install.token).views_push(trigger_id=where.trigger, view=shown)

    async def put(self, install: Install, view_id: str, shown: View) -> None:
        """Show something else in a dialog that is open."""
        async with saying():
            await self._wire.client(install.token).views_update(view_id=view_id, view=shown)


def over(shown: View, form: View) -> View:
    """Give the dialog of a form with what another dialog shows above its fields."""
    room = VIEW_BLOCKS - len(form["blocks"]) - 1
    return {**form, "blocks": [*shown["blocks"][: max(room, 0)], {"type": "divider"}, *form["blocks"]]}
