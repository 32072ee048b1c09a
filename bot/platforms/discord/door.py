"""The one door from Discord: every interaction passes it once, is answered in time, and never fails unseen."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from bot.card import Button, File
from bot.errors import UserError
from bot.once import Once
from bot.platforms.discord.answering import CALLBACK, FOLLOW_UP, ORIGINAL, Answering
from bot.platforms.discord.app import App
from bot.platforms.discord.components import Message
from bot.platforms.discord.interactions import Deed, Typing, Where, read
from bot.platforms.discord.raw import Malformed, Raw
from bot.platforms.discord.refusals import (
    ACKNOWLEDGED,
    GONE,
    UNKNOWN_INTERACTION,
    UNKNOWN_MESSAGE,
    UNKNOWN_WEBHOOK,
    NotSaid,
)
from bot.platforms.discord.replies import Deferral, Reply, begun, deferred, edited, rest, said, told
from bot.platforms.discord.writing import written

log = logging.getLogger(__name__)
T = TypeVar("T")

IN_TIME = 2.0
"""Seconds that the first answer may take; Discord waits for three, both ways included."""
DUE = 2.8
"""Seconds after which it is not tried any more to send the first answer."""
_SETTLING = 0.3
"""Seconds more to find out who will see an answer that is put off."""
_CLOSING = 10.0
_ONE_TRY = 1.0
"""Seconds that Discord may take to say that it has the first answer, which may be sent twice."""
_SHORT, _LONG = 0.1, 0.8
"""Seconds between two tries of that, at first and at most."""
PAUSES = (0.3, 1.0, 3.0)
"""Seconds before a further answer is tried again, where Discord has not yet taken the first."""
PATIENT = (*PAUSES, 10.0, 30.0, 60.0, 120.0)
"""Seconds before a further answer is tried again, where Discord is away; it takes them for fifteen minutes."""
_WRONG = "Something went wrong on our side. Try again in a minute."
_LATE = "The form could not be opened in time."


@dataclass(frozen=True, slots=True)
class _First:
    """The first answer to an interaction, as it is sent, and what is to be done after it."""

    body: bytes
    after: Callable[[], Coroutine[Any, Any, None]] | None = None
    once: str = ""
    """What may be done again if this does not arrive."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What an interaction is answered with; whoever sent it tells whether that was sent."""

    body: bytes
    sent: Callable[[], None]
    failed: Callable[[], None]


