"""Slack as a person uses it: the real app, by HTTP or Socket Mode, against the loopback Slack.

How a line is typed: one that begins with one of the app's own commands, as that command; every other after `/record`,
since Slack lets nobody send a slash command that it does not know, and shows what begins otherwise to the channel.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial

from bot.desk import Desk
from bot.dispatch import Dispatch
from bot.limits import Limits
from bot.platforms.slack.commands import REGISTERED
from bot.roles import Role
from bot.store.database import Database
from tests.contracts.surface import Shown
from tests.platforms.slack.filling import NEEDED, fill, form_in, mended, missing
from tests.platforms.slack.loopback import Message, Outcome, Person, Slack, User, View, loopback
from tests.platforms.slack.running import Way, app_for, clock_of, serving
from tests.platforms.slack.seen import pressed, seen

_OWN = re.compile(rf"(/(?:{'|'.join(REGISTERED)}))(?: (.*))?", re.DOTALL)
_GOES_ON = "Goes on in the next message."
_WAITING = "The answer will stand here."
"""What a dialog says in which nothing stands yet."""
_KNOWN = 11 * 60.0
"""Seconds after which the app asks anew who somebody is."""
OTHER = "U2"
_Place = tuple[Message, ...] | View
"""Where an answer stands: messages, or a dialog."""


class SlackSurface:
    """One member of a workspace, in #general."""

    def __init__(self, slack: Slack, dispatch: Dispatch) -> None:
        slack.clock.stop()
        self.slack = slack
        self.person: Person = slack.join("mia")
        self.other = OTHER
        self._tenants = dispatch.tenants
        self._is_curator = False
        self._shown: dict[int, tuple[Shown, _Place]] = {}

    async def become(self, role: Role) -> None:
        is_admin, is_curator = role is Role.ADMIN, role is Role.CURATOR
        if self.person.user.is_admin != is_admin:
            self.person.user.is_admin = is_admin
            self.slack.clock.advance(_KNOWN)
        if self._is_curator != is_curator:
            self._is_curator = is_curator
            await self._appoint(is_curator=is_curator)

    async def _appoint(self, *, is_curator: bool) -> None:
        """Let them be made a curator, as `/curators add` does, or no curator any more."""
        tenant = f"slack:{self.slack.workspace.id}"
        desk = Desk(self._tenants, Limits(), clock_of(self.slack), tenant, "operator", Role.ADMIN)
        async with desk.writing(Role.ADMIN) as work:
            curators = work.transaction.curators
            if is_curator:
                await curators.put(self.person.id, Role.CURATOR.word, work.user, work.at)
            else:
                await curators.remove(self.person.id)
            work.people_changed = True

    async def can_type(self, line: str) -> bool:  # noqa: ARG002  whatever it is, it is typed after /record
        return True

    async def ask(self, line: str) -> Shown:
        while views := self.person.views:
            await self.person.close(views[-1])  # It lies over what is typed into.
        before = self._present()
        return await self._answered(await self.person.slash(*typed(line)), before)

    async def press(self, shown: Shown, label: str) -> Shown:
        place, wanted = self._place(shown), pressed(shown.sends[label])
        where = place if isinstance(place, View) else place[wanted["message"]]
        before = self._present()
        if wanted["type"] == "button":
            outcome = await self.person.press(where, wanted["action_id"])
        else:
            outcome = await self.person.choose(where, wanted["action_id"], wanted["value"])
        return await self._answered(outcome, before)

    async def submit(self, form: Shown, values: Mapping[str, str]) -> Shown:
        view = self._place(form)
        assert isinstance(view, View)
        for name, value in values.items():
            await fill(self.person, view, name, value)
        if empty := missing(view):
            return self._remember(form_in(view, dict.fromkeys(empty, NEEDED)), view)
        before = self._present()
        outcome = await self.person.submit(view)
        # What is wrong is said in the same dialog.
        return await self._answered(outcome, before - {_mark(view)})

    # -- only in Slack ----------------------------------------------------------------------------

    async def write(self, text: str) -> Shown:
        """Write to the app itself."""
        before = self._present()
        return await self._answered(await self.person.dm(mended(text)), before)

    async def mention(self, text: str) -> Shown:
        """Mention the app in the channel, with some words."""
        before = self._present()
        return await self._answered(await self.person.mention(mended(text)), before)

    async def take(self, shortcut: str, text: str) -> Shown:
        """Write something into the channel, and take a shortcut from the menu of that message."""
        message, before = await self.person.say(mended(text)), self._present()
        return await self._answered(await self.person.shortcut(message, shortcut), before)

    # -- what is seen -----------------------------------------------------------------------------

    async def _answered(self, outcome: Outcome, before: frozenset[str]) -> Shown:
        """Give what came of something that was done, once all of it is there."""
        assert not outcome.error, outcome.error
        place: _Place = await self.slack.world.changes.until(lambda: self._come(before))
        assert not self.slack.refused
        return self._remember(self._read(place), place)

    def _present(self) -> frozenset[str]:
        """Give what the person sees, as it is now."""
        return frozenset([*map(_mark, self.person.messages()), *map(_mark, self.person.views)])

    def _come(self, before: frozenset[str]) -> _Place | None:
        """Give the messages that came since, or else the dialog; `None` as long as more is on its way."""
        messages = [one for one in self.person.messages() if one.bot and one.blocks and _mark(one) not in before]
        if messages:
            return None if _GOES_ON in messages[-1].words() else tuple(messages)
        top = next(reversed(self.person.views), None)
        return top if top and _WAITING not in top.words() and _mark(top) not in before else None

    def _read(self, place: _Place) -> Shown:
        """Read an answer; what this Slack itself takes for a mention or a link counts as an effect, too."""
        if isinstance(place, View):
            form = bool(place.inputs())
            answer = form_in(place, place.errors) if form else seen([_told("", place)], private=True)
            live = [*_in_markup(place), *(set(place.links()) - set(answer.links))]
        else:
            answer = seen([_told(one.text, one) for one in place], private=all(one.ephemeral for one in place))
            called = [call for one in place for call in _in_markup(one) if call != f"@{self.person.id}"]
            live = [*called, *({link for one in place for link in one.links()} - set(answer.links))]
        return replace(answer, effects=(*answer.effects, *live))

    def _remember(self, shown: Shown, place: _Place) -> Shown:
        self._shown[id(shown)] = shown, place
        return shown

    def _place(self, shown: Shown) -> _Place:
        """Give where an answer stands; nobody presses what is not there any more."""
        _, place = self._shown[id(shown)]
        if not isinstance(place, View):
            assert self._read(place) == shown, "another answer stands in its place"
        return place


