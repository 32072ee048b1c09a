"""`/api/<method>`: reads a call, checks its token, lets faults happen, and answers as Slack does."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from tests.platforms.slack.loopback.app import Token
from tests.platforms.slack.loopback.call import Call
from tests.platforms.slack.loopback.methods import METHODS
from tests.platforms.slack.loopback.oauth import OAuth
from tests.platforms.slack.loopback.rates import Rates
from tests.platforms.slack.loopback.refusals import Refused
from tests.platforms.slack.loopback.sockets import Sockets
from tests.platforms.slack.loopback.trouble import Trouble
from tests.platforms.slack.loopback.world import Asked, World

SECRET = frozenset({"token", "client_secret", "refresh_token", "code"})


class WebApi:
    """The Web API of one Slack."""

    def __init__(self, world: World, rates: Rates, sockets: Sockets, oauth: OAuth, trouble: Trouble) -> None:
        self._world, self._rates, self._sockets, self._trouble = world, rates, sockets, trouble
        self._open = {**oauth.methods, "api.test": api_test}

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one request."""
        method = request.match_info["method"]
        args, bearer = await read(request)
        token = self._world.tokens.get(bearer)
        told = {name: value for name, value in args.items() if name not in SECRET}
        self._world.calls.append(Asked(method, told, token.team if token else "", self._world.clock.now()))
        self._world.changes.tell()
        fault = self._world.faults.next(method)
        if fault is not None:
            return await self._trouble.make(request, fault, lambda: self._body(method, args, bearer))
        headers = {"X-OAuth-Scopes": ",".join(sorted(token.scopes))} if token else {}
        try:
            self._rates.check(method, args, token.team if token else "")
        except Refused as refused:
            self._world.refuse(method, refused, told)
            return answered(refused.body(), 429, headers | {"Retry-After": str(refused.extra["retry_after"])})
        return answered(self._body(method, args, bearer), 200, headers)

    def _body(self, method: str, args: Mapping[str, Any], bearer: str) -> dict[str, Any]:
        try:
            return {"ok": True, **self._run(method, args, bearer)}
        except Refused as refused:
            self._world.refuse(method, refused, {name: args[name] for name in args if name not in SECRET})
            return refused.body()

    def _run(self, method: str, args: Mapping[str, Any], bearer: str) -> dict[str, Any]:
        if method == "apps.connections.open":
            return self._sockets.connect(bearer)
        if method in self._open:
            return self._open[method](args)
        known = METHODS.get(method)
        if known is None:
            raise Refused("unknown_method", req_method=method)
        token = self._checked(bearer)
        call = Call(self._world, args, self._world.installs[token.team], token)
        if known.scope:
            call.may(known.scope)
        return known.run(call)

    def _checked(self, bearer: str) -> Token:
        """Give the bot token, if it still works."""
        if not bearer:
            raise Refused("not_authed")
        if bearer == self._world.app.app_token:
            raise Refused("not_allowed_token_type")
        token = self._world.tokens.get(bearer)
        if token is None:
            raise Refused("invalid_auth")
        if token.revoked:
            raise Refused(token.revoked)
        if token.until is not None and token.until < self._world.clock.now():
            raise Refused("token_expired")
        return token


def api_test(args: Mapping[str, Any]) -> dict[str, Any]:
    """Give back what was sent."""
    return {"args": dict(args)}


async def read(request: web.Request) -> tuple[dict[str, Any], str]:
    """Give a call's arguments, from wherever they came, and its token; a token in the query does not count."""
    args: dict[str, Any] = {name: value for name, value in request.query.items() if name != "token"}
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.read() or b"{}")
        except ValueError:
            body = {}
        args |= {name: value for name, value in body.items() if value is not None} if isinstance(body, dict) else {}
    elif request.method == "POST":
        args |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    header = request.headers.get("Authorization", "")
    if header.startswith("Basic "):
        login = b64decode(header.removeprefix("Basic ")).decode()
        args |= dict(zip(("client_id", "client_secret"), login.split(":", 1), strict=False))
    bearer = header.removeprefix("Bearer ") if header.startswith("Bearer ") else str(args.get("token", ""))
    return args, bearer


def answered(body: Mapping[str, Any], status: int, headers: Mapping[str, str]) -> web.Response:
    return web.json_response(body, status=status, headers=dict(headers))
