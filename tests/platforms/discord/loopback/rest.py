"""`/api/v10/...`: reads a call, checks its token, lets faults happen, and answers as Discord does."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from aiohttp import web

from tests.platforms.discord.loopback.body import Body, read
from tests.platforms.discord.loopback.call import Call, Operation
from tests.platforms.discord.loopback.rates import Rates
from tests.platforms.discord.loopback.refusals import NOT_ALLOWED, NOT_FOUND, UNAUTHORIZED, Refused
from tests.platforms.discord.loopback.trouble import Trouble, answered, banned, limited
from tests.platforms.discord.loopback.world import Asked, World

PREFIX = "/api/v10"
_BOT = "DiscordBot ("


class Rest:
    """The API of one Discord; `operations` are those that there are."""

    def __init__(self, world: World, rates: Rates, trouble: Trouble, operations: tuple[Operation, ...]) -> None:
        self._world, self._rates, self._trouble, self._operations = world, rates, trouble, operations

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        if self._rates.banned:
            return banned()
        path = request.path.removeprefix(PREFIX)
        try:
            operation, parts = self._find(request.method, path)
            self._check(request, operation)
            body = await read(request)
        except Refused as refused:
            return self._refused(f"{request.method} {path}", refused, {})
        asked = Asked(
            operation.name, path, body.json, tuple(file.filename for file in body.files.values()), self._now()
        )
        self._world.calls.append(asked)
        self._world.changes.tell()
        response = await self._answer(request, operation, Call(self._world, parts, dict(request.query), body))
        asked.status = response.status
        return response

    async def _answer(self, request: web.Request, operation: Operation, call: Call) -> web.StreamResponse:
        headers, scope = self._rates.take(operation.name, call.parts)
        fault = self._world.faults.next(operation.name)
        if fault is not None:
            response = await self._trouble.make(request, fault, lambda: self._do(operation, call, {}), headers)
            self._rates.answered(response.status, response.headers.get("X-RateLimit-Scope", ""))
            return response
        if scope:
            self._rates.answered(429, scope)
            self._world.object(operation.name, f"more than its limit of scope {scope} allows")
            return limited(scope, float(headers["X-RateLimit-Reset-After"]), headers)
        return self._do(operation, call, headers)

    def _now(self) -> float:
        return self._world.clock.now()

    def _do(self, operation: Operation, call: Call, headers: dict[str, str]) -> web.Response:
        try:
            told = operation.run(call)
        except Refused as refused:
            return self._refused(operation.name, refused, headers, call.body)
        if told is None:
            return web.Response(status=204, headers={"Via": "1.1 google", **headers})
        return answered(told, operation.status, headers)

    def _find(self, method: str, path: str) -> tuple[Operation, dict[str, str]]:
        others = False
        for operation in self._operations:
            if found := operation.pattern.fullmatch(path):
                if operation.method == method:
                    return operation, {name: unquote(value) for name, value in found.groupdict().items()}
                others = True
        raise Refused(0, bare=NOT_ALLOWED if others else NOT_FOUND)

    def _check(self, request: web.Request, operation: Operation) -> None:
        """Hold that the caller says who it is, and has the bot's token where one is needed."""
        if not operation.bot_only:
            return
        # discord.py names itself where it uses the token, not in its calls of webhooks.
        if not request.headers.get("User-Agent", "").startswith(_BOT):
            raise Refused(40333, bare=(403, "internal network error"))
        if request.headers.get("Authorization") != f"Bot {self._world.app.token}":
            raise Refused(0, bare=UNAUTHORIZED)

    def _refused(self, where: str, refused: Refused, headers: dict[str, str], body: Body | None = None) -> web.Response:
        asked: Any = body.json if body else None
        self._world.refuse(where, refused, asked if isinstance(asked, dict) else None)
        self._rates.answered(refused.status)
        return answered(refused.body(), refused.status, headers)
