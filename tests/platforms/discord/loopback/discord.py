"""One Discord that runs: its state, its server, its ways in, and the people in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager

from aiohttp import web

from tests.platforms.discord.loopback.app import App
from tests.platforms.discord.loopback.by_gateway import ByGateway
from tests.platforms.discord.loopback.delivery import Post
from tests.platforms.discord.loopback.gateway import Gateway
from tests.platforms.discord.loopback.guild import GROUP_DM, Channel, Guild
from tests.platforms.discord.loopback.permissions import USUAL, Permission
from tests.platforms.discord.loopback.person import Person
from tests.platforms.discord.loopback.rates import Rates
from tests.platforms.discord.loopback.refusals import Json, Refusal
from tests.platforms.discord.loopback.rest import PREFIX, Rest
from tests.platforms.discord.loopback.routes import OPERATIONS
from tests.platforms.discord.loopback.scene import Scene
from tests.platforms.discord.loopback.servers import Servers
from tests.platforms.discord.loopback.signed_http import SignedHttp
from tests.platforms.discord.loopback.trouble import Trouble
from tests.platforms.discord.loopback.users import User
from tests.platforms.discord.loopback.world import World


class Discord:
    """What a test holds in its hands."""

    def __init__(self) -> None:
        self.world = World()
        self.rates = Rates(self.world.clock)
        self.trouble = Trouble()
        self.gateway = Gateway(self.world)
        self.http = SignedHttp(self.world)
        self.post = Post(self.world, self.http, ByGateway(self.world, self.gateway))
        self.servers = Servers(self.world)
        self.clock = self.world.clock
        self.faults = self.world.faults
        self._people: dict[str, Person] = {}
        self._users: dict[str, User] = {}

    @property
    def api_url(self) -> str:
        """Give what `DISCORD_API_URL` must be."""
        return self.world.base + PREFIX

    @property
    def gateway_url(self) -> str:
        """Give what `DISCORD_GATEWAY_URL` must be."""
        return self.gateway.url

    @property
    def app(self) -> App:
        return self.world.app

    @property
    def token(self) -> str:
        """Give what `DISCORD_TOKEN` must be."""
        return self.app.token

    @property
    def guild(self) -> Guild:
        """Give the first server."""
        return next(iter(self.world.guilds.values()))

    @property
    def refused(self) -> list[Refusal]:
        """Give everything that was refused so far; a good app leaves it empty."""
        return self.world.refused

    @property
    def invalid(self) -> int:
        """Give how many requests of the last ten minutes were answered with 401, 403 or 429."""
        return self.rates.invalid

    def calls(self, operation: str = "") -> list[Json]:
        """Give the bodies of every call of an operation; of all when none is named."""
        return [call.body for call in self.world.calls if operation in ("", call.operation)]

    def add_guild(self, name: str, *, installed: bool = True, permissions: Permission = USUAL) -> Guild:
        """Found another server; the app is installed in it unless told otherwise."""
        guild = self.world.add_guild(name)
        if installed:
            self.world.install(guild, permissions)
        return guild

    def add_group(self, *people: Person) -> Channel:
        """Open a conversation of people in which the bot is not."""
        channel = Channel(self.world.ids.new(), "", GROUP_DM, recipients=[each.user for each in people], with_bot=False)
        self.world.channels[channel.id] = channel
        return channel

    def join(
        self,
        name: str,
        channel: Channel | None = None,
        guild: Guild | None = None,
        *,
        manages: bool = False,
        administers: bool = False,
    ) -> Person:
        """Let somebody join a server, the first when none is named; the same name is the same user everywhere."""
        where = guild or (self.world.guilds[channel.guild] if channel else self.guild)
        user = self._users.setdefault(name, self._users.get(name) or self.world.add_user(name))
        if user.id not in where.members:
            self.world.add_member(where, user)
        if manages or administers:
            may = Permission.ADMINISTRATOR if administers else Permission.MANAGE_GUILD
            role = self.world.add_role(where, f"of {name}", may)
            where.members[user.id].roles.append(role.id)
        self._people[name] = Person(Scene(self.world, self.post, user), channel or where.named("general"))
        return self._people[name]

    def person(self, name: str) -> Person:
        """Give somebody who joined."""
        return self._people[name]

    def site(self) -> web.Application:
        """Give the web application."""
        rest = Rest(self.world, self.rates, self.trouble, (*OPERATIONS, *self.gateway.operations))
        app = web.Application(client_max_size=64 * 1024 * 1024)
        app.add_routes(
            [
                web.get("/gateway", self.gateway.serve),
                web.get("/gateway/", self.gateway.serve),
                web.route("*", PREFIX + "/{tail:.*}", rest.serve),
                web.get("/attachments/{channel}/{id}/{name}", self._file),
            ]
        )
        return app

    async def _file(self, request: web.Request) -> web.Response:
        """Give a file."""
        kept = self.world.files.get(request.match_info["id"])
        if kept is None:
            return web.Response(status=404)
        return web.Response(body=kept.content, content_type=kept.content_type.partition(";")[0])


@asynccontextmanager
async def loopback(
    *, port: int = 0, more: Callable[[Discord], Iterable[web.RouteDef]] | None = None
) -> AsyncIterator[Discord]:
    """Run a Discord with one server, #general in it, and the app installed there; `more` adds routes."""
    discord = Discord()
    site = discord.site()
    site.add_routes(more(discord) if more else ())
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", port).start()
        discord.world.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
        discord.add_guild("Acme")
        yield discord
    finally:
        discord.trouble.let_go()
        await discord.post.close()
        for connection in list(discord.gateway.open):
            connection.drop()
        await discord.http.close()
        await runner.cleanup()
