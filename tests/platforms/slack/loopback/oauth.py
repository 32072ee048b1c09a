"""OAuth: the page that asks a person, codes that work once, tokens that rotate."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from tests.platforms.slack.loopback.app import Install
from tests.platforms.slack.loopback.payloads import organisation
from tests.platforms.slack.loopback.refusals import Refused
from tests.platforms.slack.loopback.world import DAY_HALF, World

CODE_SECONDS = 600.0
PAGE = """<!DOCTYPE html><title>{app}</title><p>{app} asks to act in your workspace: {scopes}
<form method="post" action="{action}"><input name="team"><input name="user">
<button name="answer" value="allow">Allow</button><button name="answer" value="deny">Cancel</button></form>"""


@dataclass(slots=True)
class Code:
    """What a person agreed to; it is exchanged for a token once."""

    team: str
    user: str
    scopes: tuple[str, ...]
    redirect: str
    at: float
    used: bool = False


class OAuth:
    """Installing by OAuth."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._codes: dict[str, Code] = {}

    @property
    def methods(self) -> dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]]:
        """Give the methods that need no token."""
        return {"oauth.v2.access": self.access, "oauth.v2.exchange": self.exchange}

    async def ask(self, request: web.Request) -> web.Response:
        """Show the page on which a person decides."""
        try:
            _, scopes = self._request(request.query)
        except Refused as refused:
            self._world.refuse("oauth.v2.authorize", refused, dict(request.query))
            return web.Response(status=400, text=refused.code)
        page = PAGE.format(app=html.escape(self._world.app.name), scopes=", ".join(scopes), action=request.path_qs)
        return web.Response(text=page, content_type="text/html")

    async def decide(self, request: web.Request) -> web.Response:
        """Send the person back with a code, or with the news that they did not agree."""
        redirect, scopes = self._request(request.query)
        form = await request.post()
        back = {"state": request.query["state"]} if "state" in request.query else {}
        if form.get("answer") != "allow":
            back["error"] = "access_denied"
        else:
            back["code"] = f"{self._world.ids.new('')}.{self._world.ids.new('c')}"
            code = Code(str(form["team"]), str(form["user"]), scopes, redirect, self._world.clock.now())
            self._codes[back["code"]] = code
        raise web.HTTPFound(f"{redirect}{'&' if '?' in redirect else '?'}{urlencode(back)}")

    def _request(self, query: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
        """Give where a request for consent leads back to, and the scopes that it wants."""
        app = self._world.app
        if query.get("client_id") != app.client_id:
            raise Refused("invalid_client_id")
        scopes = tuple(scope for scope in query.get("scope", "").replace(" ", ",").split(",") if scope)
        if not scopes:
            raise Refused("no_scopes")
        if unknown := set(scopes) - set(app.scopes):
            raise Refused("invalid_scope", sorted(unknown))
        redirect = query.get("redirect_uri") or next(iter(app.redirect_urls), "")
        if not redirect or not any(redirect.startswith(known) for known in app.redirect_urls):
            raise Refused("bad_redirect_uri", [redirect])
        return redirect, scopes

    def access(self, args: Mapping[str, Any]) -> dict[str, Any]:
        """Exchange a code, or a refresh token, for a token."""
        self._client(args)
        grant = args.get("grant_type") or "authorization_code"
        if grant == "refresh_token":
            return self._refresh(str(args.get("refresh_token", "")))
        if grant != "authorization_code":
            raise Refused("invalid_grant_type")
        code = self._codes.get(str(args.get("code", "")))
        if code is None or self._world.clock.now() - code.at > CODE_SECONDS:
            raise Refused("invalid_code")
        if code.used:
            raise Refused("code_already_used")
        if args.get("redirect_uri") not in (None, code.redirect):
            raise Refused("bad_redirect_uri")
        code.used = True
        workspace = self._world.workspaces[code.team]
        return self._told(self._world.install(workspace, code.scopes, code.user))

    def _client(self, args: Mapping[str, Any]) -> None:
        app = self._world.app
        if args.get("client_id") != app.client_id:
            raise Refused("invalid_client_id")
        if args.get("client_secret") != app.client_secret:
            raise Refused("bad_client_secret")

    def _refresh(self, given: str) -> dict[str, Any]:
        """Give the next token for a refresh token, which works once; the old token lives until its end."""
        install = next((each for each in self._world.installs.values() if given and each.refresh == given), None)
        if install is None:
            raise Refused("invalid_refresh_token")
        install.old.append(install.token)
        install.token = self._world.new_token(install.team, install.scopes)
        install.refresh = self._world.new_refresh()
        return self._told(install)

    def exchange(self, args: Mapping[str, Any]) -> dict[str, Any]:
        """Give a token that rotates for one that does not, which ends."""
        self._client(args)
        token = self._world.tokens.get(str(args.get("token", "")))
        if token is None or token.revoked or token.until is not None or not self._world.app.token_rotation:
            raise Refused("invalid_auth")
        install = self._world.installs[token.team]
        token.revoked = "token_revoked"
        install.token = self._world.new_token(install.team, install.scopes)
        install.refresh = self._world.new_refresh()
        return self._told(install)

    def _told(self, install: Install) -> dict[str, Any]:
        workspace = self._world.workspaces[install.team]
        team = {"id": workspace.id, "name": workspace.name}
        told: dict[str, Any] = {
            "app_id": self._world.app.id,
            "authed_user": {"id": install.installer},
            "scope": ",".join(install.scopes),
            "token_type": "bot",
            "access_token": install.token.value,
            "bot_user_id": install.bot_user,
            "team": None if workspace.enterprise else team,
            "enterprise": organisation(workspace),
            "is_enterprise_install": bool(workspace.enterprise),
        }
        if install.refresh:
            told |= {"refresh_token": install.refresh, "expires_in": DAY_HALF}
        return told
