"""One Slack that runs: its state, its server, its ways in, and the people in it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiohttp import web

from tests.platforms.slack.loopback.app import App, Install
from tests.platforms.slack.loopback.delivery import Answer, Delivered, Parcel, Post, Retry
from tests.platforms.slack.loopback.file_store import FileStore
from tests.platforms.slack.loopback.herald import Herald
from tests.platforms.slack.loopback.kit.report import Json
from tests.platforms.slack.loopback.oauth import OAuth
from tests.platforms.slack.loopback.person import Person
from tests.platforms.slack.loopback.rates import Rates
from tests.platforms.slack.loopback.refusals import Refusal
from tests.platforms.slack.loopback.responding import Responses
from tests.platforms.slack.loopback.scene import Scene
from tests.platforms.slack.loopback.signed_http import SignedHttp
from tests.platforms.slack.loopback.sockets import Sockets
from tests.platforms.slack.loopback.trouble import Trouble
from tests.platforms.slack.loopback.web_api import WebApi
from tests.platforms.slack.loopback.workspace import Channel, Workspace
from tests.platforms.slack.loopback.world import World


class Slack:
    """What a test holds in its hands."""

    def __init__(self, app: App | None = None) -> None:
        self.world = World(app or App())
        self.rates = Rates(self.world.clock)
        self.trouble = Trouble()
        self.sockets = Sockets(self.world)
        self.http = SignedHttp(self.world)
        self.post = Post(self.world, self.http, self.sockets)
        self.herald = Herald(self.world, self.post)
        self.clock = self.world.clock
        self.faults = self.world.faults
        self.app = self.world.app
        self._people: dict[str, Person] = {}

    @property
    def api_url(self) -> str:
        """Give what `SLACK_API_URL` must be."""
        return f"{self.world.base}/api/"

    @property
    def workspace(self) -> Workspace:
        """Give the first workspace."""
        return next(iter(self.world.workspaces.values()))

    @property
    def install(self) -> Install:
        """Give the app's place in the first workspace."""
        return self.world.installs[self.workspace.id]

    @property
    def bot_token(self) -> str:
        return self.install.token.value

    @property
    def refused(self) -> list[Refusal]:
        """Give everything that was refused so far; a good app leaves it empty."""
        return self.world.refused

    def calls(self, method: str = "") -> list[dict[str, Any]]:
        """Give the arguments of every call of a method; of all when none is named."""
        return [dict(call.args) for call in self.world.calls if method in ("", call.method)]

    def join(
        self,
        name: str,
        channel: Channel | None = None,
        workspace: Workspace | None = None,
        **more: Json,
    ) -> Person:
        """Let somebody join a workspace and a channel of it: #general when none is named."""
        home = workspace or self.workspace
        user = self.world.add_user(home, name, **more)
        where = channel or home.named("general")
        where.members.add(user.id)
        installed = next((team for team in where.teams if team in self.world.installs), home.id)
        scene = Scene(self.world, self.post, self.world.workspaces[installed], home, user)
        self._people[name] = Person(scene, where)
        return self._people[name]

    def person(self, name: str) -> Person:
        """Give somebody who joined."""
        return self._people[name]

    def install_in(self, workspace: Workspace, *, scopes: tuple[str, ...] | None = None) -> Install:
        """Install the app in another workspace, or anew."""
        return self.world.install(workspace, scopes)

    async def uninstall(self, workspace: Workspace | None = None) -> None:
        """Take the app out of a workspace, and wait until it was told."""
        self.world.uninstall(self.world.installs[(workspace or self.workspace).id])
        await self.herald.settled()

    async def revoke(self, workspace: Workspace | None = None) -> None:
        """Revoke the app's token in a workspace, and wait until it was told."""
        self.world.revoke(self.world.installs[(workspace or self.workspace).id])
        await self.herald.settled()

    async def retry(self, sent: Delivered, attempt: int = 1, reason: str = "http_timeout") -> Answer:
        """Send an event once more, as Slack does after an answer that was bad or late."""
        return await self.post.send(Parcel(sent.parcel.kind, sent.parcel.payload, retry=Retry(attempt, reason)))

    def web(self) -> web.Application:
        """Give the web application."""
        responses = Responses(self.world, self.trouble)
        oauth, files = OAuth(self.world), FileStore(self.world, self.trouble)
        api = WebApi(self.world, self.rates, self.sockets, oauth, self.trouble)
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.add_routes(
            [
                web.get("/api/{method}", api.serve),
                web.post("/api/{method}", api.serve),
                web.get("/link", self.sockets.serve),
                web.get("/oauth/v2/authorize", oauth.ask),
                web.post("/oauth/v2/authorize", oauth.decide),
                web.post("/upload/v1/{id}", files.take),
                web.get("/files-pri/{tail:.*}", files.give),
                *(web.post(f"/{kind}/{{tail:.*}}", responses.serve) for kind in ("commands", "actions", "app")),
            ]
        )
        return app


@asynccontextmanager
async def loopback(
    app: App | None = None, *, port: int = 0, more: Callable[[Slack], Iterable[web.RouteDef]] | None = None
) -> AsyncIterator[Slack]:
    """Run a Slack with one workspace, #general in it, the app installed and a member of it; `more` adds routes."""
    slack = Slack(app)
    site = slack.web()
    site.add_routes(more(slack) if more else ())
    herald = asyncio.ensure_future(slack.herald.run())
    runner = web.AppRunner(site, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        slack.world.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        workspace = slack.world.add_workspace()
        general = slack.world.add_channel(workspace, "general")
        general.members.add(slack.world.install(workspace).bot_user)
        yield slack
    finally:
        herald.cancel()
        with suppress(asyncio.CancelledError):
            await herald
        slack.trouble.let_go()
        for connection in list(slack.sockets.open):
            connection.drop()
        await slack.http.close()
        await runner.cleanup()
