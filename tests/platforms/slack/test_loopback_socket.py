"""Socket Mode of the loopback Slack, with the real client of slack_sdk at the other end."""

from __future__ import annotations

import asyncio
import json

import aiohttp
import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack.bare import bare_bot, by_socket
from tests.platforms.slack.loopback import Person, Slack
from tests.platforms.slack.loopback.sockets import Connection, Reason


@pytest.fixture
def app(slack: Slack) -> AsyncApp:
    return bare_bot(slack)


async def later(slack: Slack, connection: Connection) -> Connection:
    """Wait for a connection that is newer than this one, with this one gone."""
    return await slack.world.changes.until(
        lambda: (
            next((each for each in slack.sockets.open if each.number > connection.number), None)
            if connection not in slack.sockets.open
            else None
        )
    )


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_an_app_that_is_told_to_comes_again(slack: Slack, app: AsyncApp, alice: Person, reason: Reason) -> None:
    async with by_socket(slack, app):
        first = slack.sockets.open[0]
        await first.disconnect(reason)
        await later(slack, first)
        assert (await alice.slash("/hello", "again")).message.words().startswith("Hello again")
    assert not slack.refused


async def test_an_app_whose_connection_drops_comes_again(slack: Slack, app: AsyncApp, alice: Person) -> None:
    async with by_socket(slack, app):
        first = slack.sockets.open[0]
        first.drop()
        await later(slack, first)
        assert (await alice.slash("/hello", "again")).message.ephemeral


async def test_an_app_whose_connection_is_silent_comes_again(slack: Slack, app: AsyncApp, alice: Person) -> None:
    async with by_socket(slack, app):
        first = slack.sockets.open[0]
        first.silent = True
        await later(slack, first)
        assert (await alice.slash("/hello", "again")).message.ephemeral


async def test_a_connection_is_pinged(slack: Slack, app: AsyncApp) -> None:
    async with by_socket(slack, app):
        connection = slack.sockets.open[0]
        await connection.ping()
        await slack.world.changes.until(lambda: connection.pongs)


async def test_socket_mode_that_is_switched_off_refuses(slack: Slack, app: AsyncApp) -> None:
    client = AsyncWebClient(base_url=slack.api_url)
    async with by_socket(slack, app):
        slack.sockets.disabled = True
        with pytest.raises(SlackApiError, match="socket_mode_disabled"):
            await client.apps_connections_open(app_token=slack.app.app_token)
    slack.app.app_token_scopes = ()
    with pytest.raises(SlackApiError, match="missing_scope"):
        await client.apps_connections_open(app_token=slack.app.app_token)


async def test_a_ticket_works_once(slack: Slack) -> None:
    client = AsyncWebClient(base_url=slack.api_url)
    url = (await client.apps_connections_open(app_token=slack.app.app_token))["url"]
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url) as ws:
            hello = await ws.receive_json()
            assert (hello["type"], hello["num_connections"]) == ("hello", 1)
            assert hello["connection_info"] == {"app_id": slack.app.id}
            assert hello["debug_info"]["approximate_connection_time"] == 3600
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)
    assert slack.refused[-1].code == "invalid_ticket"


async def test_an_app_that_is_switched_off_is_let_go(slack: Slack) -> None:
    client = AsyncWebClient(base_url=slack.api_url)
    url = (await client.apps_connections_open(app_token=slack.app.app_token))["url"]
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as ws:
        await ws.receive_json()
        switching = asyncio.ensure_future(slack.sockets.disable())
        assert (await ws.receive_json())["reason"] == "link_disabled"
        assert (await ws.receive()).type == aiohttp.WSMsgType.CLOSE
        await switching


async def test_an_eleventh_connection_is_one_too_many(slack: Slack) -> None:
    client = AsyncWebClient(base_url=slack.api_url)
    urls = [(await client.apps_connections_open(app_token=slack.app.app_token))["url"] for _ in range(11)]
    async with aiohttp.ClientSession() as session:
        connections = [await session.ws_connect(url) for url in urls]
        first = [await connection.receive_json() for connection in connections]
    assert [told["num_connections"] for told in first[:10]] == list(range(1, 11))
    assert first[10]["reason"] == "too_many_websockets"


async def test_each_payload_goes_to_one_connection(slack: Slack, alice: Person) -> None:
    async with by_socket(slack, bare_bot(slack)), by_socket(slack, bare_bot(slack)):
        assert len(slack.sockets.open) == 2
        for number in range(4):
            assert (await alice.slash("/hello", str(number))).message.ephemeral
        assert [len(connection.received) for connection in slack.sockets.open] == [2, 2]
    assert len(alice.messages()) == 4


async def test_envelopes_say_whether_an_answer_is_taken(slack: Slack, alice: Person) -> None:
    client = AsyncWebClient(base_url=slack.api_url)
    url = (await client.apps_connections_open(app_token=slack.app.app_token))["url"]
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as ws:
        await ws.receive_json()
        doing = asyncio.ensure_future(alice.slash("/hello"))
        envelope = await ws.receive_json()
        assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
        await ws.send_str(json.dumps({"envelope_id": envelope["envelope_id"], "payload": {"text": "hi"}}))
        assert (await doing).message.text == "hi"
        telling = asyncio.ensure_future(alice.mention("you"))
        envelope = await ws.receive_json()
        assert (envelope["type"], envelope["accepts_response_payload"]) == ("events_api", False)
        assert (envelope["retry_attempt"], envelope["retry_reason"]) == (0, "")
        await ws.send_str(json.dumps({"envelope_id": envelope["envelope_id"], "payload": {"text": "hi"}}))
        await telling
        assert slack.refused[-1].code == "response_not_accepted"
        await ws.send_str(json.dumps({"envelope_id": "of nobody"}))
        await slack.world.changes.until(lambda: slack.refused[-1].code == "unknown_envelope")
        await ws.send_str("no JSON")
        await slack.world.changes.until(lambda: slack.refused[-1].code == "invalid_acknowledgement")


async def test_an_event_comes_again_when_slack_lost_the_answer(slack: Slack, app: AsyncApp, alice: Person) -> None:
    heard: list[int] = []

    @app.event("app_home_opened")
    async def opened(ack: AsyncAck) -> None:
        heard.append(1)
        await ack()

    async with by_socket(slack, app):
        await alice.open_home()
        sent = slack.post.delivered[-1]
        assert (await slack.retry(sent, 1, "timeout")).ok
    assert heard == [1, 1]
    assert slack.post.delivered[-1].parcel.payload["event_id"] == sent.parcel.payload["event_id"]


async def test_a_command_that_nobody_can_take_fails(alice: Person) -> None:
    outcome = await alice.slash("/hello")
    assert outcome.error == "dispatch_failed"
    assert not outcome.messages


async def test_an_answer_that_comes_late_is_none(slack: Slack, app: AsyncApp, alice: Person) -> None:
    @app.command("/slow")
    async def slow(ack: AsyncAck) -> None:
        slack.clock.advance(3.1)
        await ack("too late")

    async with by_socket(slack, app):
        outcome = await alice.slash("/slow")
        assert outcome.error == "operation_timeout"
        assert outcome.answer.seconds > 3
        assert not outcome.messages
    assert slack.refused[-1].code == "operation_timeout"


async def test_an_unknown_command_gets_no_answer(slack: Slack, app: AsyncApp, alice: Person) -> None:
    async with by_socket(slack, app):
        doing = asyncio.ensure_future(alice.slash("/unknown"))
        await slack.world.changes.until(lambda: slack.sockets.open[0].waiting)
        slack.clock.advance(3.1)
        assert (await doing).error == "operation_timeout"
