"""A Discord that does no more than is measured: `python -m bench.discord.place`.

A bot connects to its gateway and calls its API. What is posted to `ASKED` goes out as interactions over the gateway,
and how long each waited for its answer comes back.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any

from aiohttp import web

from bench.discord.asking import APPLICATION, CHANNEL, GUILD, Interaction

ASKED, CONNECTED = "/asked", "/connected"
_PATIENCE = 20.0
_HELLO, _IDENTIFY, _HEARTBEAT, _ACK, _DISPATCH = 10, 2, 1, 11, 0
_BOT = {"id": APPLICATION, "username": "on-record", "discriminator": "0", "avatar": None, "bot": True}
_OWNER = {"id": "900000000000000008", "username": "owner", "discriminator": "0", "avatar": None}
_APPLICATION = {
    "id": APPLICATION,
    "name": "on-record",
    "description": "",
    "icon": None,
    "flags": 0,
    "bot": _BOT,
    "bot_public": True,
    "bot_require_code_grant": False,
    "owner": _OWNER,
    "verify_key": "",
}
_EVERYONE = {
    "id": GUILD,
    "name": "@everyone",
    "color": 0,
    "hoist": False,
    "position": 0,
    "permissions": "2251799813685247",
}
_GUILD = {
    "id": GUILD,
    "name": "Bench",
    "owner_id": _OWNER["id"],
    "member_count": 2,
    "roles": [_EVERYONE | {"managed": False, "mentionable": False}],
    "channels": [{"id": CHANNEL, "type": 0, "name": "general", "position": 0, "permission_overwrites": []}],
    "members": [],
    "features": [],
    "emojis": [],
    "stickers": [],
}
_MESSAGE = {
    "id": "900000000000000010",
    "type": 20,
    "channel_id": CHANNEL,
    "author": _BOT,
    "content": "",
    "timestamp": "2026-01-01T00:00:00.000000+00:00",
    "edited_timestamp": None,
    "tts": False,
    "mention_everyone": False,
    "mentions": [],
    "mention_roles": [],
    "attachments": [],
    "embeds": [],
    "pinned": False,
    "flags": 0,
}


class Place:
    """One bot's Discord: the commands that it has there, and the connection that it hears through."""

    def __init__(self) -> None:
        self._commands: list[dict[str, Any]] = []
        self._socket = web.WebSocketResponse()
        self._connected = asyncio.Event()
        self._number = 0
        self._answered: dict[str, asyncio.Future[None]] = {}
        self._away = 0.0
        """Seconds that a call is under way, there and back together."""

    def routes(self) -> Iterator[web.RouteDef]:
        api = "/api/v10"
        yield web.get("/gateway", self._gateway)
        yield web.post(ASKED, self._asked)
        yield web.get(CONNECTED, self._wait)
        yield web.get(f"{api}/gateway/bot", self._address)
        for path, told in (
            ("users/@me", _BOT),
            ("oauth2/applications/@me", _APPLICATION),
            ("applications/@me", _APPLICATION),
        ):
            yield web.get(f"{api}/{path}", _saying(told))
        yield web.get(f"{api}/users/@me/guilds", _saying([{"id": GUILD, "name": "Bench", "permissions": "8"}]))
        yield web.get(f"{api}/applications/{{application}}/commands", self._given)
        yield web.put(f"{api}/applications/{{application}}/commands", self._put)
        yield web.post(f"{api}/interactions/{{interaction}}/{{token}}/callback", self._called_back)
        yield web.post(f"{api}/webhooks/{{application}}/{{token}}", _saying(_MESSAGE))
        yield web.patch(f"{api}/webhooks/{{application}}/{{token}}/messages/@original", _saying(_MESSAGE))

    # -- the gateway ------------------------------------------------------------------------------

    async def _address(self, request: web.Request) -> web.Response:
        limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
        url = f"ws://{request.host}/gateway"
        return _json({"url": url, "shards": 1, "session_start_limit": limit})

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": _HELLO, "d": {"heartbeat_interval": 41_250}, "s": None, "t": None})
        async for frame in socket:
            told = json.loads(frame.data)
            if told["op"] == _HEARTBEAT:
                await socket.send_json({"op": _ACK, "d": None, "s": None, "t": None})
            elif told["op"] == _IDENTIFY:
                self._socket = socket
                await self._tell("READY", _ready(str(request.host)))
                await self._tell("GUILD_CREATE", _GUILD)
                self._connected.set()
        return socket

    async def _tell(self, event: str, data: object) -> None:
        self._number += 1
        await self._socket.send_json({"t": event, "s": self._number, "op": _DISPATCH, "d": data})

    # -- the API ----------------------------------------------------------------------------------

    async def _given(self, _: web.Request) -> web.Response:
        return _json(self._commands)

    async def _put(self, request: web.Request) -> web.Response:
        asked = await request.json()
        self._commands = [_entered(command, str(number)) for number, command in enumerate(asked, 1)]
        return _json(self._commands)

    async def _called_back(self, request: web.Request) -> web.Response:
        await request.read()
        interaction = request.match_info["interaction"]
        if not self._answered[interaction].done():
            self._answered[interaction].set_result(None)
        if self._away:
            await asyncio.sleep(self._away)
        if "with_response" not in request.query:
            return web.Response(status=204)
        told = {"id": interaction, "type": 2, "response_message_id": _MESSAGE["id"], "response_message_loading": False}
        return _json({"interaction": told, "resource": {"type": 4, "message": _MESSAGE}})

    # -- the bench --------------------------------------------------------------------------------

    async def _wait(self, _: web.Request) -> web.Response:
        async with asyncio.timeout(_PATIENCE):
            await self._connected.wait()
        return web.Response(text="connected")

    async def _asked(self, request: web.Request) -> web.Response:
        """Ask `interactions`, `at_once` of them under way; each call of the bot takes `away` seconds to get through."""
        told = await request.json()
        self._away = told["away"]
        free = asyncio.Semaphore(told["at_once"])
        waited = await asyncio.gather(*(self._ask(one, free) for one in told["interactions"]))
        return _json(waited)

    async def _ask(self, interaction: Interaction, free: asyncio.Semaphore) -> float:
        clock = asyncio.get_running_loop().time
        async with free:
            answered = self._answered[interaction["id"]] = asyncio.get_running_loop().create_future()
            began = clock()
            await self._tell("INTERACTION_CREATE", interaction)
            async with asyncio.timeout(_PATIENCE):
                await answered
            return clock() - began + self._away / 2


def _json(told: object) -> web.Response:
    # Discord names no charset, and the library takes what has one for text.
    return web.Response(body=json.dumps(told).encode(), content_type="application/json")


def _saying(told: object) -> Any:  # noqa: ANN401  a handler of aiohttp's
    async def answer(request: web.Request) -> web.Response:
        await request.read()
        return _json(told)

    return answer


def _ready(host: str) -> dict[str, Any]:
    return {
        "v": 10,
        "user": _BOT,
        "guilds": [{"id": GUILD, "unavailable": True}],
        "session_id": "bench",
        "shard": [0, 1],
        "resume_gateway_url": f"ws://{host}/gateway",
        "application": {"id": APPLICATION, "flags": 0},
    }


def _entered(command: dict[str, Any], number: str) -> dict[str, Any]:
    more = {"id": number, "application_id": APPLICATION, "version": number, "default_member_permissions": None}
    return {"type": 1, "description": "", **more, **command}


def application() -> web.Application:
    app = web.Application(client_max_size=64 << 20)
    app.add_routes(Place().routes())
    return app


if __name__ == "__main__":
    web.run_app(application(), host="127.0.0.1", port=0)
