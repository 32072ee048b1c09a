"""The way in over HTTP: requests to the app's addresses, signed with its secret."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import aiohttp

from tests.platforms.slack.loopback.delivery import Answer, Parcel
from tests.platforms.slack.loopback.kit.report import Json
from tests.platforms.slack.loopback.world import World

PATHS = {"command": "/slack/commands", "interactive": "/slack/interactive", "event": "/slack/events"}
FORM = "application/x-www-form-urlencoded"
AGENT = "Slackbot 1.0 (+https://api.slack.com/robots)"
OK = 200


@dataclass(frozen=True, slots=True)
class Raw:
    """A request as it goes over the wire; a test may change any of it before it is sent."""

    path: str
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Said:
    """What the app answered to a raw request."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def read(self) -> Json:
        """Give the body as JSON where it is some, as text where it is not, None where it says nothing."""
        if not self.body:
            return None
        text = self.body.decode()
        if self.headers.get("Content-Type", "").startswith("application/json"):
            return json.loads(text) or None
        return text


class SignedHttp:
    """Sends to one address; there is none as long as `address` is ""."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._session: aiohttp.ClientSession | None = None
        self.address = ""
        self.sent: list[Raw] = []

    def ready(self) -> bool:
        return bool(self.address)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def sign(self, body: bytes, at: float | None = None) -> dict[str, str]:
        """Give the headers that show that a request is Slack's, made now or at another time."""
        stamp = str(int(self._world.clock.now() if at is None else at))
        base = b"v0:" + stamp.encode() + b":" + body
        digest = hmac.new(self._world.app.signing_secret.encode(), base, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}

    def request(self, parcel: Parcel) -> Raw:
        """Give the request that Slack would make of a parcel."""
        content_type = "application/json" if parcel.kind == "event" else FORM
        body = encoded(parcel)
        headers = {"Content-Type": content_type, "User-Agent": AGENT, **self.sign(body)}
        if parcel.retry is not None:
            headers |= {
                "X-Slack-Retry-Num": str(parcel.retry.attempt),
                "X-Slack-Retry-Reason": parcel.retry.reason,
            }
        return Raw(PATHS[parcel.kind], body, headers)

    async def send_raw(self, raw: Raw) -> Said:
        """Send a request as it is."""
        if self._session is None:
            # A connection that the app closed meanwhile must not make a payload fail.
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))
        self.sent.append(raw)
        async with self._session.post(self.address + raw.path, data=raw.body, headers=dict(raw.headers)) as response:
            return Said(response.status, dict(response.headers), await response.read())

    async def send(self, parcel: Parcel) -> Answer:
        """Send a parcel, signed."""
        try:
            said = await self.send_raw(self.request(parcel))
        except aiohttp.ClientError:
            return Answer(error="dispatch_failed")
        try:
            body = said.read()
        except ValueError:
            self._world.object(parcel.kind, "invalid_response", ["the body is not what its type says"])
            return Answer(said.status, error="invalid_response")
        if said.status != OK:
            self._world.object(parcel.kind, "dispatch_failed", [f"status {said.status}"])
            return Answer(said.status, body, error="dispatch_failed")
        if body is not None and not parcel.wants_answer and parcel.kind != "event":
            self._world.object(parcel.kind, "response_not_accepted", [str(body)[:200]])
        return Answer(said.status, body)

    async def verify(self, challenge: str = "a challenge") -> bool:
        """Ask the app whether the address of its events is its own, as when it is entered at Slack."""
        asked = {"token": self._world.app.verification_token, "challenge": challenge, "type": "url_verification"}
        said = await self.send_raw(self.request(Parcel("event", asked)))
        body = said.read()
        return said.status == OK and challenge in (body, body.get("challenge") if isinstance(body, dict) else None)


def encoded(parcel: Parcel) -> bytes:
    """Give the body that a parcel has over HTTP."""
    if parcel.kind == "event":
        return json.dumps(parcel.payload).encode()
    if parcel.kind == "command":
        return urlencode(parcel.payload).encode()
    return urlencode({"payload": json.dumps(parcel.payload)}).encode()
