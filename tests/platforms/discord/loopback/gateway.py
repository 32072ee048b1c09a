"""`/gateway`: who connects, identifies and resumes, and what each session is told."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Mapping
from typing import Any

from aiohttp import WSMsgType, web

from tests.platforms.discord.loopback.app import ALL_INTENTS, PRIVILEGED
from tests.platforms.discord.loopback.call import Call, Operation
from tests.platforms.discord.loopback.connection import ACK, HELLO, INVALID, Connection
from tests.platforms.discord.loopback.pace import Pace
from tests.platforms.discord.loopback.refusals import Json
from tests.platforms.discord.loopback.session import Session
from tests.platforms.discord.loopback.stream import STREAMS
from tests.platforms.discord.loopback.world import Event, World

UNKNOWN_OP, UNREADABLE, NOT_IDENTIFIED, WRONG_TOKEN, IDENTIFIED_TWICE = 4001, 4002, 4003, 4004, 4005
WRONG_NUMBER, TOO_MUCH, WRONG_SHARD, WRONG_VERSION, WRONG_INTENTS, NOT_ALLOWED = 4007, 4008, 4010, 4012, 4013, 4014
TIMED_OUT = 4009
HEARTBEAT_SECONDS = 41.25
ENDS = (1000, 1001)
"""The codes with which an app ends its session as it closes the connection."""
LIFE = 180.0
"""Seconds for which a session can be resumed after its connection was lost; Discord does not say how many."""
VERSION = "10"


class Gateway:
    """Every session and connection; `shards` is how many the app is told to have, `closes_with` refuses at once."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._opened = 0
        self.pace = Pace(world.clock)
        self.sessions: dict[str, Session] = {}
        self.open: list[Connection] = []
        self.shards = 1
        self.heartbeat = HEARTBEAT_SECONDS
        self.patience = 2 * HEARTBEAT_SECONDS
        """Seconds after which a connection without a heartbeat is closed."""
        self.closes_with = 0
        self.is_down = False
        self.turned_away = 0
        """How many connections were not taken since the gateway was down."""
        self.spoken: list[str] = []
        """How each connection wanted to be spoken to: the name of a stream, or ""."""
        world.listeners.append(self.tell)
        self.operations = (
            Operation("get_gateway", "GET", "/gateway", self._address, bot_only=False),
            Operation("get_bot_gateway", "GET", "/gateway/bot", self._address_of_bot),
        )

    @property
    def url(self) -> str:
        """Give what `DISCORD_GATEWAY_URL` must be."""
        return self._world.base.replace("http", "ws", 1) + "/gateway"

    def _address(self, _: Call) -> dict[str, str]:
        return {"url": self.url}

    def _address_of_bot(self, _: Call) -> dict[str, Any]:
        return {"url": self.url, "shards": self.shards, "session_start_limit": self.pace.limit()}

    def ready(self) -> bool:
        """Say whether somebody hears what happens, or will when they have resumed."""
        return any(not session.ended and not self._is_too_old(session) for session in self.sessions.values())

    def hears(self, guild: str) -> bool:
        """Say whether there is a session for what happens in a server, or outside of any."""
        for session in self.sessions.values():
            if session.is_for(guild) and not session.ended and not self._is_too_old(session):
                return True
        return False

    def go_down(self) -> None:
        """Be out of reach: every connection is cut off and none is taken; `is_down = False` ends it."""
        self.is_down = True
        for connection in list(self.open):
            connection.drop()

    def tell(self, event: Event) -> None:
        """Tell every session of an event that is for it."""
        for session in self.sessions.values():
            wanted = not event.intents or session.intents & event.intents
            if not session.ended and wanted and session.is_for(event.guild):
                session.tell(event.name, event.data)

    # -- connections ------------------------------------------------------------------------------

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Hold one connection."""
        if self.is_down:
            self.turned_away += 1
            self._world.changes.tell()
            return web.Response(status=503)
        stream = STREAMS.get(request.query.get("compress", ""))
        ws = web.WebSocketResponse(autoping=True)
        await ws.prepare(request)
        if stream is None or request.query.get("v") != VERSION or request.query.get("encoding", "json") != "json":
            self._world.object("gateway", f"cannot be spoken to like this: {request.query_string}")
            await ws.close(code=WRONG_VERSION)
            return ws
        self._opened += 1
        self.spoken.append(request.query.get("compress", ""))
        connection = Connection(ws, request, stream(), self._opened)
        self.open.append(connection)
        writing = asyncio.ensure_future(connection.write())
        watching = asyncio.ensure_future(self._watch(connection))
        connection.send(HELLO, {"heartbeat_interval": int(self.heartbeat * 1000), "_trace": ["loopback"]})
        try:
            await self._listen(ws, connection)
        finally:
            self._lost(connection, ws.close_code)
            watching.cancel()
            connection.end()
            await asyncio.wait((writing, watching))
        return ws

    async def _listen(self, ws: web.WebSocketResponse, connection: Connection) -> None:
        async for message in ws:
            if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY) or connection.silent:
                continue
            if not self.pace.sends(connection.number):
                self._refuse(connection, TOO_MUCH, "more than 120 frames in a minute")
                continue
            try:
                told = json.loads(message.data)
                op, data = told["op"], told["d"]
            except (ValueError, TypeError, KeyError):
                self._refuse(connection, UNREADABLE, "a frame that cannot be read")
                continue
            connection.received.append(told)
            self._take(connection, op, data)
            self._world.changes.tell()

    async def _watch(self, connection: Connection) -> None:
        if await connection.watch(self.patience) and not connection.silent:
            self._refuse(connection, TIMED_OUT, "no heartbeat")

    def _lost(self, connection: Connection, code: int | None) -> None:
        self.open.remove(connection)
        session = connection.session
        if session is not None and code in ENDS and not connection.closing:
            session.ended = True
        if session is not None and session.line is connection:
            session.line, session.lost_at = None, self._world.clock.now()
        self._world.changes.tell()

    def _refuse(self, connection: Connection, code: int, why: str) -> None:
        self._world.object(f"gateway {code}", why)
        connection.close(code)

    def _take(self, connection: Connection, op: int, data: Json) -> None:
        """Do what a frame asks for."""
        match op:
            case 1:
                connection.heartbeats += 1
                connection.beat.set()
                connection.send(ACK, None)
            case 2 | 6 if connection.session is not None:
                self._refuse(connection, IDENTIFIED_TWICE, "identified twice")
            case 2:
                self._identify(connection, data)
            case 6:
                self._resume(connection, data)
            case _ if connection.session is None:
                self._refuse(connection, NOT_IDENTIFIED, f"op {op} before the app said who it is")
            case 3 | 4 | 8:
                pass
            case _:
                self._refuse(connection, UNKNOWN_OP, f"op {op}")

    # -- sessions ---------------------------------------------------------------------------------

    def _identify(self, connection: Connection, data: Mapping[str, Any]) -> None:
        shard, shards = data.get("shard") or (0, 1)
        intents = data.get("intents")
        if data.get("token") != self._world.app.token:
            self._refuse(connection, WRONG_TOKEN, "Authentication failed")
        elif self.closes_with:
            self._refuse(connection, self.closes_with, "a test asked for it")
        elif not 0 <= shard < shards:
            self._refuse(connection, WRONG_SHARD, f"shard {shard} of {shards}")
        elif not isinstance(intents, int) or intents & ~ALL_INTENTS:
            self._refuse(connection, WRONG_INTENTS, f"intents {intents}")
        elif wrong := intents & PRIVILEGED & ~self._world.app.privileged:
            self._refuse(connection, NOT_ALLOWED, f"intents {wrong} are not switched on")
        elif not self.pace.identifies(shard):
            self._world.object("gateway", "identified sooner than max_concurrency allows")
            connection.send(INVALID, data=False)
        else:
            self._begin(connection, Session(uuid.uuid4().hex, shard, shards, intents))

    def _begin(self, connection: Connection, session: Session) -> None:
        world = self._world
        self.sessions[session.id] = session
        session.line, connection.session = connection, session
        guilds = [each for each in world.guilds.values() if each.bot is not None and session.is_for(each.id)]
        session.tell("READY", self._ready(session, [each.id for each in guilds]))
        if session.intents & 1:
            for guild in guilds:
                if guild.bot is not None and not guild.unavailable:
                    session.tell("GUILD_CREATE", guild.available(guild.bot))

    def _ready(self, session: Session, guilds: list[str]) -> dict[str, Any]:
        app = self._world.app
        return {
            "v": 10,
            "user": app.bot.payload() | {"verified": True, "mfa_enabled": False, "flags": 0, "email": None},
            "guilds": [{"id": each, "unavailable": True} for each in guilds],
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "session_type": "normal",
            "shard": [session.shard, session.shards],
            "application": {"id": app.id, "flags": app.flags},
            "private_channels": [],
            "relationships": [],
            "presences": [],
            "user_settings": {},
            "_trace": ["loopback"],
        }

    def _resume(self, connection: Connection, data: Mapping[str, Any]) -> None:
        session = self.sessions.get(str(data.get("session_id")))
        number = data.get("seq")
        if data.get("token") != self._world.app.token:
            self._refuse(connection, WRONG_TOKEN, "Authentication failed")
        elif session is None or session.ended or self._is_too_old(session):
            connection.send(INVALID, data=False)
        elif not isinstance(number, int) or number > session.number:
            self._refuse(connection, WRONG_NUMBER, f"seq {number} of {session.number}")
        else:
            session.line, connection.session = connection, session
            session.repeat(number)
            session.tell("RESUMED", {"_trace": ["loopback"]})

    def _is_too_old(self, session: Session) -> bool:
        return session.line is None and self._world.clock.now() - session.lost_at > LIFE

    def end_sessions(self) -> None:
        """Forget every session, so that nothing can be resumed."""
        for session in self.sessions.values():
            session.ended = True
