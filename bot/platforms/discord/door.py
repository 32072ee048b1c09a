"""The one door from Discord: every interaction passes it once, is answered in time, and never fails unseen."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from bot.card import Button, File
from bot.errors import UserError
from bot.once import Once
from bot.platforms.discord.app import App
from bot.platforms.discord.components import Message
from bot.platforms.discord.interactions import Deed, Typing, Where, read
from bot.platforms.discord.raw import Malformed, Raw
from bot.platforms.discord.replies import Deferral, Reply, deferred, edited, first, rest, said, told
from bot.platforms.discord.rest import ACKNOWLEDGED, GONE, UNKNOWN_INTERACTION, WRONG_FORM, NotSaid, Rest

log = logging.getLogger(__name__)
T = TypeVar("T")

IN_TIME = 2.0
"""Seconds that the first answer may take; Discord waits for three, both ways included."""
_SETTLING = 0.3
"""Seconds more to find out who will see an answer that is put off."""
_CLOSING = 10.0
_UNKNOWN_WEBHOOK = 10015
PAUSES = (0.3, 1.0, 3.0)
"""Seconds before a further answer is tried again, where Discord has not yet taken the first."""
_WRONG = "Something went wrong on our side. Try again in a minute."
_LATE = "The form could not be opened in time."
_CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"
_FOLLOW_UP = "/webhooks/{application_id}/{interaction_token}"
_ORIGINAL = f"{_FOLLOW_UP}/messages/@original"


@dataclass(frozen=True, slots=True)
class _First:
    """The first answer to an interaction, and what is to be done after it."""

    payload: Mapping[str, Any]
    after: Callable[[], Coroutine[Any, Any, None]] | None = None
    once: str = ""
    """What may be done again if this does not arrive."""


class Door:
    """Answers interactions, by whichever way they come."""

    def __init__(self, app: App, rest: Rest, once: Once) -> None:
        self._app = app
        self._rest = rest
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

    async def answer(self, raw: Raw) -> Mapping[str, Any] | None:
        """Give what an interaction is answered with; nothing when it was answered before.

        Raise `Malformed` for what cannot be read.
        """
        deed = read(raw)
        if deed is None:
            raise Malformed("kind")
        made = await self._first(deed) if self._is_new(deed) else None
        if made is None:
            return None
        if made.after:
            self._begin(made.after())
        return made.payload

    async def _call_back(self, deed: Deed) -> None:
        made = await self._first(deed)
        if made is None:
            return
        where = deed.where
        try:
            await self._rest.call(
                "POST", _CALLBACK, made.payload, interaction_id=where.id, interaction_token=where.token
            )
        except NotSaid as error:
            # The library sends once more what failed on Discord's side; what came of the first try then says so.
            if error.code != ACKNOWLEDGED:
                await self._unanswered(deed, made, error)
                return
        if made.after:
            await made.after()

    async def _unanswered(self, deed: Deed, made: _First, error: NotSaid) -> None:
        """Say at least that it went wrong, where Discord still waits for an answer that it can show."""
        where = deed.where
        log.warning("not_answered tenant=%s late=%s", where.tenant, error.code == UNKNOWN_INTERACTION)
        if made.once:
            await self._once.again(where.tenant, made.once)
        if error.code == WRONG_FORM and not isinstance(deed, Typing):
            sorry = first(told(error.text))
            await self._rest.call("POST", _CALLBACK, sorry, interaction_id=where.id, interaction_token=where.token)

    def _is_new(self, deed: Deed) -> bool:
        lasting = not isinstance(deed, Typing)
        return self._once.first_here(deed.where.tenant, _key(deed.where), lasting=lasting)

    async def _first(self, deed: Deed) -> _First | None:
        """Give the first answer to what someone did; nothing when another process answers it."""
        task = self._begin(self._reply(deed))
        await asyncio.wait({task}, timeout=IN_TIME)
        if task.done():
            reply = task.result()
            if reply is None:
                return None
            after = partial(self._more, deed.where, reply) if rest(reply) else None
            return _First(first(reply), after, reply.once)
        if isinstance(deed, Typing):
            task.cancel()
            return _First(first(Reply()))
        deferral = await self._deferral(deed)
        return _First(deferred(deferral), partial(self._late, deed.where, task, deferral))

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
        messages = list(rest(reply))
        with_file = len(messages) == len(reply.messages)
        try:
            if with_file:
                await self._edit(where, messages.pop(0))
            await self._follow_up(where, messages, private=reply.private)
        except NotSaid as error:
            await self._failed(where, reply, error, instead=with_file and not reply.replaces)

    async def _late(self, where: Where, task: asyncio.Task[Reply | None], deferral: Deferral) -> None:
        """Send an answer that was put off."""
        reply = await task
        if reply is None:
            return
        if reply.modal is not None:
            reply = told(_LATE, Button("Open the form", reply.opens))
        try:
            if deferral.replaces and not reply.replaces:
                # What it was pressed on stays as it is.
                await self._follow_up(where, reply.messages, private=reply.private)
            elif deferral.replaces or reply.private == deferral.private:
                await self._edit(where, reply.messages[0])
                await self._follow_up(where, reply.messages[1:], private=reply.private)
            else:
                # Who sees an answer is settled when it is put off: for others it comes anew.
                await self._further("DELETE", _ORIGINAL, where)
                await self._follow_up(where, reply.messages, private=reply.private)
        except NotSaid as error:
            await self._failed(where, reply, error, instead=not deferral.replaces)

    async def _failed(self, where: Where, reply: Reply, error: NotSaid, *, instead: bool) -> None:
        """Say that an answer did not arrive, in its place or beside it."""
        if reply.once:
            await self._once.again(where.tenant, reply.once)
        if error.code in GONE:
            return
        (sorry,) = told(error.text).messages
        try:
            if instead:
                await self._edit(where, sorry)
            else:
                await self._follow_up(where, (sorry,), private=True)
        except NotSaid as again:
            log.warning("not_told tenant=%s code=%s", where.tenant, again.code)

    async def _edit(self, where: Where, message: Message) -> None:
        await self._further("PATCH", _ORIGINAL, where, edited(message), message.files)

    async def _follow_up(self, where: Where, messages: Sequence[Message], *, private: bool) -> None:
        for message in messages:
            await self._further("POST", _FOLLOW_UP, where, said(message, private=private), message.files)

    async def _further(
        self, method: str, path: str, where: Where, body: Raw | None = None, files: Sequence[File] = ()
    ) -> None:
        parts = {"application_id": where.application, "interaction_token": where.token}
        for pause in PAUSES:
            try:
                await self._rest.call(method, path, body, files, **parts)
            except NotSaid as error:
                if error.code != _UNKNOWN_WEBHOOK:
                    raise
                await asyncio.sleep(pause)
            else:
                return
        await self._rest.call(method, path, body, files, **parts)

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
