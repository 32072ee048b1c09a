"""The way to a workspace's members when they did not ask: by direct message."""

from __future__ import annotations

import hashlib
import logging
from functools import partial

from bot.dispatch import Answer
from bot.errors import Unavailable
from bot.notices import Say
from bot.platforms.slack.access import DEAD, Refused, Unreached
from bot.platforms.slack.answers import Answers
from bot.platforms.slack.belonging import Belonging
from bot.platforms.slack.blocks import Message
from bot.platforms.slack.installs import Install, Installs
from bot.platforms.slack.wire import NotSaid, Wire
from bot.secrets import Unopened
from bot.telling import Unsaid

log = logging.getLogger(__name__)

_NOBODY = frozenset({"cannot_dm_bot", "user_disabled", "user_not_found", "user_not_visible"})
"""With these Slack says of someone that nobody can write to them; they hold up no one else."""


class Reaching:
    """Finds the way to the members of a tenant; what was said perhaps is looked for before it is said again."""

    def __init__(self, belonging: Belonging, installs: Installs, wire: Wire, answers: Answers) -> None:
        self._belonging = belonging
        self._installs = installs
        self._wire = wire
        self._answers = answers
        self._reached: set[str] = set()
        """The tenants in which nothing may have been said without anybody knowing it."""

    async def reach(self, tenant: str) -> Say | None:
        """Give the way to the members of a tenant; `None` where the bot is not let in."""
        try:
            install = await self._belonging.of(tenant)
        except (Refused, Unavailable, Unopened, Unreached) as error:
            raise Unsaid(str(error)) from None
        if install is None:
            return None
        left_over = tenant not in self._reached
        self._reached.add(tenant)
        return partial(self._say, tenant, install, left_over)

    async def _say(self, tenant: str, install: Install, left_over: bool, user: str, answer: Answer) -> None:  # noqa: FBT001  bound by its place
        try:
            messages = await self._answers.messages(tenant, answer)
            channel = await self._wire.direct(install.token, user)
            for message in messages:
                await self._once(install, channel, message, left_over=left_over)
        except NotSaid as error:
            if error.code in _NOBODY:
                log.warning("notice_dropped tenant=%s user=%s why=%s", tenant, user, error.code)
                return
            self._reached.discard(tenant)
            if error.code in DEAD:
                await self._installs.ended(install, error.code)
            raise Unsaid(error.code or error.text) from None

    async def _once(self, install: Install, channel: str, message: Message, *, left_over: bool) -> None:
        mark = hashlib.sha256(f"{channel} {message.text}".encode("utf-8", "surrogatepass")).hexdigest()[:24]
        if not (left_over and await self._wire.has(install.token, channel, mark)):
            await self._wire.post(install.token, channel, message, mark=mark)
