"""The one door from Discord: every interaction passes it once, is answered in time, and never fails unseen."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

from bot.card import Button
from bot.once import Once
from bot.platforms.discord.app import App
from bot.platforms.discord.interactions import Command, Deed, Malformed, Press, Raw, Where, read
from bot.platforms.discord.replies import Reply, deferred, first, message_of, rest, told
from bot.platforms.discord.rest import ACKNOWLEDGED, UNKNOWN_INTERACTION, NotSaid, Rest

log = logging.getLogger(__name__)
T = TypeVar("T")

IN_TIME = 2.0
"""Seconds that the first answer may take; Discord waits for three, both ways included."""
_CLOSING = 10.0
_UNKNOWN_WEBHOOK = 10015
_PAUSES = (0.3, 1.0, 3.0)
"""Seconds before a further answer is tried again, where Discord has not yet taken the first."""
_WRONG = "Something went wrong on our side. Try again in a minute."
_CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"
_FOLLOW_UP = "/webhooks/{application_id}/{interaction_token}"
_ORIGINAL = f"{_FOLLOW_UP}/messages/@original"


class Door:
    """Answers interactions, by whichever way they come."""

    def __init__(self, app: App, rest: Rest, once: Once) -> None:
        self._app = app
        self._rest = rest
        self._once = once
        self._tasks: set[asyncio.Task[Any]] = set()

    def take(self, raw: Raw) -> None:
        """Take an interaction from the gateway, and answer it by a call."""
        self._begin(self._call_back(raw))

    async def answer(self, raw: Raw) -> dict[str, Any] | None:
        """Give what an interaction is answered with; nothing when it was answered before.

        Raise `Malformed` for what cannot be read.
        """
        deed = read(raw)
        if deed is None or not await self._is_first(deed.where):
            return None
        payload, after = await self._in_time(deed)
        if after:
            self._begin(after)
        return payload

    async def _call_back(self, raw: Raw) -> None:
        try:
            deed = read(raw)
        except Malformed as error:
            log.warning("malformed why=%s", error)
            return
        if deed is None or not await self._is_first(deed.where):
            return
        payload, after = await self._in_time(deed)
        where = deed.where
        try:
            await self._rest.call("POST", _CALLBACK, payload, interaction_id=where.id, interaction_token=where.token)
        except NotSaid as error:
            # The library sends once more what failed on Discord's side; what came of the first try then says so.
            if error.code != ACKNOWLEDGED:
                log.warning("not_answered tenant=%s late=%s", where.tenant, error.code == UNKNOWN_INTERACTION)
                if after:
                    after.close()
                return
        if after:
            await after

    async def _is_first(self, where: Where) -> bool:
        """Tell whether an interaction comes for the first time, to any process."""
        key = f"interaction {where.id}"
        return self._once.first_here(where.tenant, key) and await self._once.first_anywhere(where.tenant, key)

    async def _in_time(self, deed: Deed) -> tuple[dict[str, Any], Coroutine[Any, Any, None] | None]:
        """Give the first answer to what someone did, and what is to be done after it."""
        task = self._begin(self._app.reply(deed))
        await asyncio.wait({task}, timeout=IN_TIME)
        if task.done():
            reply = _result(task, deed)
            more = rest(reply)
            return first(reply), self._more(deed.where, reply) if more else None
        if isinstance(deed, Command) and deed.typing:
            task.cancel()
            return first(Reply()), None
        private = await self._app.is_private(deed)
        replaces = isinstance(deed, Press) and deed.where.ephemeral
        return deferred(private=private, replaces=replaces), self._late(deed, task, private=private)

    async def _more(self, where: Where, reply: Reply) -> None:
        """Send what the first answer had no room for."""
        messages = list(rest(reply))
        if reply.messages[0].files:
            await self._edit(where, reply, 0)
            messages = messages[1:]
        for message in messages:
            body = message_of(message, private=reply.private)
            await self._further("POST", _FOLLOW_UP, where, body, message.files)

    async def _late(self, deed: Deed, task: asyncio.Task[Reply], *, private: bool) -> None:
        await asyncio.wait({task})
        where, reply = deed.where, _result(task, deed)
        if reply.modal is not None:
            reply = told("The form could not be opened in time.", Button("Open the form", reply.line or "/help"))
        if reply.private and not private:
            # Who sees an answer is settled when it is put off: what is for one alone comes anew.
            await self._further("DELETE", _ORIGINAL, where)
            for message in reply.messages:
                body = message_of(message, private=True)
                await self._further("POST", _FOLLOW_UP, where, body, message.files)
            return
        await self._edit(where, reply, 0)
        for message in reply.messages[1:]:
            await self._further("POST", _FOLLOW_UP, where, message_of(message, private=private), message.files)

    async def _edit(self, where: Where, reply: Reply, place: int) -> None:
        message = reply.messages[place]
        body = message_of(message, private=reply.private)
        await self._further("PATCH", _ORIGINAL, where, body, message.files)

    async def _further(self, method: str, path: str, where: Where, body: Raw | None = None, files: Any = ()) -> None:  # noqa: ANN401
        for pause in (*_PAUSES, 0.0):
            try:
                await self._rest.call(
                    method, path, body, files, application_id=where.application, interaction_token=where.token
                )
            except NotSaid as error:
                if error.code != _UNKNOWN_WEBHOOK or not pause:
                    raise
                await asyncio.sleep(pause)
            else:
                return

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


def _result(task: asyncio.Task[Reply], deed: Deed) -> Reply:
    """Give what someone is answered with, or that they could not be."""
    error = task.exception()
    if error is None:
        return task.result()
    if isinstance(deed, Command) and deed.typing:
        return Reply()
    return told(error.text if isinstance(error, NotSaid) else _WRONG)
