"""Telling people in private, by direct message, what the bot keeps for them."""

from __future__ import annotations

import asyncio
import logging

from bot.dispatch import Answer
from bot.errors import Unavailable
from bot.notices import Notices
from bot.platforms.slack.access import Refused, Unreached
from bot.platforms.slack.answers import Answers
from bot.platforms.slack.installs import Install, Installs
from bot.platforms.slack.wire import NotSaid, Wire
from bot.secrets import Unopened
from bot.store.database import Database

log = logging.getLogger(__name__)

AGAIN = 300.0
"""Seconds until what could not be said is tried again."""
_CLOSING = 5.0
"""Seconds that what was begun has to come to its end."""
_SCHEME = "slack:"


class Telling:
    """Pushes notices: at once where something was changed, and what was left over at the start and now and then."""

    def __init__(self, notices: Notices, installs: Installs, wire: Wire, answers: Answers, database: Database) -> None:
        self._notices = notices
        self._installs = installs
        self._wire = wire
        self._answers = answers
        self._database = database
        self._running: dict[str, asyncio.Task[None]] = {}
        self._waiting: set[str] = set()

    def soon(self, install: Install, tenant: str) -> None:
        """Tell the members of a tenant what there is for them, as soon as it can be done."""
        if tenant in self._running:
            self._waiting.add(tenant)
            return
        task = self._running[tenant] = asyncio.create_task(self._tell(install, tenant))
        task.add_done_callback(lambda _: self._done(install, tenant))

    def _done(self, install: Install, tenant: str) -> None:
        self._running.pop(tenant, None)
        if tenant in self._waiting:
            self._waiting.discard(tenant)
            self.soon(install, tenant)

    async def _tell(self, install: Install, tenant: str) -> None:
        async def say(user: str, answer: Answer) -> None:
            messages = await self._answers.messages(tenant, answer)
            channel = await self._wire.direct(install.token, user)
            for message in messages:
                await self._wire.post(install.token, channel, message)

        try:
            await self._notices.push(tenant, say)
        except (NotSaid, Unavailable) as error:
            log.warning("notices_left tenant=%s why=%r", tenant, str(error))
        except Exception:
            log.exception("failed notices tenant=%s", tenant)

    async def keep(self) -> None:
        """Look for what is left over, until cancelled."""
        while True:
            looking = asyncio.ensure_future(self._look())
            try:
                await asyncio.shield(looking)
            except asyncio.CancelledError:
                # A database that is left amid an answer would give it when nobody hears it any more.
                await asyncio.wait({looking}, timeout=_CLOSING)
                raise
            except Unavailable as error:
                log.warning("notices_not_read why=%r", error.text)
            await asyncio.sleep(AGAIN)

    async def _look(self) -> None:
        for tenant in await self._database.generations():
            if not tenant.startswith(_SCHEME):
                continue
            async with self._database.reading(tenant) as transaction:
                if not await transaction.notices.untold():
                    continue
            try:
                install = await self._installs.of(tenant.removeprefix(_SCHEME))
            except (Refused, Unavailable, Unopened, Unreached):
                continue
            if install:
                self.soon(install, tenant)

    async def close(self) -> None:
        """Let what is being said be said."""
        self._waiting.clear()
        if self._running:
            await asyncio.wait(set(self._running.values()), timeout=_CLOSING)
