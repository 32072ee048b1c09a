"""One call to Slack's API, to learn whether it answers and what it says of a token."""

from __future__ import annotations

import datetime as dt
import logging
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

_quiet = logging.getLogger(f"{__name__}.client")
_quiet.setLevel(logging.INFO)  # At DEBUG it writes whole answers, and one is the address of a connection.
_NETWORK = "Let this machine reach it: look at the network, a firewall, the proxy (HTTPS_PROXY), and SLACK_API_URL."
_CERTIFICATE = "Bring the machine’s certificates up to date, or add those of the proxy that stands between."
_ADDRESS = "Leave SLACK_API_URL out, or set it to where Slack’s API is."
_ELSE = "what answers there is not Slack’s API"
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
        shown = (str(self.fields.get(key, "?"))[:60] for key in (name, id_))
        called, ident = ("".join(letter for letter in text if letter.isprintable()) for text in shown)
        return f"{called} ({ident})"


@dataclass(frozen=True, slots=True)
class Silence:
    """No answer that could be Slack's: why, and what to do."""

    why: str
    how: str


async def call(url: str, method: str, token: str | None = None, *, seconds: int) -> Heard | Silence:
    """Call a method of the API at this address once, on the way that the bot's own calls take, and so long at most."""
    client = AsyncWebClient(token=token, base_url=url, timeout=seconds, retry_handlers=[], logger=_quiet)
    try:
        answer = await client.api_call(method)
    except SlackApiError as error:
        return _refused(error.response)
    except TimeoutError:
        return Silence(f"it did not answer within {seconds} seconds", _NETWORK)
    except aiohttp.ClientSSLError:
        return Silence("its certificate is not trusted here", _CERTIFICATE)
    except aiohttp.ClientConnectorDNSError:
        return Silence("there is no such name", _NETWORK)
    except aiohttp.ClientConnectorError as error:
        return Silence(os.strerror(error.errno).lower() if error.errno else "no connection", _NETWORK)
    except aiohttp.InvalidURL:
        return Silence("it is no address", _ADDRESS)
    except (aiohttp.ClientError, OSError) as error:
        return Silence(f"the connection broke ({type(error).__name__})", _NETWORK)
    except (AttributeError, ValueError):  # The library takes whatever comes for a JSON object.
        return Silence(_ELSE, _ADDRESS)
    return _heard("", answer)


def _refused(response: object) -> Heard | Silence:
    """Read an answer that says no, or that the library could not read."""
    if isinstance(response, AsyncSlackResponse) and isinstance(response.data, dict) and response.data.get("error"):
        return _heard(str(response.data["error"]), response)
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Heard("ratelimited", {}, None, None)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Silence(
            f"it has a fault of its own (HTTP {status})", "Try again later; slack-status.com tells of outages."
        )
    return Silence(_ELSE, _ADDRESS)


def _heard(code: str, response: AsyncSlackResponse) -> Heard:
    shown = code if not code or _CODE.fullmatch(code) else "an unknown error"
    fields = response.data if isinstance(response.data, dict) else {}
    scopes = response.headers.get("x-oauth-scopes")
    told = None if scopes is None else frozenset(scope.strip() for scope in scopes.split(","))
    return Heard(shown, fields, told, _skew(response.headers.get("Date", "")))


def _skew(date: str) -> float | None:
    try:
        theirs = parsedate_to_datetime(date)
    except ValueError:
        return None
    if theirs.tzinfo is None:
        return None
    return (dt.datetime.now(dt.UTC) - theirs).total_seconds()
