"""Adding the bot to a workspace in the browser: the page that leads to Slack, and the way back."""

from __future__ import annotations

import datetime as dt
import logging
import re
import secrets
from collections.abc import Awaitable, Callable
from urllib.parse import urlencode, urljoin

from aiohttp import web
from slack_sdk.oauth import AuthorizeUrlGenerator

from bot.errors import Unavailable
from bot.platforms.slack import pages
from bot.platforms.slack.access import Access, Grant, Identity, Refused, Unreached
from bot.platforms.slack.installs import Install
from bot.platforms.slack.pages import INSTALL_PATH, Outcome, Pages
from bot.platforms.slack.scopes import SCOPES
from bot.store.database import Database
from bot.tenants import Clock

log = logging.getLogger(__name__)

REDIRECT_PATH = "/slack/oauth_redirect"
COOKIE = "onrecord_install"
GOOD_FOR = dt.timedelta(minutes=10)
"""So long someone may take from the page to its end."""
_RANDOM = re.compile(r"[A-Za-z0-9_-]{43}")
_TEAM = re.compile(r"[TE][A-Z0-9]{1,20}")
_CODE = re.compile(r"[a-z_]{1,60}")
# What whoever installs can mend by doing it once more; all else is a matter of how the app is set up.
_USED = frozenset({"code_already_used", "code_expired", "invalid_code"})
_BUSY = frozenset({"fatal_error", "internal_error", "ratelimited", "request_timeout", "service_unavailable"})


class OAuth:
    """The two pages of an install. Each begins with a state that is good once, for ten minutes, in one browser.

    Bolt's own flow is not used: it keeps the state itself in the cookie, so that of two tabs one fails, and tells
    nobody why Slack refused.
    """

    def __init__(  # noqa: PLR0913, PLR0917  what is set up for it
        self,
        database: Database,
        access: Access,
        installed: Callable[[Grant, Identity], Awaitable[Install]],
        client_id: str,
        api_url: str,
        prefix: str,
        now: Clock,
    ) -> None:
        """`installed` keeps what Slack granted; `api_url` is where Slack's methods are, the other pages beside it."""
        self._database = database
        self._access = access
        self._installed = installed
        self._prefix = prefix
        self._now = now
        self._beside = urljoin(api_url, "../")
        authorize = urljoin(self._beside, "oauth/v2/authorize")
        # No redirect_uri: Slack takes the one that the app has, and this process may not know its own address.
        self._authorize = AuthorizeUrlGenerator(client_id=client_id, scopes=list(SCOPES), authorization_url=authorize)
        self._pages = Pages()

    def routes(self) -> list[web.RouteDef]:
        # What merely looks whether an address is there must neither begin an install nor use one up.
        return [
            web.get(INSTALL_PATH, self._begin, allow_head=False),
            web.get(REDIRECT_PATH, self._end, allow_head=False),
            web.get("/slack/static/{name}", self._pages.file),
        ]

    async def _begin(self, request: web.Request) -> web.Response:
        browser = _browser(request) or secrets.token_urlsafe(32)
        state, now = secrets.token_urlsafe(32), self._now()
        try:
            async with self._database.writing_common() as common:
                await common.states.add(state, browser, now, now + GOOD_FOR)
        except Unavailable:
            return self._pages.outcome(pages.UNKEPT)
        team = request.query.get("team", "")
        address = self._authorize.generate(state, team if _TEAM.fullmatch(team) else None)
        response = self._pages.install(address, int(GOOD_FOR.total_seconds() // 60))
        # Lax: the browser comes back from Slack's page. Another tab goes on with the same browser's cookie. Without a
        # path it is the page's own folder, wherever a proxy has put that.
        response.set_cookie(
            COOKIE,
            browser,
            path="",
            max_age=int(GOOD_FOR.total_seconds()),
            httponly=True,
            secure=_is_secure(request),
            samesite="Lax",
        )
        return response

    async def _end(self, request: web.Request) -> web.Response:
        try:
            outcome = await self._ended(request)
        except Unavailable:
            outcome = pages.UNKEPT
        return self._pages.outcome(outcome)

    async def _ended(self, request: web.Request) -> Outcome:
        until = await self._take(request)
        if refusal := request.query.get("error", ""):
            return self._denied(refusal)
        if until is None:
            return pages.FOREIGN
        if until <= self._now():
            return pages.LATE
        code = request.query.get("code", "")
        if not code:
            return pages.USED_CODE
        try:
            grant = await self._access.exchange(code)
            identity = await self._access.who(grant.token)
            install = await self._installed(grant, identity)
        except Refused as refused:
            log.error("install_refused code=%s", refused.code)  # noqa: TRY400  it says all
            return _refused(refused.code)
        except (Unreached, LookupError) as error:
            log.error("install_unanswered error=%s", error)  # noqa: TRY400  it says all
            return pages.UNREACHED
        where = {"app": grant.app, "team": grant.team or install.tenant.partition(":")[2]}
        return pages.done(grant, self._prefix, f"{urljoin(self._beside, 'app_redirect')}?{urlencode(where)}")

    async def _take(self, request: web.Request) -> dt.datetime | None:
        state, browser = request.query.get("state", ""), _browser(request)
        if browser is None or not _RANDOM.fullmatch(state):
            return None
        async with self._database.writing_common() as common:
            return await common.states.take(state, browser)

    @staticmethod
    def _denied(refusal: str) -> Outcome:
        if refusal == "access_denied":
            return pages.DENIED
        code = refusal if _CODE.fullmatch(refusal) else "unknown"
        log.warning("install_refused code=%s", code)
        return pages.refused(code, 400)


def _refused(code: str) -> Outcome:
    if code in _USED:
        return pages.USED_CODE
    return pages.UNREACHED if code in _BUSY else pages.refused(code, 502)


def _browser(request: web.Request) -> str | None:
    value = request.cookies.get(COOKIE, "")
    return value if _RANDOM.fullmatch(value) else None


def _is_secure(request: web.Request) -> bool:
    # A proxy that ends TLS says so; whoever lies about it only keeps their own cookie from coming back.
    return request.secure or request.headers.get("X-Forwarded-Proto", "").partition(",")[0].strip() == "https"
