"""Calls to Slack: through one client for each token, and what Slack's refusals mean for whoever asked."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient

from bot.card import File
from bot.platforms.slack.blocks import Message

T = TypeVar("T")
log = logging.getLogger(__name__)
# At a level of its own: the client would write whole answers, tokens and all, at DEBUG.
_quiet = logging.getLogger(f"{__name__}.client")
_quiet.setLevel(logging.INFO)

PATIENCE = 10
"""Seconds for a call."""
LONGEST_WAIT = 5
"""So many seconds are waited at most where Slack wants to be left alone for a while."""
_MOST_CLIENTS = 1_000
_MARKED = "onrecord_notice"
_LOOKED_AT = 15
_TOO_OFTEN = 429
_SERVER_FAULT = 500
_INVITE = "The app is not a member of this channel. Type /invite @On Record there, then try again."
_THREADS = "In this channel only threads may be answered. Ask from a thread."
_SENTENCES = {
    "not_in_channel": _INVITE,
    "channel_not_found": _INVITE,
    "is_archived": "This channel is archived, so nothing can be shown in it.",
    "restricted_action": "This workspace does not let the app write in this channel. Ask one of its admins.",
    "restricted_action_read_only_channel": "Only some people may write in this channel, and the app is not among them.",
    "restricted_action_thread_only_channel": _THREADS,
    "restricted_action_non_threadable_channel": "In this channel there are no threads. Ask from the channel itself.",
    "thread_not_found": "The message that this thread began with is gone. Ask from the channel itself.",
    "cannot_reply_to_message": "That message cannot be answered in a thread. Ask from the channel itself.",
    "missing_scope": "The app may not do that in this workspace. Ask whoever installed it to install it again.",
    "ratelimited": "Slack takes no more messages from the app for a while. Try again in a minute.",
}
"""What a person is told, by Slack's word for why."""
NOT_MEMBER = frozenset({"not_in_channel", "channel_not_found"})
LATE = frozenset({"expired_trigger_id", "exchanged_trigger_id"})
_OWN_FAULTS = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
"""With these Slack says that something went wrong on its side, and that a part may have been done."""
_NO_FILE = "Slack did not give the file. Try again in a minute."
_UNSAID = "Slack did not take it. Try again in a minute."
_UNSURE = "Slack did not say whether it arrived. Look first, and if it is not there, try again in a minute."


class NotSaid(Exception):
    """Slack did not take something; `text` says why and what to do, `code` is its own word, if it had one.

    `unclear` is what may have been done all the same, since the answer was lost or Slack does not know it itself.
    `wait` is for how many seconds it wants to be left alone, 0 when it does not say. What never got there has no code
    and is clear.
    """

    def __init__(self, text: str, code: str = "", *, unclear: bool = False, wait: float = 0.0) -> None:
        super().__init__(text)
        self.text = text
        self.code = code
        self.unclear = unclear
        self.wait = wait


class _Patient(AsyncRateLimitErrorRetryHandler):
    """Waits when Slack wants to be left alone, but not for longer than a person would."""

    async def _can_retry_async(
        self,
        *,
        state: RetryState,  # noqa: ARG002  as the client calls it
        request: HttpRequest,  # noqa: ARG002  the same
        response: HttpResponse | None = None,
        error: Exception | None = None,  # noqa: ARG002  the same
    ) -> bool:
        if response is None or response.status_code != _TOO_OFTEN:
            return False
        waits = [value[0] for name, value in response.headers.items() if name.lower() == "retry-after"]
        return not waits or (waits[0].isdecimal() and int(waits[0]) <= LONGEST_WAIT)


