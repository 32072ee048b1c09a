"""Slack's side of the bot: what someone did there becomes a line or a form's fields, an answer goes back."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.command import Asker, Kind, Upload, write_line
from bot.dispatch import NO_FILES, Answer, Dispatch
from bot.errors import UserError
from bot.families import HELP, split_line
from bot.forms import LARGEST_FILE
from bot.once import Once
from bot.platforms.slack.access import DEAD
from bot.platforms.slack.answers import Answers, own_card, private, told, with_note
from bot.platforms.slack.belonging import Belonging
from bot.platforms.slack.commands import SlashCommands
from bot.platforms.slack.escaping import unescape
from bot.platforms.slack.home import REST, home_card
from bot.platforms.slack.installs import Install
from bot.platforms.slack.limits import VIEW_BLOCKS
from bot.platforms.slack.manifest import PUT_ON_RECORD
from bot.platforms.slack.modals import Modals
from bot.platforms.slack.payloads import Malformed, Press, Said, Sent, Shortcut, Slash, Typing, Where
from bot.platforms.slack.people import Member, People
from bot.platforms.slack.presses import small
from bot.platforms.slack.replies import Replies
from bot.platforms.slack.sendings import Filled, Sending, Sendings
from bot.platforms.slack.views import OPEN, options
from bot.platforms.slack.wire import NotSaid, Wire, saying
from bot.platforms.slack.written import mentioned, named
from bot.presses import ASKS, KEPT, TURNS, shown_key
from bot.suggest import values as suggested

log = logging.getLogger(__name__)
Tell = Callable[[str], None]

LONGEST_CHECKED = 2_000
_HELP = "help"
_MOST_NAMES = 20
_BRIEFLY = 1.0
"""Seconds for what is told as well when a form opens, for which there are three."""
_NO_WORDS = "There are no words in that message."
_TWICE = "You have shown this here before, a little further up."
_UNKNOWN = "On Record does not have this command any more."
_GONE = "What that button asked is not kept any more. Ask anew."


class App:
    """Answers what people do in Slack; what goes back in the same request is JSON, "" for nothing."""

    def __init__(  # noqa: PLR0913, PLR0917  all that it stands between
        self,
        dispatch: Dispatch,
        commands: SlashCommands,
        wire: Wire,
        people: People,
        belonging: Belonging,
        answers: Answers,
        once: Once,
        tell: Tell,
    ) -> None:
        """`tell` is called with a tenant in which something may have been changed."""
        self._dispatch = dispatch
        self._commands = commands
        self._wire = wire
        self._people = people
        self._belonging = belonging
        self._answers = answers
        self._once = once
        self._tell = tell
        self._reading = {command.name for command in dispatch.commands if command.lasting}
        self.modals = Modals(wire, answers)
        self.replies = Replies(wire, answers, self.modals)
        self.sendings = Sendings(answers, self.modals, self.replies)

    def changes(self, line: str) -> bool:
        """Tell whether a line may change something, so that it must not be run twice."""
        try:
            command, _ = split_line(line, self._dispatch.commands)
        except UserError:
            return False
        return not command.lasting

    def line_of(self, slash: Slash) -> str | None:
        """Give the line of a slash command; `None` for one that is none of ours."""
        return self._commands.line(slash.command, slash.text)

    async def unknown(self, where: Where) -> str:
        """Answer a slash command that is none of ours any more."""
        return private((await self._answers.offered(where.tenant, _UNKNOWN, HELP))[0])

    def ready(self, where: Where, install: Install, line: str) -> bytes | None:
        """Give the answer to a slash command that is kept ready; `None` for one that has to be made."""
        member = self._people.at_hand(install, where.team, where.user)
        answer = self._dispatch.ready(line, _asker(where, member)) if member else None
        return self.replies.ready(where, answer) if answer else None

    async def slash(self, where: Where, install: Install, line: str, is_first: Callable[[], Awaitable[bool]]) -> str:
        """Answer a slash command, unless another process did so already."""
        changes = self._once.is_shared and self.changes(line)
        if changes and not await is_first():
            return ""
        answer = await self._answer(line, await self._asker(where, install))
        # What only reads is looked up before that question, and said after it.
        if not changes and not await is_first():
            return ""
        return await self.replies.first(where, install, answer, line)

    async def press(self, press: Press, install: Install) -> None:
        """Answer a button or a menu."""
        where = await self._opened_from(press.where)
        line = await self._line(where.tenant, press.value)
        if line is None:
            gone = await self._answers.offered(where.tenant, _GONE, HELP)
            await self.replies.say(where, install, gone)
            return
        shown = shown_key(line, where.user, where.channel, where.thread)
        if shown and not await self._first(where.tenant, shown):
            await self.replies.say(where, install, told(_TWICE, "Shown already"))
            return
        answer = await self._answer(line, await self._asker(where, install))
        done = await self.replies.later(where, install, answer, line, turns=press.value.startswith(TURNS))
        if shown and not (done and answer.fault is None):
            await self._once.again(where.tenant, shown)

    async def sent(self, sent: Sent, install: Install) -> Sending:
        """Answer a form."""
        meta = await self.modals.meta(sent.where)
        where = replace(sent.where, channel=meta.channel, pressing=meta.pressing)
        fields = {**meta.kept, **sent.written}
        asker = await self._asker(where, install)
        try:
            files = {name: await self._file(install, told_of) for name, told_of in sent.files.items()}
            answer = await self._dispatch.submit(meta.command, fields, asker, files)
            self._tell(where.tenant)
        except NotSaid as error:
            answer = Answer(own_card(error.text), meta.command, private=True, fault="ours")
        again = await self._dispatch.form(meta.command, fields, asker) if answer.fault else None
        line = write_line(meta.command, {name: value for name, value in fields.items() if value})
        filled = Filled(sent.where, meta, sent.written, "" if self.changes(line) else line)
        return await self.sendings.answer(filled, install, answer, again)

    async def typing(self, typing: Typing, install: Install) -> str:
        """Suggest what may go into a field."""
        meta = await self.modals.meta(typing.where)
        around = await self._dispatch.surroundings(await self._asker(typing.where, install))
        command = next((command for command in around.usable if command.name == meta.command), None)
        param = next((param for param in command.params if param.name == typing.field), None) if command else None
        found = suggested(param, typing.text, around) if param else []
        if param and not param.required and not typing.text.strip():
            found.insert(0, OPEN)
        return json.dumps({"options": options(found, typing.text)}, ensure_ascii=False)

    async def shortcut(self, shortcut: Shortcut, install: Install) -> None:
        """Check a message against the record, or begin to put it there."""
        where = shortcut.where
        words = unescape(await self._named(where, install, shortcut.text)).strip()
        if not words:
            await self.replies.say(where, install, told(_NO_WORDS))
        elif shortcut.name == PUT_ON_RECORD:
            await self._put_on_record(shortcut, words, install)
        else:
            await self._check(where, words, install)

    async def _check(self, where: Where, words: str, install: Install) -> None:
        if len(words) > LONGEST_CHECKED:
            words = (words[:LONGEST_CHECKED].rsplit(maxsplit=1) or [""])[0]
            begun = f"Only its first {len(words):,} characters are checked, which is as many as can be at once."
            await self.replies.say(where, install, told(begun, "That message is long"))
        line = write_line("check", {"words": words})
        answer = await self._dispatch.answer(line, await self._asker(where, install))
        await self.replies.later(where, install, answer, line)

    async def _put_on_record(self, shortcut: Shortcut, words: str, install: Install) -> None:
        where = shortcut.where
        asker, link, zone = await asyncio.gather(
            self._asker(where, install), self._link(shortcut, install), self._dispatch.zone(where.tenant)
        )
        said = dt.datetime.fromtimestamp(float(shortcut.at), zone).date()
        given = {"words": words, "said": str(said), "source": link, "title": "Message in Slack"}
        answer = await self._dispatch.form("suggest", given, asker)
        line = write_line("suggest", {name: value for name, value in given.items() if value})
        await self.replies.later(where, install, answer, line)

    async def _link(self, shortcut: Shortcut, install: Install) -> str:
        try:
            async with asyncio.timeout(_BRIEFLY):
                return await self._wire.permalink(install.token, shortcut.where.channel, shortcut.at)
        except (NotSaid, TimeoutError):
            return ""  # Whoever puts it on record can write where it stands.

    async def _named(self, where: Where, install: Install, text: str) -> str:
        """Write beside the ids of users whom Slack mentions in a text what they are called."""
        users = mentioned(text)[:_MOST_NAMES]
        members = await asyncio.gather(*(self._people.of(install, where.team, user) for user in users))
        return named(text, dict(zip(users, (member.name for member in members), strict=True)))

    async def said(self, said: Said, install: Install) -> None:
        """Answer what someone said to the bot, in the thread of it."""
        where = replace(said.where, thread=said.where.thread or ("" if said.direct else said.at))
        text = re.sub(rf"<@{install.bot_user_id}(?:\|[^<>]*)?>", " ", said.text) if install.bot_user_id else said.text
        line = self._commands.spoken(await self._named(where, install, text))
        files = await self._attached(install, line, said.files)
        answer = await self._answer(line, replace(await self._asker(where, install), quiet=False), files)
        await self.replies.under(where, install, answer, line)

    async def home(self, where: Where, install: Install) -> None:
        """Show someone the Home."""
        asker = await self._asker(where, install)
        briefing = await self._dispatch.answer("/briefing", asker)
        review = await self._dispatch.answer("/review", asker)
        subscriptions = await self._dispatch.answer("/subscriptions", asker)
        shown = home_card(self._commands, briefing, review, subscriptions)
        home = Answer(shown, "home", private=True, dates=briefing.dates)
        blocks, whole = await self._answers.laid(where.tenant, home, VIEW_BLOCKS - 1)
        rest = [] if whole else [small(REST)]
        view = {"type": "home", "blocks": [*blocks, *rest]}
        try:
            async with saying():
                await self._wire.client(install.token).views_publish(user_id=where.user, view=view)
        except NotSaid as error:
            if error.code in DEAD:
                raise
            log.warning("home_not_shown tenant=%s why=%r", where.tenant, error.code)  # It is when they come again.

    async def close(self) -> None:
        """Ask nothing more."""
        await self._people.close()

    async def _first(self, tenant: str, key: str) -> bool:
        return self._once.first_here(tenant, key) and await self._once.first_anywhere(tenant, key)

    async def _answer(self, line: str, asker: Asker, files: Mapping[str, Upload] = NO_FILES) -> Answer:
        answer = await self._dispatch.answer(line, asker, files)
        if answer.command == _HELP:
            answer = with_note(answer, self._commands.hint)
        if answer.command not in self._reading:
            self._tell(asker.tenant)
        return answer

    async def _asker(self, where: Where, install: Install) -> Asker:
        await self._belonging.within(where.tenant, install)
        return _asker(where, await self._people.of(install, where.team, where.user))

    async def _line(self, tenant: str, value: str) -> str | None:
        if value[:1] not in {ASKS, TURNS}:
            return None
        asked = value[1:]
        return await self._answers.kept(tenant, asked.removeprefix(KEPT)) if asked.startswith(KEPT) else asked

    async def _opened_from(self, where: Where) -> Where:
        """Give where something was done, with the channel from which the dialog was opened that it was done in."""
        return replace(where, channel=(await self.modals.meta(where)).channel) if where.view else where

    async def _attached(self, install: Install, line: str, files: Sequence[Mapping[str, Any]]) -> dict[str, Upload]:
        """Give the first file that goes along with a line as what its command takes one for."""
        try:
            command, _ = split_line(line, self._dispatch.commands) if files else (None, "")
        except UserError:
            return {}
        places = [param.name for param in command.params if param.kind is Kind.FILE] if command else []
        return {places[0]: await self._file(install, files[0])} if places else {}

    async def _file(self, install: Install, told_of: Mapping[str, Any]) -> Upload:
        url = told_of.get("url_private_download") or told_of.get("url_private")
        if not isinstance(url, str):
            raise Malformed("file")
        data = await self._wire.download(install.token, url, LARGEST_FILE)
        return Upload(str(told_of.get("name") or "file"), data)


def _asker(where: Where, member: Member) -> Asker:
    channel = where.channel or f"home of {where.user}"
    return Asker(
        where.tenant,
        where.user,
        channel,
        member.role,
        member.guest,
        quiet=True,
        pressing=where.pressing,
        zone=member.zone,
    )
