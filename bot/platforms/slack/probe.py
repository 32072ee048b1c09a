"""One call to Slack's API, to learn whether it answers and what it says of a token."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.web.asking import Asked, Silence, printable, skew

_quiet = logging.getLogger(f"{__name__}.client")
_quiet.setLevel(logging.INFO)  # At DEBUG it writes whole answers, and one is the address of a connection.
_SLACK = Asked("Slack", "SLACK_API_URL", "slack-status.com", by_proxy=True)
_CODE = re.compile(r"[a-z][a-z_]{0,60}")


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer of Slack; `code` is its error, or nothing."""

    code: str
    fields: Mapping[str, object]
    scopes: frozenset[str] | None
    """What the token may do; `None` when Slack does not say."""
    skew: float | None
    """By how many seconds our clock is ahead of the one that answered."""

    def named(self, name: str, id_: str) -> str:
        """Give a name of Slack's with its id, without what could act on a terminal."""
        return f"{printable(self.fields.get(name, '?'))} ({printable(self.fields.get(id_, '?'))})"


async def call(url: str, method: str, token: str | None = None, *, seconds: int) -> Heard | Silence:
    """Call a method of the API at this address once, on the way that the bot's own calls take, and so long at most."""
    client = AsyncWebClient(token=token, base_url=url, timeout=seconds, retry_handlers=[], logger=_quiet)
    try:
        answer = await client.api_call(method)
    except SlackApiError as error:
        return _refused(error.response)
    except (AttributeError, ValueError, OSError, TimeoutError, aiohttp.ClientError) as error:
        return _SLACK.unheard(error, seconds)  # The library takes whatever comes for a JSON object.
    return _heard("", answer)


def _refused(response: object) -> Heard | Silence:
    """Read an answer that says no, or that the library could not read."""
    if isinstance(response, AsyncSlackResponse) and isinstance(response.data, dict) and response.data.get("error"):
        return _heard(str(response.data["error"]), response)
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Heard("ratelimited", {}, None, None)
    return _SLACK.faulty(status) if status >= HTTPStatus.INTERNAL_SERVER_ERROR else _SLACK.stranger()


def _heard(code: str, response: AsyncSlackResponse) -> Heard:
    shown = code if not code or _CODE.fullmatch(code) else "an unknown error"
    fields = response.data if isinstance(response.data, dict) else {}
    scopes = response.headers.get("x-oauth-scopes")
    told = None if scopes is None else frozenset(scope.strip() for scope in scopes.split(","))
    return Heard(shown, fields, told, skew(response.headers.get("Date", "")))
