"""The way to a workspace's members when they did not ask: by direct message."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from bot.dispatch import Answer
from bot.errors import Unavailable
from bot.notices import Say
from bot.platforms.slack.access import Refused, Unreached
from bot.platforms.slack.answers import Answers
from bot.platforms.slack.installs import Installs
from bot.platforms.slack.wire import NotSaid, Wire
from bot.secrets import Unopened
from bot.telling import Unsaid

SCHEME = "slack:"


def reaching(installs: Installs, wire: Wire, answers: Answers) -> Callable[[str], Awaitable[Say | None]]:
    """Give what finds the way to the members of a tenant; `None` where the bot is not let in."""

    async def reach(tenant: str) -> Say | None:
        try:
            install = await installs.of(tenant.removeprefix(SCHEME))
        except (Refused, Unavailable, Unopened, Unreached) as error:
            raise Unsaid(str(error)) from None
        if install is None:
            return None

        async def say(user: str, answer: Answer) -> None:
            try:
                messages = await answers.messages(tenant, answer)
                channel = await wire.direct(install.token, user)
                for message in messages:
                    await wire.post(install.token, channel, message)
            except NotSaid as error:
                raise Unsaid(error.code or error.text) from None

        return say

    return reach
