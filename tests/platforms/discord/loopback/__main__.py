"""Runs a loopback Discord by hand: `python -m tests.platforms.discord.loopback --port 9000 [--bot http://…:8080]`."""

from __future__ import annotations

import asyncio

import click

from tests.platforms.discord.loopback.control import DEEDS, Control
from tests.platforms.discord.loopback.discord import Discord, loopback
from tests.platforms.discord.loopback.refusals import Impossible
from tests.waiting import pause

HOW = """
The app reads (the gateway needs the first three, HTTP the first two and the fourth):
  DISCORD_API_URL={api}
  DISCORD_TOKEN={token}
  DISCORD_GATEWAY_URL={gateway}
  DISCORD_PUBLIC_KEY={key}
Drive it, as alice or whoever `as` names (`"manages": true` lets a newcomer manage the server), in #general or where
`channel` says (`@me` is the conversation with the bot):
  curl {base}/person/slash -d '{{"command": "stance", "options": {{"who": "musk"}}}}'
  curl {base}/person/complete -d '{{"command": "stance", "option": "who", "text": "mu"}}'
  curl {base}/seen
  curl {base}/offered
  curl {base}/refused
  curl {base}/register -d '{{"url": "http://127.0.0.1:8080/discord/interactions"}}'
Deeds: {deeds}, say
"""
PAUSE = 0.5


def told(discord: Discord) -> str:
    """Say how the app and the people are reached."""
    return HOW.format(
        api=discord.api_url,
        token=discord.token,
        gateway=discord.gateway_url,
        key=discord.app.public_key,
        base=discord.world.base,
        deeds=", ".join(DEEDS),
    )


async def register(discord: Discord, url: str) -> None:
    """Enter the app's address as soon as it can be reached."""
    while True:
        try:
            await discord.http.register(url)
        except OSError:
            await pause(asyncio.Event(), PAUSE)
        except Impossible as error:
            click.echo(str(error), err=True)
            return
        else:
            click.echo(f"Interactions go to {url}.")
            return


async def serve(port: int, bot: str) -> None:
    """Run until it is stopped."""
    async with loopback(port=port, more=lambda discord: Control(discord).routes()) as discord:
        click.echo(told(discord))
        if bot:
            await register(discord, f"{bot.rstrip('/')}/discord/interactions")
        await asyncio.Event().wait()


@click.command()
@click.option("--port", default=9000, show_default=True, help="Where Discord listens.")
@click.option("--bot", default="", help="The app's address; without it, the app comes by the gateway.")
def main(port: int, bot: str) -> None:
    """Run a Discord on this machine that an app can be driven against by hand."""
    asyncio.run(serve(port, bot))


if __name__ == "__main__":
    main()
