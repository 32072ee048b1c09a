"""A small bot made of bare discord.py, to hold the loopback Discord against the real library."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import discord
import yarl
from aiohttp import web
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from tests.platforms.discord.loopback import Discord
from tests.web.served import served

NAMES = ("Ada", "Alan", "Grace")
V2 = 1 << 15


class Buttons(discord.ui.LayoutView):
    """A message of components, with something to press and something to choose."""

    def __init__(self, words: str) -> None:
        super().__init__(timeout=None)
        self.add_item(discord.ui.Container(discord.ui.TextDisplay(words), accent_colour=0x336699))
        again: discord.ui.Button[Buttons] = discord.ui.Button(label="Again", custom_id="again")
        self.add_item(discord.ui.ActionRow(again))
        options = [discord.SelectOption(label=name, value=name.lower()) for name in NAMES]
        self.add_item(discord.ui.ActionRow(discord.ui.Select(custom_id="who", placeholder="Who", options=options)))


class Form(discord.ui.Modal, title="A form"):
    """A form with two fields."""

    def __init__(self) -> None:
        super().__init__()
        options = [discord.SelectOption(label=name, value=name.lower()) for name in NAMES]
        who: discord.ui.Select[Form] = discord.ui.Select(custom_id="who", options=options)
        words: discord.ui.TextInput[Form] = discord.ui.TextInput(custom_id="words", max_length=20)
        self.add_item(discord.ui.Label(text="Who", component=who))
        self.add_item(discord.ui.Label(text="Words", component=words))


class Bare(discord.AutoShardedClient):
    """The bot; `pauses` makes no pause before it identifies anew, which the library makes for Discord's sake."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  the library's own
        intents = options.pop("intents", discord.Intents(guilds=True, integrations=True))
        super().__init__(intents=intents, guild_ready_timeout=0.05, **options)
        self.tree = app_commands.CommandTree(self)
        self.heard: list[discord.Interaction] = []
        add_commands(self.tree)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Identify at once."""

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        self.heard.append(interaction)
        data: Mapping[str, Any] = interaction.data or {}
        if interaction.type is discord.InteractionType.component:
            chosen = (data.get("values") or [data["custom_id"]])[0]
            await interaction.response.edit_message(view=Buttons(f"You took {chosen}"))
        elif interaction.type is discord.InteractionType.modal_submit:
            first, second = (each["component"] for each in data["components"])
            await interaction.response.send_message(f"{first['values'][0]}: {second['value']}", ephemeral=True)


def add_commands(tree: app_commands.CommandTree[Any]) -> None:
    @tree.command(description="Say hello")
    @app_commands.describe(who="Whom to greet")
    async def hello(interaction: discord.Interaction, who: str) -> None:
        await interaction.response.send_message(view=Buttons(f"Hello {who}"))

    @hello.autocomplete("who")
    async def names(_: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        fitting = [name for name in NAMES if current.lower() in name.lower()]
        return [app_commands.Choice(name=name, value=name.lower()) for name in fitting]

    @tree.command(description="Think, then answer")
    async def slow(interaction: discord.Interaction) -> None:
        await interaction.response.defer(ephemeral=True)
        await interaction.edit_original_response(content="At last")
        await interaction.followup.send("And more", ephemeral=True)

    @tree.command(description="Open a form")
    async def form(interaction: discord.Interaction) -> None:
        await interaction.response.send_modal(Form())

    @tree.context_menu(name="Repeat")
    async def repeat(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"It says: {message.content}", ephemeral=True)


@asynccontextmanager
async def pointed(to: Discord) -> AsyncIterator[None]:
    """Let discord.py talk to the loopback."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = to.api_url, yarl.URL(to.gateway_url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway


@asynccontextmanager
async def by_gateway(to: Discord, client: Bare | None = None) -> AsyncIterator[Bare]:
    """Let the bot be connected, with its commands registered."""
    bot = client or Bare()
    async with connected(to, bot):
        await bot.tree.sync()
        yield bot


@asynccontextmanager
async def connected(to: Discord, bot: Bare) -> AsyncIterator[None]:
    """Let a bot be connected."""
    async with pointed(to), bot:
        await bot.login(to.token)
        running = asyncio.ensure_future(bot.connect())
        await asyncio.wait({running, asyncio.ensure_future(bot.wait_until_ready())}, return_when="FIRST_COMPLETED")
        yield
        await bot.close()
        await running


@asynccontextmanager
async def hearing(to: Discord) -> AsyncIterator[asyncio.Queue[dict[str, Any]]]:
    """Hear of interactions as they are written, and let a test answer them."""
    came: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    bot = Bare()
    # There is no public way to an interaction as it was sent.
    bot._connection.parsers["INTERACTION_CREATE"] = came.put_nowait  # noqa: SLF001
    async with connected(to, bot):
        yield came


@asynccontextmanager
async def by_http(to: Discord) -> AsyncIterator[Bare]:
    """Let the bot be reached by signed requests; it answers by the callback, or a ping in the body."""
    bot = Bare()
    key = VerifyKey(bytes.fromhex(to.app.public_key))

    async def endpoint(request: web.Request) -> web.Response:
        body = await request.read()
        stamp, signature = (request.headers.get(f"X-Signature-{name}", "") for name in ("Timestamp", "Ed25519"))
        try:
            key.verify(stamp.encode() + body, bytes.fromhex(signature))
        except (BadSignatureError, ValueError):
            return web.Response(status=401)
        told = json.loads(body)
        if told["type"] == 1:
            return web.json_response({"type": 1})
        bot._connection.parse_interaction_create(told)  # noqa: SLF001  there is no public way
        return web.Response(status=202)

    site = web.Application()
    site.add_routes([web.post("/discord/interactions", endpoint)])
    async with pointed(to), bot, served(site) as address:
        await bot.login(to.token)
        await bot.tree.sync()
        await to.http.register(f"{address}/discord/interactions")
        yield bot
