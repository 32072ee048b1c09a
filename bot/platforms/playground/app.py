"""The playground: a chat in the browser, with no account and no token."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from aiohttp import web
from jinja2 import Environment, PackageLoader, select_autoescape

from bot.card import Form
from bot.command import Asker, write_line
from bot.dispatch import Answer, Dispatch
from bot.platforms.playground.guard import COOKIE, Guard
from bot.platforms.playground.html import render
from bot.suggest import Surroundings, suggest, values

TENANT = "playground:local"
LONGEST_TYPED = 300
"""Nothing is suggested for a line longer than this; what is pasted needs no help."""
_STATIC = {"playground.js": "text/javascript", "playground.css": "text/css", "icon.svg": "image/svg+xml"}


class Playground:
    """Translates between the page and the bot: what is typed or pressed becomes a line, a card becomes HTML."""

    def __init__(self, dispatch: Dispatch, guard: Guard) -> None:
        self._dispatch = dispatch
        self._guard = guard
        templates = Environment(
            loader=PackageLoader("bot.platforms.playground"), autoescape=select_autoescape(), trim_blocks=True
        )
        self._page = templates.get_template("page.html")
        folder = files("bot.platforms.playground") / "static"
        self._static = {name: (folder / name).read_bytes() for name in _STATIC}

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self._show),
            web.get("/static/{name}", self._file),
            web.post("/playground/suggest", self._suggest),
            web.post("/playground/ask", self._ask),
        ]

    async def _show(self, request: web.Request) -> web.Response:
        self._guard.admit(request)
        session = self._guard.session(request)
        examples = [command.example for command in self._dispatch.commands if command.example]
        debates = [dossier.about for dossier in self._dispatch.library_of(TENANT).dossiers]
        page = self._page.render(token=self._guard.token(session), examples=examples, debates=debates)
        response = web.Response(text=page, content_type="text/html", headers={"Cache-Control": "no-store"})
        response.set_cookie(COOKIE, session, httponly=True, samesite="Strict", secure=request.secure)
        return response

    async def _file(self, request: web.Request) -> web.Response:
        self._guard.admit(request)
        name = request.match_info["name"]
        if name not in _STATIC:
            raise web.HTTPNotFound
        headers = {"Cache-Control": "no-cache"}
        return web.Response(body=self._static[name], content_type=_STATIC[name], charset="utf-8", headers=headers)

    async def _suggest(self, request: web.Request) -> web.Response:
        """Answer what may follow a `line`, or go into the `field` of a `command`'s form."""
        self._guard.admit_call(request)
        dispatch = self._dispatch
        around = Surroundings(dispatch.library_of(TENANT), dispatch.commands, dispatch.today())
        match await _body(request):
            case {"line": str(line)}:
                ways = suggest(line, around) if len(line) <= LONGEST_TYPED else []
                return _json([{"line": way.line, "label": way.label, "hint": way.hint} for way in ways])
            case {"command": str(name), "field": str(field), "text": str(text)}:
                command = next((command for command in dispatch.commands if command.name == name), None)
                param = next((param for param in command.params if param.name == field), None) if command else None
                found = values(param, text[:LONGEST_TYPED], around) if param else []
                return _json([{"value": value.label, "hint": value.hint} for value in found])
            case _:
                raise web.HTTPBadRequest(reason="Send a line, or a command with its field and text")

    async def _ask(self, request: web.Request) -> web.Response:
        self._guard.admit_call(request)
        line = self._line(await _body(request))
        answer = await self._dispatch.answer(line, Asker(TENANT, user="you", channel="playground"))
        return web.Response(body=_rendered(answer), content_type="application/json", charset="utf-8")

    def _line(self, body: dict[str, Any]) -> str:
        """Give the line that a page sends, or write it from a form's command and fields."""
        match body:
            case {"line": str(line)}:
                return line
            case {"command": str(name), "fields": dict(fields)} if all(isinstance(v, str) for v in fields.values()):
                if any(command.name == name for command in self._dispatch.commands):
                    return write_line(name, {str(key): text for key, text in fields.items() if text.strip()})
        raise web.HTTPBadRequest(reason="Send a line, or a command with its fields")


async def _body(request: web.Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.read())
    except (ValueError, RecursionError):
        raise web.HTTPBadRequest(reason="Send JSON") from None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest(reason="Send a JSON object")
    return body


def _rendered(answer: Answer) -> bytes:
    """Give the page's own form of an answer; it is made once for each answer that is kept."""
    body = answer.rendered.get("playground")
    if body is None:
        kind = "form" if isinstance(answer.body, Form) else "card"
        data = {
            "kind": kind,
            "html": render(answer.body),
            "private": answer.private,
            "failed": answer.fault is not None,
        }
        body = answer.rendered["playground"] = json.dumps(data, ensure_ascii=False).encode()
    return body


def _json(data: object) -> web.Response:
    return web.json_response(data, dumps=lambda value: json.dumps(value, ensure_ascii=False))
