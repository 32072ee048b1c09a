"""Slack, put together from the settings: its routes, its connection, and what it does by itself."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import aiohttp
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.dispatch import Dispatch
from bot.errors import Unavailable
from bot.findings import Finding
from bot.notices import Notices
from bot.once import Once
from bot.platforms.slack.access import Access, Refused, Unreached
from bot.platforms.slack.answers import Answers
from bot.platforms.slack.app import App
from bot.platforms.slack.belonging import SCHEME, Belonging
from bot.platforms.slack.commands import SlashCommands
from bot.platforms.slack.doctor import check
from bot.platforms.slack.door import Authorize, Door, Reader
from bot.platforms.slack.http import Endpoints
from bot.platforms.slack.installs import Installs
from bot.platforms.slack.manifest import COMMANDS_PATH, EVENTS_PATH, INSTALL_PATH, INTERACTIVE_PATH
from bot.platforms.slack.one_workspace import OneWorkspace
from bot.platforms.slack.people import People
from bot.platforms.slack.poster import SlackPoster
from bot.platforms.slack.reaching import Reaching
from bot.platforms.slack.renewing import Renewing
from bot.platforms.slack.vault import Vault
from bot.platforms.slack.wire import PATIENCE, Wire
from bot.platforms.slack.workspaces import Workspaces
from bot.posting import Poster
from bot.secrets import Keyring
from bot.settings import Settings
from bot.store.database import Database
from bot.telling import Telling
from bot.tenants import Clock, Tenants

if TYPE_CHECKING:
    from bot.platforms.slack.socket import Socket

log = logging.getLogger(__name__)
_bolt = logging.getLogger(f"{__name__}.bolt")
# At DEBUG it writes whole requests, and it warns of variables that it finds in the environment, which are ours to read.
_bolt.setLevel(logging.ERROR)

CHECKED_AGAIN = 60.0
"""Seconds until it is looked again whether what stops Slack was mended."""


class Slack:
    """One process's side of Slack."""

    def __init__(  # noqa: PLR0913, PLR0917  all that it is made of
        self,
        settings: Settings,
        installs: Installs,
        belonging: Belonging,
        door: Door,
        telling: Telling,
        poster: Poster,
        socket: Socket | None,
        routes: list[web.RouteDef],
    ) -> None:
        self.routes = routes
        self.poster = poster
        self._settings = settings
        self._installs = installs
        self._belonging = belonging
        self._door = door
        self._telling = telling
        self.tell = telling.soon
        self._socket = socket

    async def keep(self) -> None:
        """Work until cancelled. What stops Slack is said, with how to mend it, and looked at again every minute."""
        async with asyncio.TaskGroup() as tasks:
            await self._ready()
            tasks.create_task(self._telling.keep())
            while self._socket:
                await self._socket.keep()
                await self._ready()

    async def _ready(self) -> None:
        """Wait until nothing stops Slack."""
        said: list[Finding] = []
        while True:
            wrong = [finding for finding in await check(self._settings) if not finding.ok]
            for finding in wrong:
                if finding not in said:
                    log.error("slack %s %s", finding.what, finding.how)
            said = wrong
            if not any(finding.stops for finding in wrong) and await self._started():
                return
            await asyncio.sleep(CHECKED_AGAIN)

    async def _started(self) -> bool:
        if not isinstance(self._installs, OneWorkspace):
            log.info("slack Ready for every workspace that installs it at %s.", INSTALL_PATH)
            return True
        try:
            install = await self._installs.start()
        except (Refused, Unreached) as error:
            log.error("slack_not_started why=%s", error)  # noqa: TRY400  it says all
            return False
        try:
            await self._belonging.begun(install)
        except Unavailable as error:
            log.error("subscriptions_not_resumed reason=%r", str(error))  # noqa: TRY400  the same
        log.info("slack Ready for %s, by %s.", install.tenant, self._way())
        return True

    def _way(self) -> str:
        if self._socket:
            return "Socket Mode"
        return f"what comes to {EVENTS_PATH}, {COMMANDS_PATH}, {INTERACTIVE_PATH}" if self.routes else "what it posts"

    async def close(self) -> None:
        """Let what was begun come to its end."""
        await asyncio.gather(self._door.close(), self._telling.close())
        await self._installs.close()


@asynccontextmanager
async def slack(  # noqa: PLR0913  all that it is put together from
    settings: Settings, dispatch: Dispatch, database: Database, notices: Notices, now: Clock, *, hears: bool = True
) -> AsyncIterator[Slack]:
    """Put Slack together for as long as it is needed; one that does not hear what is asked posts all the same."""
    # The clients take a session as it is, and it would wait for minutes.
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=PATIENCE)) as session:
        installs, pages = _installs(settings, dispatch.tenants, database, session, now)
        wire, answers, once = Wire(settings.slack_api_url, session), Answers(database, now), Once(database, now)
        belonging = Belonging(installs, database, now)
        reaching = Reaching(belonging, installs, wire, answers)
        telling = Telling(notices, database, SCHEME, reaching.reach)

        commands = SlashCommands(dispatch.commands, settings.slack_prefix)
        app = App(dispatch, commands, wire, People(wire, now), belonging, answers, once, telling.soon)
        door = Door(app, installs, wire, once)
        bolt = AsyncApp(
            name="onrecord",
            logger=_bolt,
            client=AsyncWebClient(base_url=settings.slack_api_url, session=session, logger=_bolt),
            authorize=Authorize(installs),
            before_authorize=Reader(),
            process_before_response=True,
            request_verification_enabled=False,  # `Endpoints` refuses what is not signed before Bolt parses it.
        )
        bolt.use(door)
        secret, app_token, socket = settings.slack_signing_secret, settings.slack_app_token, None
        if not hears:
            pages = []
        elif settings.slack == "socket" and app_token:
            from bot.platforms.slack.socket import Socket  # noqa: PLC0415  over HTTP nothing needs its client

            access = Access(settings.slack_api_url, session=session)
            socket = Socket(bolt, access, app_token.get_secret_value())
        elif secret:
            pages += Endpoints(bolt, door, secret.get_secret_value(), once, now).routes()
        impatient = Wire(settings.slack_api_url, session, patient=False)
        poster = SlackPoster(belonging, installs, impatient, answers)
        platform = Slack(settings, installs, belonging, door, telling, poster, socket, pages)
        async with once.lasting():
            try:
                yield platform
            finally:
                await platform.close()


def _installs(
    settings: Settings, tenants: Tenants, database: Database, session: aiohttp.ClientSession, now: Clock
) -> tuple[Installs, list[web.RouteDef]]:
    """Give where the bot is let in, and the pages that let it in elsewhere."""
    client_id, secret = settings.slack_client_id, settings.slack_client_secret
    if client_id and secret:
        from bot.platforms.slack.oauth import OAuth  # noqa: PLC0415  its pages need what nothing else here does

        access = Access(settings.slack_api_url, client_id, secret.get_secret_value(), session)
        vault = Vault(database, Keyring([key.get_secret_value() for key in settings.secret_keys]), now)
        workspaces = Workspaces(vault, Renewing(vault, access), tenants.generation)
        oauth = OAuth(
            database, access, workspaces.installed, client_id, settings.slack_api_url, settings.slack_prefix, now
        )
        return workspaces, oauth.routes()
    token = settings.slack_bot_token
    assert token is not None  # noqa: S101  the settings hold all of one way, or none
    return OneWorkspace(Access(settings.slack_api_url, session=session), token.get_secret_value()), []
