"""Discord as a person uses it: the real app, by the gateway or HTTP interactions, against the loopback Discord.

A form that goes on is gone on with, and one in which something is wrong is opened again by the button that does so.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial

from bot.command import Asker
from bot.desk import Desk
from bot.dispatch import Dispatch
from bot.limits import Limits
from bot.roles import Role
from bot.store.database import Database
from tests.contracts.surface import Shown
from tests.platforms.discord.filling import fill_in, form_in
from tests.platforms.discord.kit.elements import BUTTON, INPUT
from tests.platforms.discord.loopback import Discord, Message, Modal, Outcome, Permission, Person, loopback
from tests.platforms.discord.loopback.forms import problems
from tests.platforms.discord.seen import OWN_NAMES, pressed, seen
from tests.platforms.discord.typed import mended, typed
from tests.platforms.discord.typing_commands import leaves
from tests.platforms.discord.working import Way, clock_of, serving

_GOES_ON = "Goes on in the next message."
_NEXT_STEP, _MENDS = "Go on", "Mend it"
_PATIENCE = 30.0
"""Seconds, by the machine's clock, until an answer counts as one that never comes."""
_Place = tuple[Message, ...] | Modal
"""Where an answer stands: messages, or a form."""


class DiscordSurface:
    """One member of a server, in #general."""

    def __init__(self, discord: Discord, dispatch: Dispatch) -> None:
        discord.clock.stop()
        self.discord = discord
        self.person: Person = discord.join("mia")
        self.other = discord.join("bob").id
        self._dispatch = dispatch
        self._tenant = f"discord:{discord.guild.id}"
        self._admins = discord.world.add_role(discord.guild, "admins", Permission.MANAGE_GUILD)
        self._is_curator = False
        self._leaves = {leaf.name: leaf for leaf in leaves(discord.app.commands[""])}
        self._shown: dict[int, tuple[Shown, _Place]] = {}
        # Whoever runs a server may let everyone have what Discord hides by itself.
        discord.guild.opened = {command["name"]: {self.person.id} for command in discord.app.commands[""]}

    async def become(self, role: Role) -> None:
        roles = self.discord.guild.members[self.person.id].roles
        roles[:] = [self._admins.id] if role is Role.ADMIN else []
        if self._is_curator != (role is Role.CURATOR):
            self._is_curator = role is Role.CURATOR
            await self._appoint(is_curator=self._is_curator)

    async def _appoint(self, *, is_curator: bool) -> None:
        """Let them be made a curator, as `/curators add` does, or no curator any more."""
        now = clock_of(self.discord)
        desk = Desk(self._dispatch.tenants, Limits(), now, self._tenant, "operator", Role.ADMIN)
        async with desk.writing(Role.ADMIN) as work:
            curators = work.transaction.curators
            if is_curator:
                await curators.put(self.person.id, Role.CURATOR.word, work.user, work.at)
            else:
                await curators.remove(self.person.id)
            work.people_changed = True

    async def can_type(self, line: str) -> bool:
        return await self._typed(line) is not None

    async def ask(self, line: str) -> Shown:
        call = await self._typed(line)
        assert call, f"nobody can type {line!r}"
        return await self.send(*call)

    async def press(self, shown: Shown, label: str) -> Shown:
        place, wanted = self._place(shown), pressed(shown.sends[label])
        assert not isinstance(place, Modal), "there is nothing to press in a form"
        self._close()
        message, before = place[wanted["message"]], self._present()
        async with asyncio.timeout(_PATIENCE):
            if wanted["type"] == BUTTON:
                outcome = await self.person.press(message, wanted["custom_id"])
            else:
                outcome = await self.person.choose(message, wanted["custom_id"], *wanted["values"])
            return await self._answered(outcome, before)

    async def submit(self, form: Shown, values: Mapping[str, str]) -> Shown:
        modal = self._place(form)
        assert isinstance(modal, Modal)
        for name, value in values.items():
            fill_in(modal, name, value, self.discord.world.users)
        if wrong := problems(modal):
            return self._remember(form_in(modal, wrong), modal)
        before = self._present()
        async with asyncio.timeout(_PATIENCE):
            answer = await self._answered(await self.person.submit(modal), before)
        for onward in (_NEXT_STEP, _MENDS):
            if onward in answer.buttons:
                return await self._reopened(answer, onward)
        return answer

    async def _reopened(self, told: Shown, onward: str) -> Shown:
        """Go on in a form, with what was told when it was sent."""
        form = await self.press(told, onward)
        modal = self._place(form)
        assert isinstance(modal, Modal), form.text
        again = form_in(modal, _errors(told, modal))
        text, effects = f"{told.text}\n{again.text}", (*told.effects, *again.effects)
        return self._remember(replace(again, text=text, effects=effects), modal)

    # -- only on Discord --------------------------------------------------------------------------

    async def send(self, command: str, options: Mapping[str, object]) -> Shown:
        """Send a command with its options."""
        self._close()
        before = self._present()
        async with asyncio.timeout(_PATIENCE):
            return await self._answered(await self.person.slash(command, options), before)

    async def take(self, command: str, text: str) -> Shown:
        """Write something into the channel, and take a command from the menu of that message."""
        self._close()
        message, before = self.person.say(mended(text)), self._present()
        async with asyncio.timeout(_PATIENCE):
            return await self._answered(await self.person.menu(message, command), before)

    def written(self, form: Shown) -> list[str]:
        """Give the fields of a form into which a text is written."""
        modal = self._place(form)
        assert isinstance(modal, Modal)
        return [name for name, field in modal.fields().items() if field["type"] == INPUT and "+" not in name]

    # -- what is seen -----------------------------------------------------------------------------

    async def _typed(self, line: str) -> tuple[str, Mapping[str, object]] | None:
        """Give what is typed for a line, with people where ids stand for them."""
        asker = Asker(self._tenant, self.person.id, self.person.channel.id)
        call = typed(line, self._leaves, await self._dispatch.surroundings(asker))
        if call is None:
            return None
        command, options = call
        users, named = self.discord.world.users, self._leaves[command].people
        if any(options.get(name, next(iter(users))) not in users for name in named):
            return None
        return command, {name: users[str(value)] if name in named else value for name, value in options.items()}

    def _close(self) -> None:
        if self.person.form:  # It lies over everything else.
            self.person.close(self.person.form)

    async def _answered(self, outcome: Outcome, before: frozenset[str]) -> Shown:
        """Give what came of something that was done, once all of it is there."""
        assert not outcome.error, outcome.error
        place: _Place | None = outcome.modal
        if place is None:
            place = await self.discord.world.changes.until(lambda: self._come(before))
        assert not self.discord.refused
        return self._remember(self._read(place), place)

    def _present(self) -> frozenset[str]:
        """Give what the person sees, as it is now."""
        return frozenset(map(_mark, self.person.messages()))

    def _come(self, before: frozenset[str]) -> tuple[Message, ...] | None:
        """Give the messages that came since; nothing as long as more is on its way."""
        came = tuple(one for one in self.person.messages() if one.author.is_bot and _mark(one) not in before)
        unfinished = not came or any(one.thinking for one in came) or _GOES_ON in came[-1].words()
        return None if unfinished else came

    def _read(self, place: _Place) -> Shown:
        """Read an answer; what this Discord itself takes for a mention or a link counts as an effect, too."""
        if isinstance(place, Modal):
            answer = form_in(place, {})
            live = [*place.mentions(), *place.links()]
        else:
            private = all(one.ephemeral for one in place)
            answer = seen([{"components": one.components} for one in place], private=private, names=self._named())
            shown = [mention for one in place for mention in one.mentions() if mention[1:-1] not in answer.names]
            called = [*shown, *(call for one in place for call in one.mentioned.values() if call)]
            opened = {link for one in place for link in one.links() if not link.startswith(self.discord.world.base)}
            live = [*map(str, called), *(opened - set(answer.links))]
        return replace(answer, effects=(*answer.effects, *live))

    def _named(self) -> frozenset[str]:
        """Give who and what may be named, as long as it calls no one."""
        world = self.discord.world
        return OWN_NAMES | {f"@{each}" for each in world.users} | {f"#{each}" for each in world.channels}

    def _remember(self, shown: Shown, place: _Place) -> Shown:
        self._shown[id(shown)] = shown, place
        return shown

    def _place(self, shown: Shown) -> _Place:
        """Give where an answer stands; nobody presses what is not there any more."""
        _, place = self._shown[id(shown)]
        if not isinstance(place, Modal):
            assert self._read(place) == shown, "another answer stands in its place"
        return place


def _mark(message: Message) -> str:
    """Give what changes whenever a message does."""
    return f"{message.id} {len(message.edits)} {message.thinking}"


def _errors(told: Shown, modal: Modal) -> dict[str, str]:
    """Give what was told to be wrong with the fields of a form, by their labels."""
    labels = {name: label.rstrip("…") for name, label in modal.labels().items()}
    lines = told.text.split("\n")
    return {
        name: line.partition(": ")[2]
        for name, label in labels.items()
        for line in lines
        if line.startswith(label) and ": " in line
    }


@asynccontextmanager
async def discord_surface(way: Way, dispatch: Dispatch, database: Database) -> AsyncIterator[DiscordSurface]:
    """Let a bot answer in a Discord of its own, which must have nothing to refuse."""
    async with loopback() as discord:
        async with serving(discord, dispatch, database, way):
            yield DiscordSurface(discord, dispatch)
        assert not discord.refused


discord_by_http = partial(discord_surface, "http")
discord_by_gateway = partial(discord_surface, "gateway")
