"""The way in over HTTP: requests to the app's address, signed with the application's key."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp

from tests.platforms.discord.loopback.answering import respond
from tests.platforms.discord.loopback.body import Body
from tests.platforms.discord.loopback.delivery import Lost, Parcel
from tests.platforms.discord.loopback.refusals import Impossible, Json, Refused
from tests.platforms.discord.loopback.world import World

AGENT = "Discord-Interactions/1.0 (+https://discord.com)"
OK, ACCEPTED, UNAUTHORIZED = 200, 202, 401
PING = PONG = 1


@dataclass(frozen=True, slots=True)
class Raw:
    """A request as it goes over the wire; a test may change any of it before it is sent."""

    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Said:
    """What the app answered to a raw request."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def is_pong(self) -> bool:
        """Say whether a ping is answered as it must be."""
        try:
            return bool(self.read() == {"type": PONG})
        except ValueError:
            return False

    def read(self) -> Json:
        """Give the body as JSON; raise `ValueError` where it is none."""
        return json.loads(self.body)


class SignedHttp:
    """Sends to one address; there is none as long as none was registered."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._session: aiohttp.ClientSession | None = None
        self.sent: list[Raw] = []

    @property
    def address(self) -> str:
        return self._world.app.interactions_url

    def ready(self) -> bool:
        return bool(self.address)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def register(self, address: str) -> None:
        """Enter an address at Discord, which tries it first; raise `Impossible` when it does not take it."""
        self._world.app.interactions_url = address
        if problem := await self.problem():
            self._world.app.interactions_url = ""
            raise Impossible(f"The specified interactions endpoint url could not be verified: {problem}")

    async def probe(self) -> bool:
        """Try the address as Discord does from time to time; one that takes a bad signature is dropped."""
        problem = await self.problem()
        if problem:
            self._world.object("interactions url", problem)
            self._world.app.interactions_url = ""
        return not problem

    async def problem(self) -> str:
        """Say what is wrong with the address; "" for nothing."""
        ping = json.dumps({**self._ping(), "type": PING}).encode()
        said = await self.send_raw(Raw(ping, self.sign(ping)))
        if said.status != OK or not said.is_pong():
            return f"a ping was answered with {said.status} {said.body[:100]!r}"
        for bad in self.bad(ping):
            if (status := (await self.send_raw(bad)).status) != UNAUTHORIZED:
                return f"a bad signature was answered with {status}"
        return ""

    def _ping(self) -> dict[str, Json]:
        world = self._world
        told = {"id": world.ids.new(), "application_id": world.app.id, "token": f"ping-{world.ids.new()}", "version": 1}
        return told | {"user": world.owner.payload(), "entitlements": [], "authorizing_integration_owners": {}}

    def bad(self, body: bytes) -> list[Raw]:
        """Give requests that Discord did not sign: with another key's signature, a spoilt one, or none."""
        good = self.sign(body)
        name, stamp = "X-Signature-Ed25519", "X-Signature-Timestamp"
        spoilt = good[name][:-2] + ("00" if good[name][-2:] != "00" else "11")
        later = str(int(good[stamp]) + 1)
        return [
            Raw(body, good | {name: spoilt}),
            Raw(body, good | {stamp: later}),
            Raw(body + b" ", good),
            Raw(body, {each: value for each, value in good.items() if each != name}),
            Raw(body, {each: value for each, value in good.items() if each != stamp}),
        ]

    def sign(self, body: bytes, at: float | None = None) -> dict[str, str]:
        """Give the headers that show that a request is Discord's, made now or at another time."""
        stamp = str(int(self._world.clock.now() if at is None else at))
        signature = self._world.app.key.sign(stamp.encode() + body).signature.hex()
        return {
            "Content-Type": "application/json",
            "User-Agent": AGENT,
            "X-Signature-Timestamp": stamp,
            "X-Signature-Ed25519": signature,
        }

    def request(self, parcel: Parcel) -> Raw:
        """Give the request that Discord would make of an interaction."""
        body = json.dumps(parcel.payload).encode()
        return Raw(body, self.sign(body))

    async def send_raw(self, raw: Raw) -> Said:
        """Send a request as it is."""
        if self._session is None:
            # A connection that the app closed meanwhile must not make an interaction fail.
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))
        self.sent.append(raw)
        async with self._session.post(self.address, data=raw.body, headers=dict(raw.headers)) as response:
            return Said(response.status, dict(response.headers), await response.read())

    async def send(self, parcel: Parcel) -> None:
        """Send an interaction and take the first answer from the body of what comes back, if there is one in it."""
        what = parcel.interaction.what
        try:
            said = await self.send_raw(self.request(parcel))
        except (aiohttp.ClientError, OSError) as error:
            self._world.object(what, f"the address cannot be reached: {type(error).__name__}")
            raise Lost from error
        if said.status in (ACCEPTED, 204) and not said.body:
            await asyncio.shield(parcel.interaction.answered)
            return
        self._take(parcel, said)

    def _take(self, parcel: Parcel, said: Said) -> None:
        what = parcel.interaction.what
        if said.status != OK:
            self._world.object(what, f"answered with status {said.status}")
            raise Lost
        if said.headers.get("Content-Type", "").partition(";")[0] != "application/json":
            self._world.object(what, f"the body is {said.headers.get('Content-Type')}")
            raise Lost
        try:
            respond(self._world, parcel.interaction, Body(said.read()))
        except ValueError:
            self._world.object(what, "the body is not JSON")
            raise Lost from None
        except Refused as refused:
            self._world.refuse(what, refused)
            raise Lost from None