class Wire:
    """The way to Slack. Raises `NotSaid` for whatever Slack does not take or does not answer.

    When Slack wants to be left alone for a few seconds, one that is `patient` waits and then asks again.
    """

    def __init__(self, api_url: str, session: aiohttp.ClientSession, *, patient: bool = True) -> None:
        self._api_url = api_url
        self._session = session
        self._patient = patient
        self._clients: OrderedDict[str, AsyncWebClient] = OrderedDict()

    def client(self, token: str) -> AsyncWebClient:
        """Give the client of a token. Nothing is sent twice, but for what Slack wanted to have later."""
        client = self._clients.get(token)
        if client is None:
            client = self._clients[token] = AsyncWebClient(
                token,
                base_url=self._api_url,
                session=self._session,
                timeout=PATIENCE,
                retry_handlers=[_Patient(max_retry_count=2)] if self._patient else [],
                logger=_quiet,
            )
            if len(self._clients) > _MOST_CLIENTS:
                self._clients.popitem(last=False)
        return client

    async def respond(self, url: str, body: str) -> None:
        """Answer through a response URL; `body` is JSON."""
        headers = {"Content-Type": "application/json; charset=utf-8"}
        timeout = aiohttp.ClientTimeout(total=PATIENCE)
        try:
            async with self._session.post(url, data=body.encode(), headers=headers, timeout=timeout) as response:
                if response.ok:
                    return
                code, unclear = (await response.text())[:100], response.status >= _SERVER_FAULT
        except (aiohttp.ClientError, TimeoutError) as error:
            code, unclear = type(error).__name__, not isinstance(error, aiohttp.ClientConnectorError)
        log.warning("response_not_taken why=%r", code)
        raise NotSaid(_UNSURE if unclear else _UNSAID, code, unclear=unclear)

    async def post(  # noqa: PLR0913  all that is said of a message
        self, token: str, channel: str, message: Message, *, thread: str = "", user: str = "", mark: str = ""
    ) -> str:
        """Post a message, or with `user` show it to them alone; give its timestamp.

        By its `mark` it can be found again, should nobody know whether it arrived.
        """
        client = self.client(token)
        text, blocks, under = message.text, message.blocks, thread or None
        async with saying():
            if user:
                await client.chat_postEphemeral(channel=channel, user=user, text=text, blocks=blocks, thread_ts=under)
                return ""
            posted = await client.chat_postMessage(
                channel=channel,
                text=text,
                blocks=blocks,
                thread_ts=under,
                unfurl_links=False,
                unfurl_media=False,
                metadata={"event_type": _MARKED, "event_payload": {"mark": mark}} if mark else None,
            )
            return _given(posted["ts"], str)

    async def has(self, token: str, channel: str, mark: str) -> bool:
        """Tell whether a message with a mark is among the last ones of a channel."""
        last, _ = await self.history(token, channel, most=_LOOKED_AT)
        return any(mark_of(message) == mark for message in last)

    async def history(  # noqa: PLR0913  all that can be asked of it
        self, token: str, channel: str, *, most: int, since: str = "", thread: str = "", cursor: str = ""
    ) -> tuple[list[Mapping[str, Any]], str]:
        """Give at most so many messages of a channel since a timestamp, or of a thread, and with what to ask on.

        In a channel those in threads are left out, but for what their threads began with.
        """
        asked: dict[str, Any] = {"channel": channel, "limit": most, "include_all_metadata": True}
        asked |= {name: value for name, value in (("oldest", since), ("cursor", cursor)) if value}
        async with saying():
            client = self.client(token)
            said = await (
                client.conversations_replies(ts=thread, **asked) if thread else client.conversations_history(**asked)
            )
            messages: list[Mapping[str, Any]] = _given(said["messages"], list)
            return messages, str((said.get("response_metadata") or {}).get("next_cursor") or "")

    async def channel(self, token: str, channel: str) -> Mapping[str, Any]:
        """Give what Slack tells of a channel."""
        async with saying():
            told = await self.client(token).conversations_info(channel=channel)
            return _given(told["channel"], dict)

    async def permalink(self, token: str, channel: str, ts: str) -> str:
        """Give the address of a message."""
        async with saying():
            found = await self.client(token).chat_getPermalink(channel=channel, message_ts=ts)
            return str(found["permalink"])

    async def direct(self, token: str, user: str) -> str:
        """Give the channel of the direct messages with someone."""
        async with saying():
            opened = await self.client(token).conversations_open(users=user)
            return str(opened["channel"]["id"])

    async def upload(self, token: str, channel: str, files: Sequence[File], *, thread: str = "") -> None:
        """Put files into a channel."""
        uploads = [{"filename": one.name, "title": one.name, "content": one.data} for one in files if one.data]
        if not uploads:  # Slack takes no file with nothing in it.
            return
        async with saying():
            await self.client(token).files_upload_v2(channel=channel, file_uploads=uploads, thread_ts=thread or None)

    async def download(self, token: str, url: str, most: int) -> bytes:
        """Fetch a file that someone put into Slack, as far as one byte more than `most`."""
        host = urlsplit(url).hostname or ""
        if not (host.endswith(".slack.com") or host == urlsplit(self._api_url).hostname):
            raise NotSaid(_NO_FILE)  # The token goes to nobody else.
        headers = {"Authorization": f"Bearer {token}"}
        timeout = aiohttp.ClientTimeout(total=PATIENCE)
        data = bytearray()
        try:
            async with self._session.get(url, headers=headers, timeout=timeout, allow_redirects=False) as response:
                if response.status != 200 or response.content_type == "text/html":  # noqa: PLR2004  a page is a sign-in
                    raise NotSaid(_NO_FILE, str(response.status))
                async for chunk in response.content.iter_any():
                    data += chunk
                    if len(data) > most:
                        break
        except (aiohttp.ClientError, TimeoutError):
            raise NotSaid(_NO_FILE) from None
        return bytes(data[: most + 1])


def mark_of(message: Mapping[str, Any]) -> str:
    """Give the mark that a message was posted with, "" for none."""
    metadata = message.get("metadata") or {}
    return str(metadata["event_payload"].get("mark", "")) if metadata.get("event_type") == _MARKED else ""


def _given(value: object, kind: type[T]) -> T:
    """Give what Slack always gives; raise `ValueError` where something else than Slack answered."""
    if not isinstance(value, kind):
        raise ValueError(kind.__name__)  # noqa: TRY004  as for all else that is not Slack's
    return value


@asynccontextmanager
async def saying() -> AsyncIterator[None]:
    """Turn whatever a client raises into `NotSaid`."""
    try:
        yield
    except SlackApiError as error:
        raise _refused(error) from None
    except (aiohttp.ClientError, SlackClientError, TimeoutError, ValueError, AttributeError) as error:
        # Whatever stands between may answer anything, which the client takes for what Slack says.
        log.warning("not_taken why=%s", type(error).__name__)
        unclear = not isinstance(error, aiohttp.ClientConnectorError)  # What never got there was not taken.
        raise NotSaid(_UNSURE if unclear else _UNSAID, unclear=unclear) from None


def _refused(error: SlackApiError) -> NotSaid:
    response = error.response
    body = getattr(response, "data", None)
    code = str(body.get("error", "")) if isinstance(body, dict) else ""
    # The client gives a response of its own for what it could read, the session's for what it could not.
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
    if status == _TOO_OFTEN:
        code = code or "ratelimited"
    log.warning("not_taken why=%s", code or "unreadable")
    unclear = not code or code in _OWN_FAULTS or status >= _SERVER_FAULT
    wait = str(getattr(response, "headers", {}).get("Retry-After", ""))
    seconds = float(wait) if wait.isdecimal() else 0.0
    return NotSaid(_UNSURE if unclear else _SENTENCES.get(code, _UNSAID), code, unclear=unclear, wait=seconds)