def _mark(one: Message | View) -> str:
    """Give what changes whenever a message or a dialog does."""
    return f"{one.ts} {len(one.edits)}" if isinstance(one, Message) else f"{one.id} {one.hash}"


def _in_markup(one: Message | View) -> list[str]:
    """Give the mentions that words make; those that are elements of their own have been read."""
    return [mention for mention in one.mentions() if mention.startswith(("@", "#", "!"))]


def _told(text: str, one: Message | View) -> dict[str, object]:
    return {"text": text, "blocks": one.blocks}


def typed(line: str) -> tuple[str, str]:
    """Give the command that a line is typed as, and the text after it."""
    found = _OWN.fullmatch(line)
    command, text = (found[1], found[2] or "") if found else ("/record", line)
    return command, mended(text)


@asynccontextmanager
async def slack_surface(way: Way, dispatch: Dispatch, database: Database) -> AsyncIterator[SlackSurface]:
    """Let a bot answer in a Slack of its own, which must have nothing to refuse."""
    async with loopback(app_for(way, dispatch.commands)) as slack:
        slack.workspace.users[OTHER] = User(OTHER, "bob", slack.workspace.id)
        async with serving(slack, dispatch, database, way):
            yield SlackSurface(slack, dispatch)
        assert not slack.refused


slack_by_http = partial(slack_surface, "http")
slack_by_socket = partial(slack_surface, "socket")
