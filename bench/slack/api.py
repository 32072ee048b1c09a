"""A Web API that answers every call at once with something constant: `python -m bench.slack.api`."""

from __future__ import annotations

from aiohttp import web

from bench.slack.asking import TEAM, USER
from bot.platforms.slack.scopes import SCOPES

_ANSWERS: dict[str, dict[str, object]] = {
    "auth.test": {"team": "Bench", "team_id": TEAM, "user": "on-record", "user_id": "U0BOT", "bot_id": "B0BOT"},
    "users.info": {"user": {"id": USER, "team_id": TEAM}},
}
_GRANTED = {"x-oauth-scopes": ",".join(SCOPES)}


async def _answer(request: web.Request) -> web.Response:
    return web.json_response({"ok": True, **_ANSWERS.get(request.match_info["method"], {})}, headers=_GRANTED)


if __name__ == "__main__":
    app = web.Application()
    app.add_routes([web.post("/api/{method}", _answer), web.get("/api/{method}", _answer)])
    web.run_app(app, host="127.0.0.1", port=0)
