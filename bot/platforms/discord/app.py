"""Discord's side of the bot: what someone did there becomes a line or a form's fields, an answer goes back."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.card import Button, Card, Form
from bot.command import Asker, Upload, write_line
from bot.dispatch import Answer, Dispatch
from bot.platforms.discord.commands import CHECK, PUT_ON_RECORD, SUGGEST, read, typed
from bot.platforms.discord.components import render
from bot.platforms.discord.files import Files
from bot.platforms.discord.interactions import Command, Deed, Malformed, Menu, Press, Sent, Where
from bot.platforms.discord.meta import OPENS, Meta, key_of, read_meta
from bot.platforms.discord.modals import modal, step_of, steps, values
from bot.platforms.discord.presses import pressed
from bot.platforms.discord.replies import Reply, told
from bot.presses import TURNS
from bot.roles import Role
from bot.store.database import Database
from bot.suggest import values as suggested
from bot.tenants import Clock
from briefings.dates import PartialDate, said_in

log = logging.getLogger(__name__)
Tell = Callable[[str], None]

LONGEST_CHECKED = 2_000
_EPOCH = 1_420_070_400_000
"""Milliseconds from 1970 to the time that Discord's ids count from."""
_MOST_CHOICES, _LONGEST_CHOICE = 25, 100
_GONE = "What that button asked is not kept any more. Ask anew."
_IN_A_SERVER = "That is possible in a server only: what is asked here is answered from the record as it was shipped."


