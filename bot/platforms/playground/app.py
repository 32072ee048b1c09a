"""The playground: a chat in the browser, with no account and no token."""

from __future__ import annotations

import json
import logging
from base64 import b64decode
from collections.abc import Awaitable, Callable, Sequence
from importlib.resources import files
from typing import Any

from aiohttp import web
from jinja2 import Environment, PackageLoader, select_autoescape

from bot.card import Card, Form
from bot.command import Asker, Param, Upload
from bot.dispatch import Answer, Dispatch
from bot.forms import LARGEST_FILE
from bot.platforms.playground.guard import COOKIE, Guard
from bot.platforms.playground.html import render
from bot.platforms.playground.posts import Posts
from bot.roles import Role
from bot.suggest import Surroundings, Value, suggest, values
from briefings.dates import said_in

log = logging.getLogger(__name__)

TENANT = "playground:local"
USER = "you"
CHANNEL = "playground"
LONGEST_TYPED = 300
"""Nothing is suggested for a line longer than this; what is pasted needs no help."""
LARGEST_ASK = 4 * LARGEST_FILE // 3 + 256 * 1024
"""Bytes; a file in base64 and the longest form around it."""
_ROLES = {role.word: role for role in Role}
_STATIC = {
    "playground.js": "text/javascript",
    "forms.js": "text/javascript",
    "playground.css": "text/css",
    "icon.svg": "image/svg+xml",
}


class Playground:
    """Translates between the page and the bot: what is typed or pressed becomes a line, a card becomes HTML.

    `notices` gives what the page's user has not been told yet, and forgets it; `posts` is what was posted by itself.
    """

    def __init__(
        self,
        dispatch: Dispatch,
        guard: Guard,
        posts: Posts,
        notices: Callable[[], Awaitable[Sequence[Card]]] | None = None,
    ) -> None:
        self._dispatch = dispatch
        self._guard = guard
        self._posts = posts
        self._notices = notices
        self._failing = False
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
            web.post("/playground/notices", self._tell),
        ]

    async def _show(self, request: web.Request) -> web.Response:
        self._guard.admit(request)
        session = self._guard.session(request)
        everyones = [command for command in self._dispatch.commands if command.role is Role.EVERYONE]
        examples = [command.example for command in everyones if command.example]
        debates = [dossier.about for dossier in (await self._dispatch.library(TENANT)).dossiers]
        page = self._page.render(token=self._guard.token(session), examples=examples, debates=debates, roles=_ROLES)
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
        body = await _body(request)
        around = await self._dispatch.surroundings(_asker(body))
        match body:
            case {"line": str(line)}:
                ways = suggest(line, around) if len(line) <= LONGEST_TYPED else []
                return _json([{"line": way.line, "label": way.label, "hint": way.hint} for way in ways])
            case {"command": str(name), "field": str(field), "text": str(text)}:
                command = next((command for command in around.usable if command.name == name), None)
                param = next((param for param in command.params if param.name == field), None) if command else None
                found = _field_values(param, text[:LONGEST_TYPED], around) if param else []
                return _json([{"value": value.label, "hint": value.hint} for value in found])
            case _:
                raise web.HTTPBadRequest(reason="Send a line, or a command with its field and text")

    async def _ask(self, request: web.Request) -> web.Response:
        self._guard.admit_call(request)
        body = await _body(request.clone(client_max_size=LARGEST_ASK))
        asker = _asker(body)
        match body:
            case {"line": str(line)}:
                answer = await self._dispatch.answer(line, asker)
            case {"command": str(name), "fields": dict(fields)} if all(isinstance(v, str) for v in fields.values()):
                answer = await self._dispatch.submit(name, fields, asker, _files(body))
            case _:
                raise web.HTTPBadRequest(reason="Send a line, or a command with its fields")
        return web.Response(text=_rendered(answer), content_type="application/json", charset="utf-8")

    async def _tell(self, request: web.Request) -> web.Response:
        """Tell what is new: for the page's user alone, and in the channel since the number that the page has."""
        self._guard.admit_call(request)
        after = (await _body(request)).get("after", 0)
        if not isinstance(after, int):
            raise web.HTTPBadRequest(reason="Send the number that came with the last posts, or 0")
        notices = [render(card) for card in await self._untold()]
        found, last = self._posts.since(after)
        posts = [{"id": post.id, "at": post.at.isoformat(), "html": post.html} for post in found]
        return _json({"notices": notices, "posts": posts, "after": last})

    async def _untold(self) -> Sequence[Card]:
        """Give what is to be told; the page asks every few seconds, so that a fault is logged only when it begins."""
        if self._notices is None:
            return ()
        try:
            cards = await self._notices()
        except Exception:
            if not self._failing:
                log.exception("failed notices")
            self._failing = True
            return ()
        self._failing = False
        return cards


def _asker(body: dict[str, Any]) -> Asker:
    """Give the page's user in the role that they have chosen; everyone's when none is named."""
    role = _ROLES.get(str(body.get("role", "everyone")))
    if role is None:
        raise web.HTTPBadRequest(reason=f"Send a role: {', '.join(_ROLES)}")
    return Asker(TENANT, USER, channel=CHANNEL, role=role)


def _files(body: dict[str, Any]) -> dict[str, Upload]:
    """Give the files that come with a form, `{place: {"name": …, "data": base64}}`."""
    try:
        sent = body.get("files", {}).items()
        return {place: Upload(str(file["name"]), b64decode(file["data"], validate=True)) for place, file in sent}
    except (AttributeError, KeyError, TypeError, ValueError):
        raise web.HTTPBadRequest(reason="Send files with a name and data in base64") from None


def _field_values(param: Param, text: str, around: Surroundings) -> list[Value]:
    """Give values for a field; of a list with commas the last one is completed."""
    before, comma, last = text.rpartition(",")
    whole = values(param, text, around, resembling=not comma)
    if whole or not comma:
        return whole
    listed = {name.strip().casefold() for name in before.split(",")}
    found = (value for value in values(param, last.strip(), around) if value.label.casefold() not in listed)
    return [Value(value.value, f"{before.strip()}, {value.label}", value.hint) for value in found]


async def _body(request: web.BaseRequest) -> dict[str, Any]:
    try:
        body = json.loads(await request.read())
    except web.HTTPRequestEntityTooLarge:
        reason = f"That is too large. A file may have at most {LARGEST_FILE // (1024 * 1024)} MB"
        raise web.HTTPRequestEntityTooLarge(request.client_max_size, 0, reason=reason) from None
    except (ValueError, RecursionError):
        raise web.HTTPBadRequest(reason="Send JSON") from None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest(reason="Send a JSON object")
    return body


def _rendered(answer: Answer) -> str:
    """Give the page's own form of an answer; it is made once for each answer that is kept."""
    kept: tuple[str, ...] | None = answer.rendered.get("playground")
    if kept is None:
        kind = "form" if isinstance(answer.body, Form) else "card"
        with said_in(answer.dates):
            html = render(answer.body)
        data = {
            "kind": kind,
            "html": html,
            "private": answer.private,
            "failed": answer.fault is not None,
            "ours": answer.fault == "ours",
        }
        kept = answer.rendered["playground"] = (json.dumps(data, ensure_ascii=False),)
    return kept[0]


def _json(data: object) -> web.Response:
    return web.json_response(data, dumps=lambda value: json.dumps(value, ensure_ascii=False))
