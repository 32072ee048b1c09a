"""Runs a loopback Slack by hand: `python -m tests.platforms.slack.loopback --port 9000 [--bot http://127.0.0.1:8080]`."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import click

from tests.platforms.slack.loopback.app import App
from tests.platforms.slack.loopback.control import DEEDS, Control
from tests.platforms.slack.loopback.slack import Slack, loopback

HOW = """
The app reads (Socket Mode needs the first three, HTTP the first two and the fourth):
  SLACK_API_URL={api}
  SLACK_BOT_TOKEN={bot}
  SLACK_APP_TOKEN={app}
  SLACK_SIGNING_SECRET={secret}
Drive it, as alice or whoever `as` names, in #general or where `channel` says:
  curl {base}/person/slash -d '{{"command": "/stance", "text": "musk"}}'
  curl {base}/seen
  curl {base}/refused
Deeds: {deeds}
"""


def told(slack: Slack) -> str:
    """Say how the app and the people are reached."""
    return HOW.format(
        api=slack.api_url,
        bot=slack.bot_token,
        app=slack.app.app_token,
        secret=slack.app.signing_secret,
        base=slack.world.base,
        deeds=", ".join(DEEDS),
    )


async def serve(app: App, port: int, bot: str) -> None:
    """Run until it is stopped."""
    async with loopback(app, port=port, more=lambda slack: Control(slack).routes()) as slack:
        slack.http.address = bot.rstrip("/")
        click.echo(told(slack))
        await asyncio.Event().wait()


@click.command()
@click.option("--port", default=9000, show_default=True, help="Where Slack listens.")
@click.option("--bot", default="", help="The app's address; without it, the app comes by Socket Mode.")
@click.option("--manifest", type=click.Path(path_type=Path, exists=True), help="What the app is registered with.")
def main(port: int, bot: str, manifest: Path | None) -> None:
    """Run a Slack on this machine that an app can be driven against by hand."""
    app = App()
    if manifest is not None:
        app.register(json.loads(manifest.read_text(encoding="utf-8")))
    asyncio.run(serve(app, port, bot))


if __name__ == "__main__":
    main()
