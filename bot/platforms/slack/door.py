"""The one door from Slack: everything that comes in passes it once, is answered in time, and never fails unseen."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import logging
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, TypeAlias, TypeVar

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.errors import Unavailable
from bot.once import Once
from bot.platforms.slack.access import DEAD, Refused, Unreached
from bot.platforms.slack.answers import WAITING, private, told, waiting_view
from bot.platforms.slack.app import App
from bot.platforms.slack.installs import Install, Installs
from bot.platforms.slack.payloads import (
    Deed,
    Ended,
    HomeOpened,
    Malformed,
    Press,
    Said,
    Sent,
    Shortcut,
    Slash,
    Typing,
    Where,
    key_of,
    key_of_trigger,
    read,
)
from bot.platforms.slack.sendings import Sending
from bot.platforms.slack.wire import NotSaid, Wire
from bot.secrets import Unopened

log = logging.getLogger(__name__)

IN_TIME = 2.0
"""Seconds that an answer may take to go back in the same request; Slack waits for three, both ways included."""
_CLOSING = 5.0
"""Seconds that what was begun has to come to its end; whoever stops a process often waits for ten in all."""
Done: TypeAlias = Slash | Press | Sent | Typing | Shortcut | Said | HomeOpened
T = TypeVar("T")
_DEED, _INSTALL, _UNTIL = "onrecord_deed", "onrecord_install", "onrecord_until"
"""What is kept in the context of a request."""
_NO_OPTIONS = '{"options":[]}'
_JSON: dict[str, str | Sequence[str]] = {"Content-Type": "application/json"}
_WRONG = "Something went wrong on our side. Try again in a minute."
_NOT_NOW = "On Record cannot look up this workspace just now. Try again in a minute."
NOT_IN = "On Record is not set up for this workspace any more. Ask whoever looks after it to install it again."


class Reader(AsyncMiddleware):
    """A middleware of Bolt before all that looks into a request: what Slack would not send comes no further."""

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002  as Bolt calls it
    ) -> BoltResponse:
        if req.body.get("type") == "url_verification":
            await next()
            return resp
        try:
            deed = read(req.body, req.context)
        except Malformed as error:
            return _malformed(error)
        if deed is None:
            return _said("")
        req.context[_DEED] = deed
        req.context[_UNTIL] = asyncio.get_running_loop().time() + IN_TIME
        await next()
        return resp


class Authorize(AsyncAuthorize):
    """Gives Bolt the token for a workspace, and leaves the install in the request's context.

    Where the bot is not let in, Bolt goes on without a token, and the door says so.
    """

    def __init__(self, installs: Installs) -> None:
        self._installs = installs

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,  # noqa: ARG002  as Bolt calls it
        **_actor: str | None,
    ) -> AuthorizeResult:
        everywhere = bool(context.is_enterprise_install)
        found = await known(self._installs, team_id, enterprise_id, everywhere=everywhere)
        context[_INSTALL] = found
        install = found if isinstance(found, Install) else None
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=install.bot_user_id if install else None,
            bot_id=install.bot_id if install else None,
            bot_token=install.token if install else None,
        )


async def known(installs: Installs, team: str | None, enterprise: str | None, *, everywhere: bool) -> Install | str:
    """Give the install in a workspace, or what to say where there is none, or none that can be used."""
    try:
        async with asyncio.timeout(IN_TIME):
            return await installs.of(team, enterprise, is_enterprise_install=everywhere) or NOT_IN
    except Refused as error:
        log.error("install_refused team=%s reason=%r", team, str(error))  # noqa: TRY400  it says all
        return NOT_IN if error.code in DEAD else _NOT_NOW
    except (Unavailable, Unopened, Unreached, TimeoutError) as error:
        log.error("install_unknown team=%s reason=%r", team, str(error))  # noqa: TRY400  it says all
        return _NOT_NOW


class Door(AsyncMiddleware):
    """A middleware of Bolt that answers everything itself, since Bolt looks through its listeners one by one."""

    def __init__(self, app: App, installs: Installs, wire: Wire, once: Once) -> None:
        self._app = app
        self._installs = installs
        self._wire = wire
        self._once = once
        self._tasks: set[asyncio.Task[Any]] = set()

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002  as Bolt calls it
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002, ARG002  as Bolt calls it
    ) -> BoltResponse:
        deed: Deed = req.context[_DEED]
        key = key_of(req.body)
        if self._is_repeated(deed.where, key):
            return _said("")
        if isinstance(deed, Ended):
            await self._ended(deed)
            return _said("")
        install: Install | str = req.context[_INSTALL]
        if isinstance(install, str):
            return self._not_in(deed, install)
        try:
            return await self._done(deed, install, key, req.context[_UNTIL])
        except Malformed as error:
            return _malformed(error)

    async def command(self, slash: Slash) -> bytes:
        """Give what goes back for a slash command that came without Bolt, which makes a client for each request."""
        until = asyncio.get_running_loop().time() + IN_TIME
        where, key = slash.where, key_of_trigger(slash.where.trigger)
        if self._is_repeated(where, key):
            return b""
        place = (where.team, where.enterprise)
        install: Install | str | None = self._installs.at_hand(*place, is_enterprise_install=where.everywhere)
        if install is None:
            install = await known(self._installs, *place, everywhere=where.everywhere)
        if isinstance(install, str):
            return private(told(install)[0]).encode()
        line = self._app.line_of(slash)
        if line and not self._once.is_shared and (body := self._app.ready(where, install, line)):
            return body
        return (await self._slash(where, install, line, key, until)).encode()

    def _is_repeated(self, where: Where, key: str) -> bool:
        if not key or self._once.first_here(where.tenant, key):
            return False
        log.info("repeated tenant=%s key=%r", where.tenant, key)
        return True

    def _not_in(self, deed: Done, text: str) -> BoltResponse:
        """Say that the bot is not let in, where a person would see it."""
        messages = told(text)
        if isinstance(deed, Slash):
            return _said(private(messages[0]))
        if isinstance(deed, Sent):
            return _said(json.dumps(self._app.sendings.failed(deed.where, text).action))
        if deed.where.response_url:
            self._begin(self._respond(deed.where, private(messages[0])))
        return _said("")

    async def _done(self, deed: Done, install: Install, key: str, until: float) -> BoltResponse:
        where = deed.where
        match deed:
            case Slash():
                return _said(await self._slash(where, install, self._app.line_of(deed), key, until))
            case Sent():
                return await self._sent(where, install, self._filled(deed, install, key), until)
            case Typing():
                return await self._typing(self._app.typing(deed, install), until)
            case Press():
                self._later(where, install, self._claimed(where, key, lambda: self._app.press(deed, install)))
            case Shortcut():
                self._later(where, install, self._claimed(where, key, lambda: self._app.shortcut(deed, install)))
            case Said():
                self._later(where, install, self._claimed(where, key, lambda: self._app.said(deed, install)))
            case HomeOpened():
                self._later(where, install, self._app.home(where, install))
        return _said("")

    # -- in time ----------------------------------------------------------------------------------

    async def _slash(self, where: Where, install: Install, line: str | None, key: str, until: float) -> str:
        if line is None:
            return await self._app.unknown(where)
        is_first = partial(self._once.first_anywhere, where.tenant, key)
        task = self._begin(self._app.slash(where, install, line, is_first))
        if not await _done_by(task, until):
            self._later(where, install, self._respond_late(where, install, task))
            return WAITING
        return await self._result(install, task)

    async def _respond_late(self, where: Where, install: Install, task: asyncio.Task[str]) -> None:
        await asyncio.wait({task})
        if body := await self._result(install, task):
            await self._app.replies.send(where, install, body)

    async def _result(self, install: Install, task: asyncio.Task[str]) -> str:
        """Give what a slash command is answered with, or that it could not be."""
        error = task.exception()
        if error is None:
            return task.result()
        return private(told(await self._sentence(install, error))[0])

    async def _sent(
        self, where: Where, install: Install, answering: Coroutine[Any, Any, Sending | None], until: float
    ) -> BoltResponse:
        task = self._begin(answering)
        if not await _done_by(task, until):
            self._later(where, install, self._update_late(where, install, task))
            return _said(json.dumps({"response_action": "update", "view": waiting_view(where.meta)}))
        sending = await self._sending(where, install, task)
        return _said(json.dumps(sending.action, ensure_ascii=False) if sending else "")

    async def _filled(self, sent: Sent, install: Install, key: str) -> Sending | None:
        """Give what a form is answered with; nothing where another process has taken it in hand."""
        if not await self._once.first_anywhere(sent.where.tenant, key):
            return None
        return await self._app.sent(sent, install)

    async def _update_late(self, where: Where, install: Install, task: asyncio.Task[Sending | None]) -> None:
        await asyncio.wait({task})
        sending = await self._sending(where, install, task)
        if sending is None:
            return
        try:
            await self._app.modals.put(install, where.view, sending.late)
        except NotSaid as error:
            if error.code in DEAD or (error.unclear and sending.messages):
                raise
            if sending.messages:  # Otherwise it was answered elsewhere, and the dialog would only have said so.
                await self._app.replies.tell(install, where.user, sending.messages)

    async def _sending(self, where: Where, install: Install, task: asyncio.Task[Sending | None]) -> Sending | None:
        error = task.exception()
        if error is None:
            return task.result()
        if isinstance(error, Malformed):
            raise error
        return self._app.sendings.failed(where, await self._sentence(install, error))

    async def _typing(self, answering: Coroutine[Any, Any, str], until: float) -> BoltResponse:
        task = self._begin(answering)
        if not await _done_by(task, until):
            return _said(_NO_OPTIONS)
        error = task.exception()
        if error is None:
            return _said(task.result())
        if isinstance(error, Malformed):
            raise error
        log.error("failed suggesting", exc_info=error)
        return _said(_NO_OPTIONS)

    # -- by itself --------------------------------------------------------------------------------

    async def _claimed(self, where: Where, key: str, act: Callable[[], Awaitable[None]]) -> None:
        if key and not await self._once.first_anywhere(where.tenant, key):
            return
        await act()

    def _later(self, where: Where, install: Install, doing: Coroutine[Any, Any, None]) -> None:
        """Do something after the request was answered; what goes wrong is told to whoever asked."""
        self._begin(self._guarded(where, install, doing))

    async def _guarded(self, where: Where, install: Install, doing: Coroutine[Any, Any, None]) -> None:
        try:
            await doing
        except Malformed as error:
            _malformed(error)
        except Exception as error:  # noqa: BLE001  nothing may fail unseen
            sentence = await self._sentence(install, error)
            with suppress(NotSaid):
                await self._app.replies.say(where, install, told(sentence))

    async def _sentence(self, install: Install, error: BaseException) -> str:
        """Give what to say of something that went wrong; a token that is dead ends the install."""
        if not isinstance(error, NotSaid):
            log.error("failed tenant=%s", install.tenant, exc_info=error)
            return _WRONG
        log.warning("not_said tenant=%s why=%s", install.tenant, error.code or "-")
        if error.code not in DEAD:
            return error.text
        await self._installs.ended(install, error.code)
        return NOT_IN

    async def _respond(self, where: Where, body: str) -> None:
        with suppress(NotSaid):
            await self._wire.respond(where.response_url, body)

    def _begin(self, doing: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.create_task(doing)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def close(self) -> None:
        """Let what was begun come to its end."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=_CLOSING)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._app.close()

    async def _ended(self, ended: Ended) -> None:
        where = ended.where
        install = await known(self._installs, where.team, where.enterprise, everywhere=where.everywhere)
        if isinstance(install, Install):
            at = dt.datetime.fromtimestamp(ended.at, dt.UTC) if ended.at else None
            await self._installs.ended(install, ended.why, at)


async def _done_by(task: asyncio.Task[T], until: float) -> bool:
    """Wait for something, but for no longer than it may take; tell whether it is done."""
    await asyncio.wait({task}, timeout=max(until - asyncio.get_running_loop().time(), 0))
    return task.done()


def _malformed(error: Malformed) -> BoltResponse:
    log.warning("malformed why=%s", error)
    return _said("", status=400)


def _said(body: str, status: int = 200) -> BoltResponse:
    return BoltResponse(status=status, body=body, headers=_JSON if body else None)
