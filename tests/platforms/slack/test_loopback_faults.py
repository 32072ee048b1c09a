"""Faults and rates of the loopback Slack, as the real slack_sdk meets them."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack.loopback import Kind, Person, Slack


@pytest.fixture
def client(slack: Slack) -> AsyncWebClient:
    return AsyncWebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])


async def post(slack: Slack, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel=slack.workspace.named("general").id, text="words")


@pytest.mark.parametrize(("kind", "messages"), [(Kind.ERROR_BEFORE, 0), (Kind.ERROR_AFTER, 1), (Kind.NOT_JSON, 0)])
async def test_a_bad_answer_comes_before_or_after_the_effect(
    slack: Slack, client: AsyncWebClient, alice: Person, kind: Kind, messages: int
) -> None:
    slack.faults.add("chat.postMessage", kind)
    with pytest.raises(SlackApiError):
        await post(slack, client)
    assert len(alice.messages()) == messages
    await post(slack, client)
    assert len(alice.messages()) == messages + 1


@pytest.mark.parametrize(("kind", "messages"), [(Kind.DROP_BEFORE, 0), (Kind.DROP_AFTER, 1)])
async def test_a_connection_drops_before_or_after_the_effect(
    slack: Slack, client: AsyncWebClient, alice: Person, kind: Kind, messages: int
) -> None:
    slack.faults.add("chat.postMessage", kind)
    with pytest.raises(aiohttp.ClientError):
        await post(slack, client)
    assert len(alice.messages()) == messages


async def test_a_call_hangs_until_it_is_let_go(slack: Slack, client: AsyncWebClient, alice: Person) -> None:
    slack.faults.add("chat.postMessage", Kind.HANG)
    call = asyncio.ensure_future(post(slack, client))
    await slack.world.changes.until(lambda: slack.calls("chat.postMessage"))
    assert not call.done()
    slack.trouble.let_go()
    with pytest.raises(aiohttp.ClientError):
        await call
    assert not alice.messages()


async def test_a_rate_limit_says_when_to_come_again(slack: Slack, client: AsyncWebClient) -> None:
    slack.faults.add("chat.postMessage", Kind.RATE_LIMITED, retry_after=7)
    with pytest.raises(SlackApiError) as caught:
        await post(slack, client)
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "7"
    assert not slack.refused, "what a test asked for is nobody's fault"


async def test_a_refusal_can_be_asked_for(slack: Slack, client: AsyncWebClient) -> None:
    slack.faults.add("chat.update", Kind.REFUSED, code="edit_window_closed")
    with pytest.raises(SlackApiError) as caught:
        await client.chat_update(channel="C1", ts="1.000000", text="x")
    assert caught.value.response["error"] == "edit_window_closed"


async def test_a_history_is_read_once_a_minute_and_in_small_pages(slack: Slack, client: AsyncWebClient) -> None:
    slack.app.distributed = slack.rates.history = True
    for _ in range(20):
        await post(slack, client)
    general = slack.workspace.named("general").id
    assert len((await client.conversations_history(channel=general, limit=100))["messages"]) == 15
    with pytest.raises(SlackApiError) as caught:
        await client.conversations_history(channel=general)
    assert caught.value.response.headers["Retry-After"] == "60"


async def test_the_second_message_in_a_second_is_too_many(slack: Slack, client: AsyncWebClient) -> None:
    slack.rates.posting = True
    await post(slack, client)
    with pytest.raises(SlackApiError) as caught:
        await post(slack, client)
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "1"
    assert slack.refused[-1].code == "ratelimited"
    slack.clock.advance(1)
    await post(slack, client)
