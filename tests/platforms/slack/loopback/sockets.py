"""The way in by Socket Mode: tickets, connections, envelopes, acknowledgements."""

from __future__ import annotations

import asyncio
import json
import uuid
from dataclasses import dataclass, field
from typing import Any, Literal

from aiohttp import WSMsgType, web

from tests.platforms.slack.loopback.delivery import Answer, Parcel
from tests.platforms.slack.loopback.refusals import Refused
from tests.platforms.slack.loopback.world import World

TYPES = {"command": "slash_commands", "interactive": "interactive", "event": "events_api"}
MOST_CONNECTIONS = 10
LIFE = 3600
FINAL = ("link_disabled", "too_many_websockets")
Reason = Literal["warning", "refresh_requested", "link_disabled", "too_many_websockets"]


@dataclass(eq=False, slots=True)
class Connection:
    """One open connection of the app; a `silent` one looks open and does nothing any more."""

    ws: web.WebSocketResponse
    request: web.Request
    number: int
    silent: bool = False
    received: list[dict[str, Any]] = field(default_factory=list)
    waiting: dict[str, tuple[Parcel, asyncio.Future[Answer]]] = field(default_factory=dict)
    pongs: int = 0

    async def ping(self) -> None:
        await self.ws.ping(b"Ping from the loopback")

    async def disconnect(self, reason: Reason) -> None:
        """Tell the app to come again; Slack leaves it some seconds to do so, unless it is not wanted any more."""
        await self.ws.send_json(
            {"type": "disconnect", "reason": reason, "debug_info": {"host": f"applink-{self.number}"}}
        )
        if reason in FINAL:
            await self.ws.close()

    def drop(self) -> None:
        """Cut it off without a word."""
        if self.request.transport is not None:
            self.request.transport.abort()


class Sockets:
    """Every connection; each envelope goes to one of them, in turn."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._tickets: set[str] = set()
        self._opened = 0
        self._turn = 0
        self.open: list[Connection] = []
        self.disabled = False

    def ready(self) -> bool:
        return bool(self.open)

    def connect(self, bearer: str) -> dict[str, Any]:
        """Answer `apps.connections.open`: an address with a ticket that works once."""
        app = self._world.app
        if not bearer:
            raise Refused("not_authed")
        if bearer in self._world.tokens:
            raise Refused("not_allowed_token_type")
        if bearer != app.app_token:
            raise Refused("invalid_auth")
        if "connections:write" not in app.app_token_scopes:
            raise Refused("missing_scope", needed="connections:write", provided=",".join(app.app_token_scopes))
        if self.disabled:
            raise Refused("socket_mode_disabled")
        ticket = uuid.uuid4().hex
        self._tickets.add(ticket)
        return {"url": f"{self._world.base.replace('http', 'ws', 1)}/link?ticket={ticket}&app_id={app.id}"}

    async def disable(self) -> None:
        """Switch Socket Mode off, as on Slack's page."""
        self.disabled = True
        for connection in list(self.open):
            await connection.disconnect("link_disabled")

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Hold one connection."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            self._world.object("socket", "invalid_ticket")
            return web.Response(status=403)
        self._tickets.remove(ticket)
        ws = web.WebSocketResponse(autoping=False)
        await ws.prepare(request)
        self._opened += 1
        connection = Connection(ws, request, self._opened)
        if len(self.open) >= MOST_CONNECTIONS:
            await connection.disconnect("too_many_websockets")
            return ws
        self.open.append(connection)
        await ws.send_json(self._hello(connection))
        self._world.changes.tell()
        try:
            await self._listen(connection)
        finally:
            self.open.remove(connection)
            for _, answer in connection.waiting.values():
                if not answer.done():
                    answer.set_result(Answer(error="dispatch_failed"))
            self._world.changes.tell()
        return ws

    def _hello(self, connection: Connection) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self.open),
            "connection_info": {"app_id": self._world.app.id},
            "debug_info": {
                "host": f"applink-{connection.number}",
                "build_number": 1,
                "approximate_connection_time": LIFE,
            },
        }

    async def _listen(self, connection: Connection) -> None:
        async for message in connection.ws:
            if connection.silent:
                continue
            if message.type == WSMsgType.PING:
                await connection.ws.pong(message.data)
            elif message.type == WSMsgType.PONG:
                connection.pongs += 1
            elif message.type == WSMsgType.TEXT:
                self._take(connection, message.data)
            self._world.changes.tell()

    def _take(self, connection: Connection, text: str) -> None:
        """Read an acknowledgement."""
        try:
            told = json.loads(text)
            envelope_id = told["envelope_id"]
        except (ValueError, TypeError, KeyError):
            self._world.object("socket", "invalid_acknowledgement", [text[:200]])
            return
        connection.received.append(told)
        parcel, answer = connection.waiting.pop(envelope_id, (None, None))
        if parcel is None or answer is None:
            self._world.object("socket", "unknown_envelope", [str(envelope_id)])
            return
        body = told.get("payload")
        if body is not None and not parcel.wants_answer:
            self._world.object(parcel.kind, "response_not_accepted", [str(body)[:200]])
            body = None
        if not answer.done():
            answer.set_result(Answer(200, body or None))

    async def send(self, parcel: Parcel) -> Answer:
        """Send a parcel to one connection, the next in turn."""
        self._turn += 1
        return await self.send_to(self.open[self._turn % len(self.open)], parcel)

    async def send_to(self, connection: Connection, parcel: Parcel) -> Answer:
        """Send a parcel to this connection and wait for its acknowledgement."""
        envelope = self.envelope(parcel)
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        connection.waiting[envelope["envelope_id"]] = parcel, answer
        try:
            await connection.ws.send_json(envelope)
            return await answer
        except ConnectionError:
            return Answer(error="dispatch_failed")

    def envelope(self, parcel: Parcel) -> dict[str, Any]:
        """Give the envelope that Slack would make of a parcel."""
        told: dict[str, Any] = {
            "envelope_id": str(uuid.uuid4()),
            "type": TYPES[parcel.kind],
            "payload": parcel.payload,
            "accepts_response_payload": parcel.wants_answer,
        }
        if parcel.kind == "event":
            retry = parcel.retry
            told |= {"retry_attempt": retry.attempt if retry else 0, "retry_reason": retry.reason if retry else ""}
        return told