class App:
    """Answers what people do on Discord."""

    def __init__(self, dispatch: Dispatch, database: Database, files: Files, now: Clock, tell: Tell) -> None:
        """`tell` is called with a tenant in which something may have been changed."""
        self._dispatch = dispatch
        self._database = database
        self._files = files
        self._now = now
        self._tell = tell
        self._by_name = {command.name: command for command in dispatch.commands}

    async def reply(self, deed: Deed) -> Reply:
        """Answer what someone did."""
        match deed:
            case Command(typing=True):
                return await self._suggest(deed)
            case Command():
                return await self._command(deed)
            case Press():
                return await self._press(deed)
            case Sent():
                return await self._sent(deed)
            case Menu():
                return await self._menu(deed)

    async def is_private(self, deed: Deed) -> bool:
        """Tell whether the answer will be seen by whoever asks alone, as far as can be told before it is there."""
        if not isinstance(deed, Command):
            return True
        name, given, _ = read(deed.data)
        return await self._dispatch.is_private(write_line(name, given), _asker(deed.where))

    # -- what people do ---------------------------------------------------------------------------

    async def _command(self, deed: Command) -> Reply:
        name, given, attached = read(deed.data)
        where = deed.where
        if self._is_for_servers(where, name):
            return told(_IN_A_SERVER)
        line = write_line(name, given)
        files = {param: await self._files.fetch(attachment) for param, attachment in attached.items()}
        answer = await self._answer(line, _asker(where), files)
        return await self._said(where, answer, line)

    async def _press(self, press: Press) -> Reply:
        where = press.where
        line = await self._line(where, press.value)
        if line is None:
            return told(_GONE, Button("What can be asked", "/help"))
        if line.startswith(OPENS):
            return await self._opened(where, await self._meta(where, line.removeprefix(OPENS)))
        if self._is_for_servers(where, line.removeprefix("/")):
            return told(_IN_A_SERVER)
        asker = replace(_asker(where), quiet=True, pressing=True)
        answer = await self._answer(line, asker)
        # A public message is turned by whoever asked for it; to others its pages are shown alone.
        own = where.ephemeral or (bool(where.asked_by) and where.asked_by == where.user)
        turns = press.value.startswith(TURNS) and own and isinstance(answer.body, Card)
        if turns and not where.ephemeral:
            answer = replace(answer, share="")
        reply = await self._said(where, answer, line)
        return replace(reply, replaces=turns, private=where.ephemeral if turns else reply.private)

    async def _sent(self, sent: Sent) -> Reply:
        where = sent.where
        meta = await self._meta(where, sent.meta)
        written, attached = values(sent.components)
        given = {**meta.given, **written}
        asker = _asker(where)
        opened = await self._dispatch.form(meta.command, given, asker)
        if isinstance(opened.body, Form) and meta.step < (of := steps(opened.body)):
            button = await self._opener(where, "Go on", Meta(meta.command, given, meta.step + 1))
            text = f"Step {meta.step} of {of} is kept. Nothing is sent before the last."
            return told(text, button, title=opened.body.title)
        files = {name: await self._files.fetch(sent.files[one]) for name, one in attached.items()}
        answer = await self._dispatch.submit(meta.command, given, asker, files)
        self._tell(where.tenant)
        if isinstance(answer.body, Form):
            return await self._mend(where, answer.body, given)
        return replace(await self._said(where, answer, ""), replaces=bool(where.message) and where.ephemeral)

    async def _mend(self, where: Where, form: Form, given: Mapping[str, str]) -> Reply:
        """Say what is wrong in a form that was sent, with a button that opens it again as it was filled in."""
        wrong = [field for field in form.fields if field.error]
        kept = {**given, **dict(form.kept), **{field.name: field.value for field in form.fields}}
        step = step_of(form, wrong[0].name) if wrong else 1
        button = await self._opener(where, "Mend it", Meta(form.command, kept, step))
        text = "\n".join(filter(None, (form.problem, *(f"{field.label}: {field.error}" for field in wrong))))
        return told(text or "Something in the form has to be looked at once more.", button, title=form.title)

    async def _menu(self, menu: Menu) -> Reply:
        where, words = menu.where, menu.text.strip()
        if not words:
            return told("There are no words in that message.")
        if menu.name == PUT_ON_RECORD:
            return await self._put_on_record(menu, words)
        checked = words if len(words) <= LONGEST_CHECKED else words[:LONGEST_CHECKED].rsplit(maxsplit=1)[0]
        line = write_line(CHECK, {"words": checked})
        asker = replace(_asker(where), quiet=True, pressing=True)
        return await self._said(where, await self._answer(line, asker), line)

    async def _put_on_record(self, menu: Menu, words: str) -> Reply:
        where = menu.where
        if not where.guild:
            return told(_IN_A_SERVER)
        zone = await self._dispatch.zone(where.tenant)
        said = PartialDate.of(created_at(menu.message).astimezone(zone).date())
        source = f"https://discord.com/channels/{where.guild}/{where.channel}/{menu.message}"
        given = {"words": words, "said": str(said), "source": source, "title": "Message on Discord"}
        return await self._opened(where, Meta(SUGGEST, given))

    async def _suggest(self, deed: Command) -> Reply:
        name, option, text = typed(deed.data)
        around = await self._dispatch.surroundings(_asker(deed.where))
        command = self._by_name.get(name)
        param = next((one for one in command.params if one.name == option), None) if command else None
        found = suggested(param, text, around) if param else []
        fitting = [one for one in found if len(one.value) <= _LONGEST_CHOICE][:_MOST_CHOICES]
        return Reply(choices=tuple({"name": _choice(one.label, one.hint), "value": one.value} for one in fitting))

    # -- inside -----------------------------------------------------------------------------------

    def _is_for_servers(self, where: Where, name: str) -> bool:
        """Tell whether something is asked outside of a server that only a server's own record can answer."""
        command = next((one for one in self._by_name.values() if f"{name} ".startswith(f"{one.name} ")), None)
        return not where.guild and command is not None and (command.role > Role.EVERYONE or command.private)

    async def _answer(self, line: str, asker: Asker, files: Mapping[str, Upload] | None = None) -> Answer:
        answer = await self._dispatch.answer(line, asker, files or {})
        command = self._by_name.get(answer.command)
        if command and not command.lasting:
            self._tell(asker.tenant)
        return answer

    async def _said(self, where: Where, answer: Answer, line: str) -> Reply:
        """Give an answer as messages, or as the form that it is."""
        if isinstance(answer.body, Form):
            form = answer.body
            given = {**dict(form.kept), **{field.name: field.value for field in form.fields if field.value}}
            return await self._dialog(where, form, Meta(form.command, given), line)
        with said_in(answer.dates):
            rendered = render(answer.body, share=answer.share)
        await self._keep(where, rendered.calls)
        return Reply(rendered.messages, private=answer.private)

    async def _opened(self, where: Where, meta: Meta) -> Reply:
        answer = await self._dispatch.form(meta.command, meta.given, _asker(where))
        if isinstance(answer.body, Form):
            return await self._dialog(where, answer.body, meta, "")
        return await self._said(where, answer, "")

    async def _dialog(self, where: Where, form: Form, meta: Meta, line: str) -> Reply:
        carried, lines = meta.folded()
        await self._keep(where, lines)
        return Reply(modal=modal(form, step=meta.step, meta=carried), line=line)

    async def _opener(self, where: Where, label: str, meta: Meta) -> Button:
        carried, lines = meta.folded()
        await self._keep(where, lines)
        return Button(label, OPENS + carried)

    async def _line(self, where: Where, value: str) -> str | None:
        asked = pressed(value)
        if asked is None:
            return None
        return await self._kept(where, asked.key) if asked.key else asked.line

    async def _meta(self, where: Where, carried: str) -> Meta:
        key = key_of(carried)
        return read_meta((await self._kept(where, key) or "") if key else carried)

    async def _keep(self, where: Where, lines: Mapping[str, str]) -> None:
        if lines:
            async with self._database.beside(where.tenant) as beside:
                await beside.calls.keep(lines, self._now())

    async def _kept(self, where: Where, key: str) -> str | None:
        async with self._database.reading(where.tenant) as transaction:
            return await transaction.calls.line(key)


def created_at(snowflake: str) -> dt.datetime:
    """Give when Discord made the thing with this id, in UTC; raise `Malformed` for what is no id."""
    try:
        return dt.datetime.fromtimestamp(((int(snowflake) >> 22) + _EPOCH) / 1000, dt.UTC)
    except (OverflowError, ValueError) as error:
        raise Malformed(type(error).__name__) from None


def _asker(where: Where) -> Asker:
    return Asker(where.tenant, where.user, where.channel, where.role)


def _choice(label: str, hint: str) -> str:
    """Name a suggestion, with a word on it where there is room."""
    whole = f"{label} · {hint}" if hint and hint != label else label
    return whole if len(whole) <= _LONGEST_CHOICE else f"{whole[: _LONGEST_CHOICE - 1].rstrip()}…"
