"""A small bot made of bare slack_bolt, to hold the loopback Slack against the real libraries."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond, AsyncSay
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack.loopback import Slack
from tests.web.served import served

QUIET = logging.getLogger("bare bot")
QUIET.addHandler(logging.NullHandler())
QUIET.propagate = False


def text(words: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": words}


def button(words: str, value: str) -> dict[str, Any]:
    return {"type": "button", "action_id": f"press:{value}", "text": text(words), "value": value}


FORM = {
    "type": "modal",
    "callback_id": "form",
    "title": text("A form"),
    "submit": text("Send"),
    "blocks": [
        {
            "type": "input",
            "block_id": "who",
            "label": text("Who"),
            "element": {"type": "external_select", "action_id": "v", "min_query_length": 0},
        },
        {
            "type": "input",
            "block_id": "words",
            "optional": True,
            "label": text("Words"),
            "element": {"type": "plain_text_input", "action_id": "v", "multiline": True},
        },
    ],
}


def bare_bot(slack: Slack) -> AsyncApp:
    """Make a bot that has one of each: a command, a button, a form, a menu, a mention."""
    app = AsyncApp(
        client=AsyncWebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[]),
        signing_secret=slack.app.signing_secret,
        process_before_response=True,
        logger=QUIET,
    )

    @app.command("/hello")
    async def hello(ack: AsyncAck, command: dict[str, str]) -> None:
        blocks: list[dict[str, Any]] = [
            {"type": "section", "text": {"type": "mrkdwn", "text": f"Hello {command['text']}"}},
            {"type": "actions", "elements": [button("Again", "again"), button("Gone", "gone")]},
        ]
        await ack(text=f"Hello {command['text']}", blocks=blocks)

    @app.command("/form")
    async def form(ack: AsyncAck, client: AsyncWebClient, body: dict[str, str]) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)
        await ack()

    @app.action("press:again")
    async def again(ack: AsyncAck, respond: AsyncRespond) -> None:
        await respond(text="Hello again", replace_original=True)
        await ack()

    @app.action("press:gone")
    async def gone(ack: AsyncAck, respond: AsyncRespond) -> None:
        await respond(delete_original=True)
        await ack()

    @app.options("v")
    async def names(ack: AsyncAck, payload: dict[str, str]) -> None:
        known = [name for name in ("Ada", "Alan", "Grace") if payload["value"].lower() in name.lower()]
        await ack(options=[{"text": text(name), "value": name.lower()} for name in known])

    @app.view("form")
    async def submitted(ack: AsyncAck, view: dict[str, Any], client: AsyncWebClient, body: dict[str, Any]) -> None:
        values = view["state"]["values"]
        if not values["words"]["v"]["value"]:
            await ack(response_action="errors", errors={"words": "Say something"})
            return
        who = values["who"]["v"]["selected_option"]["value"]
        await client.chat_postMessage(channel=body["user"]["id"], text=f"{who}: {values['words']['v']['value']}")
        await ack()

    @app.event("app_mention")
    async def mentioned(event: dict[str, Any], say: AsyncSay) -> None:
        await say(text=f"You said: {event['text']}", thread_ts=event["ts"])

    return app


@asynccontextmanager
async def by_http(slack: Slack, app: AsyncApp) -> AsyncIterator[None]:
    """Let the bot be reached by signed requests."""

    async def endpoint(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    site = web.Application()
    site.add_routes([web.post(f"/slack/{name}", endpoint) for name in ("commands", "interactive", "events")])
    async with served(site) as address:
        slack.http.address = address
        yield
        slack.http.address = ""


@asynccontextmanager
async def by_socket(slack: Slack, app: AsyncApp) -> AsyncIterator[AsyncSocketModeHandler]:
    """Let the bot be reached by Socket Mode."""
    handler = AsyncSocketModeHandler(app, slack.app.app_token, ping_interval=0.2)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # slack_bolt has no types here
    try:
        await slack.world.changes.until(slack.sockets.ready)
        yield handler
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]  # the same