class Door:
    """Answers interactions, by whichever way they come."""

    def __init__(self, app: App, answering: Answering, once: Once) -> None:
        self._app = app
        self._answering = answering
        self._once = once
        self._tasks: set[asyncio.Task[Any]] = set()

    def take(self, raw: Raw) -> None:
        """Take an interaction from the gateway, and answer it by a call."""
        try:
            deed = read(raw)
        except Malformed as error:
            log.warning("malformed why=%s", error)
            return
        if deed is not None and self._is_new(deed):
            self._begin(self._call_back(deed))

    async def answer(self, raw: Raw) -> Answered | None:
        """Give what an interaction is answered with; nothing when it was answered before.

        What is to follow it waits until it was sent. Raise `Malformed` for what cannot be read.
        """
        deed = read(raw)
        if deed is None:
            raise Malformed("kind")
        made = await self._first(deed) if self._is_new(deed) else None
        if made is None:
            return None
        return Answered(made.body, partial(self._after, made), partial(self._lost, deed.where, made))

    def _after(self, made: _First) -> None:
        if made.after:
            self._begin(made.after())

    def _lost(self, where: Where, made: _First) -> None:
        log.warning("not_answered tenant=%s late=True", where.tenant)
        if made.once:
            self._begin(self._once.again(where.tenant, made.once))

    async def _call_back(self, deed: Deed) -> None:
        due = asyncio.get_running_loop().time() + DUE
        made = await self._first(deed)
        if made is None:
            return
        try:
            await self._give(deed.where, made.body, due)
        except NotSaid as error:
            await self._unanswered(deed, made, error, due)
            if not error.unclear:
                return
        if made.after:
            await made.after()

    async def _give(self, where: Where, body: bytes, due: float) -> None:
        """Give the first answer, and again while it is not known whether it arrived: Discord takes it once."""
        loop, pause = asyncio.get_running_loop(), _SHORT
        while True:
            left = due - loop.time()
            try:
                await self._answering.send(
                    "POST", CALLBACK, where, body, patience=max(min(left, _ONE_TRY), _SHORT), within=left
                )
            except NotSaid as error:
                if error.code == ACKNOWLEDGED:
                    return
                if not (error.unclear or error.again) or loop.time() + pause >= due:
                    raise
            else:
                return
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LONG)

    async def _unanswered(self, deed: Deed, made: _First, error: NotSaid, due: float) -> None:
        """Say at least that it went wrong, where Discord still waits for an answer that it can show."""
        where = deed.where
        log.warning("not_answered tenant=%s late=%s", where.tenant, error.code == UNKNOWN_INTERACTION)
        if made.once:
            await self._once.again(where.tenant, made.once)
        if error.code and error.code not in GONE and not isinstance(deed, Typing):
            await self._give(where, begun(told(error.text)), due)

    def _is_new(self, deed: Deed) -> bool:
        lasting = not isinstance(deed, Typing)
        return self._once.first_here(deed.where.tenant, _key(deed.where), lasting=lasting)

    async def _first(self, deed: Deed) -> _First | None:
        """Give the first answer to what someone did; nothing when another process answers it."""
        # What other processes may answer as well is claimed before.
        if not self._once.is_shared and (kept := self._app.ready(deed)):
            return self._begun(deed.where, kept)
        task = self._begin(self._reply(deed))
        await asyncio.wait({task}, timeout=IN_TIME)
        if task.done():
            reply = task.result()
            return self._begun(deed.where, reply) if reply else None
        if isinstance(deed, Typing):
            task.cancel()
            return _First(begun(Reply()))
        deferral = await self._deferral(deed)
        return _First(written(deferred(deferral)), partial(self._late, deed.where, task, deferral))

    def _begun(self, where: Where, reply: Reply) -> _First:
        return _First(begun(reply), partial(self._more, where, reply) if rest(reply) else None, reply.once)

    async def _reply(self, deed: Deed) -> Reply | None:
        """Give what someone is answered with, or that they could not be; nothing when another process answers."""
        where = deed.where
        try:
            if isinstance(deed, Typing):
                return await self._app.reply(deed)
            if not await self._once.first_anywhere(where.tenant, _key(where)):
                return None
            return await self._app.reply(deed)
        except (NotSaid, UserError) as error:
            return Reply() if isinstance(deed, Typing) else told(error.text)
        except Exception:
            log.exception("failed tenant=%s user=%s", where.tenant, where.user)
            return Reply() if isinstance(deed, Typing) else told(_WRONG)

    async def _deferral(self, deed: Deed) -> Deferral:
        try:
            async with asyncio.timeout(_SETTLING):
                return await self._app.deferral(deed)
        except (TimeoutError, UserError):
            return Deferral()

    # -- after the first answer -------------------------------------------------------------------

    async def _more(self, where: Where, reply: Reply) -> None:
        """Send what the first answer had no room for."""
        messages = rest(reply)
        edits = len(messages) == len(reply.messages)  # With files, the first answer only kept a place.
        await self._arrive(where, reply, messages, edits=edits, instead=edits and not reply.replaces)

    async def _late(self, where: Where, task: asyncio.Task[Reply | None], deferral: Deferral) -> None:
        """Send an answer that was put off."""
        reply = await task
        if reply is None:
            return
        if reply.modal is not None:
            reply = told(_LATE, Button("Open the form", reply.opens))
        # What a button was pressed on stays as it is, unless it is to be replaced.
        edits = reply.replaces if deferral.replaces else reply.private == deferral.private
        if not edits and not deferral.replaces:
            # Who sees an answer is settled when it is put off: for others it comes anew.
            try:
                await self._further("DELETE", ORIGINAL, where)
            except NotSaid as error:
                if error.code != UNKNOWN_MESSAGE:
                    await self._failed(where, reply, error, instead=True)
                    return
        await self._arrive(where, reply, reply.messages, edits=edits, instead=edits and not deferral.replaces)

    async def _arrive(
        self, where: Where, reply: Reply, messages: Sequence[Message], *, edits: bool, instead: bool
    ) -> None:
        """Send messages, the first in the place that was kept with `edits`; what went wrong may come `instead`."""
        if edits:
            try:
                await self._edit(where, messages[0])
                messages = messages[1:]
            except NotSaid as error:
                if error.code != UNKNOWN_MESSAGE:  # Otherwise its place is gone, and it comes anew.
                    await self._failed(where, reply, error, instead=instead and not error.unclear)
                    return
        try:
            await self._follow_up(where, messages, private=reply.private)
        except NotSaid as error:
            await self._failed(where, reply, error, instead=False)

    async def _failed(self, where: Where, reply: Reply, error: NotSaid, *, instead: bool) -> None:
        """Say that an answer did not arrive, in its place or beside it."""
        if reply.once:
            await self._once.again(where.tenant, reply.once)
        if error.code in GONE:
            return
        (sorry,) = told(error.text, title="It may have arrived" if error.unclear else "").messages
        try:
            if instead:
                await self._edit(where, sorry)
            else:
                await self._follow_up(where, (sorry,), private=True)
        except NotSaid as again:
            log.warning("not_told tenant=%s code=%s", where.tenant, again.code)

    async def _edit(self, where: Where, message: Message) -> None:
        await self._further("PATCH", ORIGINAL, where, edited(message), message.files)

    async def _follow_up(self, where: Where, messages: Sequence[Message], *, private: bool) -> None:
        """Send messages one after the other; what may have arrived is not sent again, and told of at the end."""
        unclear: NotSaid | None = None
        for message in messages:
            try:
                await self._further("POST", FOLLOW_UP, where, said(message, private=private), message.files)
            except NotSaid as error:
                if not error.unclear:
                    raise
                unclear = error
        if unclear:
            raise unclear

    async def _further(
        self, method: str, path: str, where: Where, body: Raw | None = None, files: Sequence[File] = ()
    ) -> None:
        """Send what follows, and again where that cannot make two of one."""
        pauses, waits = iter(PATIENT), iter(PAUSES)
        while True:
            try:
                await self._answering.send(method, path, where, body, files)
            except NotSaid as error:
                if error.code == UNKNOWN_WEBHOOK:
                    pause = next(waits, None)
                elif error.again or (error.unclear and method != "POST"):
                    pause = next(pauses, None)
                else:
                    raise
                if pause is None:
                    raise
                await asyncio.sleep(pause)
            else:
                return

    # -- tasks ------------------------------------------------------------------------------------

    def _begin(self, doing: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) and not isinstance(error, NotSaid):
            log.error("failed", exc_info=error)

    async def close(self) -> None:
        """Let what was begun come to its end."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=_CLOSING)
        for task in list(self._tasks):
            task.cancel()


def _key(where: Where) -> str:
    return f"interaction {where.id}"
