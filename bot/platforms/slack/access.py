"""What Slack lets the bot in with: codes and refresh tokens turned into tokens, and whose a token is."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

PATIENCE = 10.0
"""Seconds that Slack has for an answer."""
DEAD = frozenset({"account_inactive", "invalid_auth", "token_revoked"})
"""What Slack answers to a token that will never work again; one that has expired is renewed."""
_TOO_OFTEN = 429

log = logging.getLogger(__name__)
# At a level of its own: the client would write whole answers, tokens and all, at DEBUG.
_quiet = logging.getLogger(f"{__name__}.client")
_quiet.setLevel(logging.INFO)


class Refused(Exception):
    """Slack says no; `code` is its word for why, `wait` the seconds that it wants to be left alone."""

    def __init__(self, code: str, wait: float = 0.0) -> None:
        super().__init__(code)
        self.code = code
        self.wait = wait


class Unreached(Exception):
    """No answer came that can be read; what was asked for may have been done."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What Slack gave for a code or a refresh token."""

    token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)
    lasts: int | None
    """Seconds until the token ends; `None` for one that does not."""
    scopes: frozenset[str]
    app: str = ""
    team: str = ""
    team_name: str = ""
    enterprise: str = ""
    is_enterprise_install: bool = False
    bot_user: str = ""
    installer: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose a token is."""

    team: str
    enterprise: str
    is_enterprise_install: bool
    bot_user: str
    bot: str
    scopes: frozenset[str]


class Access:
    """Slack's answers about tokens; raises `Refused` and `Unreached`. Nothing is sent twice."""

    def __init__(
        self, api_url: str, client_id: str = "", client_secret: str = "", session: aiohttp.ClientSession | None = None
    ) -> None:
        # A request that is sent again after a lost answer would use up a code or a refresh token for nothing.
        self._client = AsyncWebClient(base_url=api_url, session=session, retry_handlers=[], logger=_quiet)
        self._id = client_id
        self._secret = client_secret

    async def exchange(self, code: str) -> Grant:
        """Turn the code of an install into a token."""
        return _grant(await _answered(self._asked({"code": code})))

    async def refresh(self, refresh_token: str) -> Grant:
        """Turn a refresh token, which is used up by it, into a new token and the next refresh token."""
        asked = self._asked({"grant_type": "refresh_token", "refresh_token": refresh_token})
        return _grant(await _answered(asked))

    async def who(self, token: str) -> Identity:
        """Tell whose a token is."""
        answer = await _answered(self._client.auth_test(token=token))
        return Identity(
            _text(answer, "team_id"),
            _text(answer, "enterprise_id"),
            bool(answer.get("is_enterprise_install")),
            _text(answer, "user_id"),
            _text(answer, "bot_id"),
            _scopes(answer.headers.get("x-oauth-scopes", "")),
        )

    async def socket(self, app_token: str) -> str:
        """Give an address for one connection of Socket Mode."""
        url = _text(await _answered(self._client.apps_connections_open(app_token=app_token)), "url")
        if not url:
            raise Unreached("unreadable")
        return url

    def _asked(self, data: dict[str, str]) -> Awaitable[AsyncSlackResponse]:
        # The client's own method for it makes its header in a way that aiohttp gives up.
        headers = {"Authorization": aiohttp.encode_basic_auth(self._id, self._secret)}
        return self._client.api_call("oauth.v2.access", data=data, headers=headers)


async def _answered(asked: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
    # What is raised says all; the client's own errors show whole answers, and those hold tokens.
    try:
        async with asyncio.timeout(PATIENCE):
            answer = await asked
    except SlackApiError as error:
        raise _refused(error) from None
    except (aiohttp.ClientError, SlackClientError, TimeoutError, ValueError, AttributeError) as error:
        # Whatever stands between may answer anything, which the client takes for what Slack says.
        raise Unreached(type(error).__name__) from None
    if not isinstance(answer.data, dict):
        raise Unreached("unreadable")
    return answer


def _refused(error: SlackApiError) -> Refused | Unreached:
    body = getattr(error.response, "data", None)
    code = body.get("error") if isinstance(body, dict) else None
    if not isinstance(code, str):
        return Unreached("unreadable")
    status, headers = getattr(error.response, "status_code", 0), getattr(error.response, "headers", {})
    wait = str(headers.get("Retry-After", "")) if status == _TOO_OFTEN else ""
    return Refused(code, float(wait) if wait.isdecimal() else 0.0)


def _grant(answer: AsyncSlackResponse) -> Grant:
    token = _text(answer, "access_token")
    if not token or answer.get("token_type") != "bot":
        raise Refused("no_bot_token")
    lasts = answer.get("expires_in")
    team, enterprise, user = (_inside(answer, name) for name in ("team", "enterprise", "authed_user"))
    return Grant(
        token,
        _text(answer, "refresh_token") or None,
        lasts if isinstance(lasts, int) else None,
        _scopes(_text(answer, "scope")),
        _text(answer, "app_id"),
        _text(team, "id"),
        _text(team, "name"),
        _text(enterprise, "id"),
        bool(answer.get("is_enterprise_install")),
        _text(answer, "bot_user_id"),
        _text(user, "id"),
    )


def _inside(answer: AsyncSlackResponse, name: str) -> Mapping[str, Any]:
    found = answer.get(name)
    return found if isinstance(found, dict) else {}


def _text(found: Mapping[str, Any] | AsyncSlackResponse, name: str) -> str:
    value = found.get(name)
    return value if isinstance(value, str) else ""


def _scopes(written: str) -> frozenset[str]:
    return frozenset(filter(None, (scope.strip() for scope in written.split(","))))
