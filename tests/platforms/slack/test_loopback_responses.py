"""Response URLs of the loopback Slack: how often, how long, and what they do to their message."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook import WebhookResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.platforms.slack.loopback import Kind, Person, Slack


def url(slack: Slack, person: Person, origin: str = "") -> AsyncWebhookClient:
    hook = slack.world.hooks.give("actions", slack.workspace.id, person.channel.id, person.id, origin)
    return AsyncWebhookClient(slack.world.base + hook.path, retry_handlers=[])


def told(answer: WebhookResponse) -> tuple[int, str]:
    return answer.status_code, answer.body


async def test_it_works_five_times(slack: Slack, alice: Person) -> None:
    hook = url(slack, alice)
    for number in range(5):
        assert told(await hook.send(text=str(number))) == (200, "ok")
    status, body = told(await hook.send(text="six"))
    assert status == 404
    assert "used_url" in body
    assert [message.text for message in alice.messages()] == ["0", "1", "2", "3", "4"]
    assert slack.refused[-1].code == "used_url"


async def test_it_works_for_thirty_minutes(slack: Slack, alice: Person) -> None:
    hook = url(slack, alice)
    slack.clock.advance(29 * 60)
    assert (await hook.send(text="in time")).status_code == 200
    slack.clock.advance(2 * 60)
    assert "expired_url" in (await hook.send(text="late")).body


async def test_it_works_where_the_bot_is_no_member(slack: Slack, alice: Person) -> None:
    private = slack.world.add_channel(slack.workspace, "private", alice.user, is_private=True)
    alice.channel = private
    await url(slack, alice).send(text="for everyone", response_type="in_channel")
    await url(slack, alice).send(text="for you")
    shown, hidden = alice.messages(private)
    assert (shown.ephemeral, hidden.ephemeral) == (False, True)
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
    with pytest.raises(SlackApiError, match="channel_not_found"):
        await client.chat_update(channel=private.id, ts=shown.ts, text="x")


async def test_it_replaces_and_deletes_only_its_origin(slack: Slack, alice: Person) -> None:
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
    posted = await client.chat_postMessage(channel=alice.channel.id, text="posted")
    hook = url(slack, alice, posted["ts"])
    await hook.send(text="beside")
    await hook.send(text="replaced", replace_original=True)
    assert [message.text for message in alice.messages()] == ["replaced", "beside"]
    turned = await hook.send(text="turned", replace_original=True, response_type="ephemeral")
    assert turned.status_code == 400
    await hook.send(delete_original=True)
    assert [message.text for message in alice.messages()] == ["beside"]
    assert (await hook.send(delete_original=True)).status_code == 400


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"text": ""}, "no_text"),
        ({"text": "x", "blocks": [{"type": "section"}]}, "invalid_blocks"),
        ({"text": "x", "response_type": "everywhere"}, "invalid_payload"),
    ],
)
async def test_it_refuses_what_a_message_may_not_say(
    slack: Slack, alice: Person, said: dict[str, Any], code: str
) -> None:
    answer = await url(slack, alice).send_dict(said)
    assert answer.status_code == 400
    assert code in answer.body
    assert slack.refused[-1].code == code
    assert not alice.messages()


async def test_a_message_of_it_cannot_be_edited_by_the_api(slack: Slack, alice: Person) -> None:
    await url(slack, alice).send(text="for everyone", response_type="in_channel")
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
    message = alice.messages()[0]
    with pytest.raises(SlackApiError, match="cant_update_message"):
        await client.chat_update(channel=message.channel, ts=message.ts, text="x")


async def test_it_fails_when_it_is_told_to(slack: Slack, alice: Person) -> None:
    slack.faults.add("response_url", Kind.ERROR_AFTER)
    assert (await url(slack, alice).send(text="words")).status_code == 500
    assert [message.text for message in alice.messages()] == ["words"]
