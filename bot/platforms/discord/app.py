"""Discord's side of the bot: what someone did there becomes a line or a form's fields, an answer goes back."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.card import Button, Card, Choices, Form
from bot.command import Asker, Upload, write_line
from bot.dispatch import Answer, Dispatch
from bot.errors import UserError
from bot.families import HELP, split_line
from bot.once import Once
from bot.platforms.discord.commands import CHECK, PUT_ON_RECORD, SUGGEST
from bot.platforms.discord.components import render
from bot.platforms.discord.files import Files
from bot.platforms.discord.interactions import Command, Deed, Menu, Press, Sent, Typing, Where
from bot.platforms.discord.limits import OPTION, OPTIONS
from bot.platforms.discord.meta import GOES_ON, OPENS, Meta, key_of, read_meta
from bot.platforms.discord.modals import modal, step_after, step_of, steps
from bot.platforms.discord.presses import pressed, short
from bot.platforms.discord.raw import Attached
from bot.platforms.discord.replies import Deferral, Reply, told
from bot.platforms.discord.words import length
from bot.presses import TURNS, shown_key
from bot.reading import LONGEST_LINE
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
_GONE = "What that button asked is not kept any more. Ask anew."
_FORM_GONE = "What that form carried is not kept any more. Ask anew."
_TWICE = "You have shown this here before, a little further up."
_IN_A_SERVER = (
    "That is possible in a server that has the bot. Elsewhere answers come from the record as it was shipped."
)


class App:
    """Answers what people do on Discord."""

    def __init__(  # noqa: PLR0913, PLR0917  all that it stands between
        self, dispatch: Dispatch, database: Database, files: Files, once: Once, now: Clock, tell: Tell
    ) -> None:
        """`tell` is called with a tenant in which something may have been changed."""
        self._dispatch = dispatch
        self._database = database
        self._files = files
        self._once = once
        self._now = now
        self._tell = tell
        self._by_name = {command.name: command for command in dispatch.commands}

    async def reply(self, deed: Deed) -> Reply:
        """Answer what someone did."""
        match deed:
            case Typing():
                return await self._suggest(deed)
            case Command():
                return await self._command(deed)
            case Press():
                return await self._press(deed)
            case Sent():
                return await self._sent(deed)
            case Menu():
                return await self._menu(deed)

    def ready(self, deed: Deed) -> Reply | None:
        """Give the answer to a command that is kept ready; `None` for what has to be made."""
        if not isinstance(deed, Command) or not deed.where.guild or deed.filled.files:
            return None
        answer = self._dispatch.ready(write_line(deed.filled.name, deed.filled.given), _asker(deed.where))
        messages = answer.rendered.get(_kind(answer)) if answer else None
        return Reply(messages, private=answer.private) if answer and messages else None

    async def deferral(self, deed: Deed) -> Deferral:
        """Give how an answer is to be put off, as far as can be told before it is there."""
        match deed:
            case Command(where, filled):
                line = write_line(filled.name, filled.given)
                return Deferral(private=await self._dispatch.is_private(line, _asker(where)))
            case Press(where, value):
                asked = pressed(value)
                shows = bool(asked and shown_key(asked.line))
                return Deferral(private=not shows, replaces=value.startswith(TURNS) and where.is_own)
            case Sent():
                return Deferral(replaces=_goes_on(deed))
            case _:
                return Deferral()

    # -- what people do ---------------------------------------------------------------------------

    async def _command(self, deed: Command) -> Reply:
        where, filled = deed.where, deed.filled
        if self._is_for_servers(where, f"/{filled.name}"):
            return told(_IN_A_SERVER)
        files = await self._fetched(filled.files) if filled.files else {}
        line = write_line(filled.name, filled.given)
        if len(line) > LONGEST_LINE:  # As much as that is only ever written for a form.
            return await self._submit(where, filled.name, filled.given, files)
        return await self._said(where, await self._answer(line, _asker(where), files))

    async def _press(self, press: Press) -> Reply:
        where = press.where
        line = await self._line(where, press.value)
        if line is None:
            return told(_GONE, HELP)
        if line.startswith(OPENS):
            return await self._opened(where, line.removeprefix(OPENS), goes_on=where.ephemeral)
        if self._is_for_servers(where, line):
            return told(_IN_A_SERVER)
        shown = shown_key(line, where.user, where.channel)
        if shown and not await self._is_first(where, shown):
            return told(_TWICE, title="Shown already")
        answer = await self._answer(line, replace(_asker(where), quiet=True, pressing=True))
        if shown and answer.fault:
            await self._once.again(where.tenant, shown)
        # A public message is turned by whoever asked for it; to others its pages are shown alone.
        if press.value.startswith(TURNS) and where.is_own and isinstance(answer.body, Card) and not answer.fault:
            turned = answer if where.ephemeral else replace(answer, share="")
            return replace(await self._said(where, turned), replaces=True, private=where.ephemeral)
        return replace(await self._said(where, answer), once=shown)

    async def _sent(self, sent: Sent) -> Reply:
        where = sent.where
        meta = await self._meta(where, sent.meta.removeprefix(GOES_ON))
        if meta is None:
            return told(_FORM_GONE, HELP)
        if self._is_for_servers(where, f"/{meta.command}"):
            return told(_IN_A_SERVER)
        given = {**meta.given, **sent.written}
        opened = await self._dispatch.form(meta.command, given, _asker(where))
        if isinstance(opened.body, Form) and (onward := step_after(opened.body, sent.fields)):
            button = await self._opener(where, "Go on", Meta(meta.command, given, onward))
            text = f"Step {meta.step} of {steps(opened.body)} is kept. Nothing is sent before the last."
            return replace(told(text, button, title=opened.body.title), replaces=_goes_on(sent))
        reply = await self._submit(where, meta.command, given, await self._fetched(sent.files))
        return replace(reply, replaces=reply.private and _goes_on(sent))

    async def _submit(self, where: Where, command: str, given: Mapping[str, str], files: Mapping[str, Upload]) -> Reply:
        answer = await self._dispatch.submit(command, given, _asker(where), files)
        self._tell(where.tenant)
        if isinstance(answer.body, Form):
            return await self._mend(where, answer.body, given)
        if answer.fault:  # The form is closed, and what was written into it is to be had again.
            back = await self._opener(where, "Back to the form", Meta(command, given))
            answer = replace(answer, body=_with_button(answer.body, back), rendered={})
        return await self._said(where, answer)

    async def _mend(self, where: Where, form: Form, given: Mapping[str, str]) -> Reply:
        """Say what is wrong in a form that was sent, with a button that opens it again as it was filled in.

        Where nothing is, what was sent leads to another form.
        """
        wrong = [field for field in form.fields if field.error]
        kept = {**given, **dict(form.kept), **{field.name: field.value for field in form.fields}}
        step = step_of(form, wrong[0].name) if wrong else 1
        label, text = "Go on", "That is kept. Nothing is sent before the form that comes next."
        if form.wrong:
            label = "Mend it"
            text = "\n".join(filter(None, (form.problem, *(f"{field.label}: {field.error}" for field in wrong))))
        return told(text, await self._opener(where, label, Meta(form.command, kept, step)), title=form.title)

    async def _menu(self, menu: Menu) -> Reply:
        where, words = menu.where, menu.text
        if not words:
            return told("There are no words in that message.")
        if menu.name == PUT_ON_RECORD:
            return await self._put_on_record(menu, words)
        checked = words if len(words) <= LONGEST_CHECKED else words[:LONGEST_CHECKED].rsplit(maxsplit=1)[0]
        asker = replace(_asker(where), quiet=True, pressing=True)
        reply = await self._said(where, await self._answer(write_line(CHECK, {"words": checked}), asker))
        if checked == words:
            return reply
        text = f"Only its first {len(checked):,} characters are checked, which is as many as can be at once."
        return replace(reply, messages=(*told(text, title="That message is long").messages, *reply.messages))

    async def _put_on_record(self, menu: Menu, words: str) -> Reply:
        where = menu.where
        if not where.guild:
            return told(_IN_A_SERVER)
        zone = await self._dispatch.zone(where.tenant)
        said = PartialDate.of(created_at(menu.message).astimezone(zone).date())
        source = f"https://discord.com/channels/{where.guild}/{where.channel}/{menu.message}"
        given = {"words": words, "said": str(said), "source": source, "title": "Message on Discord"}
        return await self._open(where, Meta(SUGGEST, given))

    async def _suggest(self, deed: Typing) -> Reply:
        around = await self._dispatch.surroundings(_asker(deed.where))
        command = self._by_name.get(deed.command)
        param = next((one for one in command.params if one.name == deed.option), None) if command else None
        found = suggested(param, deed.text, around) if param else []
        fitting = [one for one in found if 0 < length(one.value) <= OPTION][:OPTIONS]
        return Reply(choices=tuple({"name": _choice(one.label, one.hint), "value": one.value} for one in fitting))

    # -- inside -----------------------------------------------------------------------------------

    def _is_for_servers(self, where: Where, line: str) -> bool:
        """Tell whether something is asked outside of a server that only a server's own record can answer."""
        if where.guild:
            return False
        try:
            command, _ = split_line(line, self._dispatch.commands)
        except UserError:
            return False
        return command.private or command.role > Role.EVERYONE

    async def _is_first(self, where: Where, key: str) -> bool:
        return self._once.first_here(where.tenant, key) and await self._once.first_anywhere(where.tenant, key)

    async def _fetched(self, attached: Mapping[str, Attached]) -> dict[str, Upload]:
        found = await asyncio.gather(*map(self._files.fetch, attached.values()))
        return dict(zip(attached, found, strict=True))

    async def _answer(self, line: str, asker: Asker, files: Mapping[str, Upload] | None = None) -> Answer:
        answer = await self._dispatch.answer(line, asker, files or {})
        command = self._by_name.get(answer.command)
        if command and not command.lasting:
            self._tell(asker.tenant)
        return answer

    async def _said(self, where: Where, answer: Answer) -> Reply:
        """Give an answer as messages, or as the form that it is."""
        if isinstance(answer.body, Form):
            form = answer.body
            given = {**dict(form.kept), **{field.name: field.value for field in form.fields if field.value}}
            return await self._dialog(where, form, Meta(form.command, given))
        messages = answer.rendered.get(_kind(answer))
        if messages is None:
            with said_in(answer.dates):
                rendered = render(answer.body, share=answer.share)
            await self._keep(where, rendered.calls)
            messages = answer.rendered[_kind(answer)] = rendered.messages
        return Reply(messages, private=answer.private)

    async def _opened(self, where: Where, carried: str, *, goes_on: bool) -> Reply:
        meta = await self._meta(where, carried)
        return await self._open(where, meta, goes_on=goes_on) if meta else told(_FORM_GONE, HELP)

    async def _open(self, where: Where, meta: Meta, *, goes_on: bool = False) -> Reply:
        answer = await self._dispatch.form(meta.command, meta.given, _asker(where))
        if isinstance(answer.body, Form):
            return await self._dialog(where, answer.body, meta, goes_on=goes_on)
        return await self._said(where, answer)

    async def _dialog(self, where: Where, form: Form, meta: Meta, *, goes_on: bool = False) -> Reply:
        carried = await self._carried(where, meta)
        shown = modal(form, step=meta.step, meta=f"{GOES_ON if goes_on else ''}{carried}")
        return Reply(modal=shown, opens=OPENS + carried)

    async def _opener(self, where: Where, label: str, meta: Meta) -> Button:
        return Button(label, OPENS + await self._carried(where, meta))

    async def _carried(self, where: Where, meta: Meta) -> str:
        carried, lines = meta.folded()
        await self._keep(where, lines)
        return carried

    async def _meta(self, where: Where, carried: str) -> Meta | None:
        key = key_of(carried)
        written = await self._kept(where, key) if key else carried
        return read_meta(written) if written else None

    async def _line(self, where: Where, value: str) -> str | None:
        asked = pressed(value)
        if asked is None:
            return None
        return await self._kept(where, asked.key) if asked.key else asked.line

    async def _keep(self, where: Where, lines: Mapping[str, str]) -> None:
        if lines:
            async with self._database.beside(where.tenant) as beside:
                await beside.calls.keep(lines, self._now())

    async def _kept(self, where: Where, key: str) -> str | None:
        async with self._database.reading(where.tenant) as transaction:
            return await transaction.calls.line(key)


def created_at(snowflake: str) -> dt.datetime:
    """Give when Discord made the thing with this id, in UTC."""
    return dt.datetime.fromtimestamp(((int(snowflake) >> 22) + _EPOCH) / 1000, dt.UTC)


def _asker(where: Where) -> Asker:
    return Asker(where.tenant, where.user, where.channel, where.role)


def _kind(answer: Answer) -> str:
    return "discord" if answer.share else "discord unshared"


def _goes_on(sent: Sent) -> bool:
    """Tell whether a form was opened from a message that is of no use any more once it is sent."""
    return sent.where.ephemeral and sent.meta.startswith(GOES_ON)


def _with_button(card: Card, button: Button) -> Card:
    *parts, last = card.parts
    if isinstance(last, Choices):
        return replace(card, parts=(*parts, Choices((*last.buttons, button))))
    return replace(card, parts=(*card.parts, Choices((button,))))


def _choice(label: str, hint: str) -> str:
    """Name a suggestion, with a word on it where there is room."""
    return short(f"{label} · {hint}" if hint and hint != label else label, OPTION)
