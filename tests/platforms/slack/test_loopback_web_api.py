"""The Web API of the loopback Slack, asked by the real slack_sdk: what it gives, and what it refuses."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack.loopback import Person, Slack

SECTION: dict[str, Any] = {"type": "section", "text": {"type": "mrkdwn", "text": "words"}}


def client_of(slack: Slack, token: str | None = None) -> AsyncWebClient:
    return AsyncWebClient(slack.bot_token if token is None else token, base_url=slack.api_url, retry_handlers=[])


@pytest.fixture
def client(slack: Slack) -> AsyncWebClient:
    return client_of(slack)


@pytest.fixture
def general(slack: Slack) -> str:
    return slack.workspace.named("general").id


async def refused(slack: Slack, call: Awaitable[Any]) -> str:
    """Give the code with which a call is refused; it must be remembered too."""
    before = len(slack.refused)
    with pytest.raises(SlackApiError) as caught:
        await call
    assert len(slack.refused) == before + 1
    code = str(caught.value.response["error"])
    assert slack.refused[-1].code == code
    return code


async def test_it_says_whose_token_it_is(slack: Slack, client: AsyncWebClient) -> None:
    told = await client.auth_test()
    assert told["team_id"] == slack.workspace.id
    assert told["user_id"] == slack.install.bot_user
    assert told["bot_id"] == slack.install.bot
    assert "chat:write" in told.headers["X-OAuth-Scopes"]
    assert (await client.bots_info(bot=told["bot_id"]))["bot"]["user_id"] == told["user_id"]
    assert (await client.team_info())["team"]["id"] == slack.workspace.id


async def test_tokens_are_checked(slack: Slack, client: AsyncWebClient) -> None:
    assert await refused(slack, client_of(slack, "").auth_test()) == "not_authed"
    assert await refused(slack, client_of(slack, "xoxb-" + "other").auth_test()) == "invalid_auth"
    assert await refused(slack, client_of(slack, slack.app.app_token).auth_test()) == "not_allowed_token_type"
    assert await refused(slack, client.apps_connections_open(app_token=slack.bot_token)) == "not_allowed_token_type"
    assert await refused(slack, client.apps_connections_open(app_token="xapp-" + "other")) == "invalid_auth"
    await slack.revoke()
    assert await refused(slack, client.auth_test()) == "token_revoked"


async def test_a_token_in_the_query_does_not_count(slack: Slack) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{slack.api_url}auth.test", params={"token": slack.bot_token}) as answer:
            assert (await answer.json())["error"] == "not_authed"
        async with session.post(f"{slack.api_url}auth.test", data={"token": slack.bot_token}) as answer:
            assert (await answer.json())["ok"]


async def test_an_app_that_was_taken_out_is_inactive(slack: Slack, client: AsyncWebClient) -> None:
    await slack.uninstall()
    assert await refused(slack, client.auth_test()) == "account_inactive"


async def test_a_missing_scope_is_named(slack: Slack, general: str) -> None:
    token = slack.install_in(slack.workspace, scopes=("commands",)).token.value
    with pytest.raises(SlackApiError) as caught:
        await client_of(slack, token).chat_postMessage(channel=general, text="words")
    answer = caught.value.response
    assert (answer["error"], answer["needed"], answer["provided"]) == ("missing_scope", "chat:write", "commands")


async def test_an_unknown_method_is_refused(slack: Slack, client: AsyncWebClient) -> None:
    assert await refused(slack, client.reactions_add(channel="C1", name="x", timestamp="1")) == "unknown_method"


async def test_a_message_is_posted_edited_and_deleted(slack: Slack, client: AsyncWebClient, general: str) -> None:
    alice = slack.join("alice")
    metadata = {"event_type": "delivery", "event_payload": {"delivery": "d1"}}
    posted = await client.chat_postMessage(channel=general, text="words", blocks=[SECTION], metadata=metadata)
    message = alice.messages()[0]
    assert message.ts == posted["ts"]
    assert message.metadata == metadata
    await client.chat_update(channel=general, ts=posted["ts"], text="other words")
    assert message.text == "other words"
    assert message.words() == "words", "blocks that are not given stay"
    await client.chat_update(channel=general, ts=posted["ts"], text="other words", blocks=[])
    assert message.words() == "other words"
    assert [edit.text for edit in message.edits] == ["words", "other words"]
    link = await client.chat_getPermalink(channel=general, message_ts=posted["ts"])
    assert link["permalink"].endswith(f"/archives/{general}/p{posted['ts'].replace('.', '')}")
    await client.chat_delete(channel=general, ts=posted["ts"])
    assert not alice.messages()
    assert not slack.refused


async def test_only_members_see_a_direct_message(slack: Slack, client: AsyncWebClient) -> None:
    alice, bob = slack.join("alice"), slack.join("bob")
    await client.chat_postMessage(channel=alice.id, text="for you")
    assert [message.text for message in alice.messages()] == ["for you"]
    assert not bob.messages()
    opened = await client.conversations_open(users=alice.id)
    assert opened["channel"]["id"] == alice.messages()[0].channel


async def test_messages_are_refused_for_what_they_say(slack: Slack, client: AsyncWebClient, general: str) -> None:
    post = client.chat_postMessage
    silent = client.api_call("chat.postMessage", json={"channel": general, "text": "  "})
    assert await refused(slack, silent) == "no_text"
    assert await refused(slack, post(channel=general, text="x" * 40_001)) == "msg_too_long"
    assert await refused(slack, post(channel=general, text="x", blocks="{")) == "invalid_blocks_format"
    assert await refused(slack, post(channel=general, text="x", blocks=[{"type": "x"}])) == "invalid_blocks"
    long = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}}] * 5
    assert await refused(slack, post(channel=general, text="x", blocks=long)) == "msg_blocks_too_long"
    assert (
        await refused(slack, post(channel=general, text="x", metadata={"event_type": ""})) == "invalid_metadata_schema"
    )
    assert await refused(slack, post(channel=general, text="x", thread_ts="yesterday")) == "invalid_thread_ts"
    assert await refused(slack, post(channel=general, text="x", thread_ts="1.000000")) == "thread_not_found"


async def test_what_is_wrong_with_blocks_is_said_as_slack_says_it(client: AsyncWebClient, general: str) -> None:
    empty = {"type": "section", "text": {"type": "mrkdwn", "text": ""}}
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=general, text="x", blocks=[empty])
    fault = "must be more than 0 characters [json-pointer:/blocks/0/text/text]"
    assert caught.value.response["errors"] == [fault]
    assert caught.value.response["response_metadata"]["messages"] == [f"[ERROR] {fault}"]


async def test_channels_are_refused_where_the_bot_may_not_post(slack: Slack) -> None:
    alice = slack.join("alice")
    public = slack.world.add_channel(slack.workspace, "public", alice.user)
    private = slack.world.add_channel(slack.workspace, "private", alice.user, is_private=True)
    narrow = client_of(slack, slack.install_in(slack.workspace, scopes=("chat:write",)).token.value)
    assert await refused(slack, narrow.chat_postMessage(channel=public.id, text="x")) == "not_in_channel"
    assert await refused(slack, narrow.chat_postMessage(channel=private.id, text="x")) == "channel_not_found"
    assert await refused(slack, narrow.chat_postMessage(channel="C0", text="x")) == "channel_not_found"
    wide = client_of(slack, slack.install_in(slack.workspace).token.value)
    await wide.chat_postMessage(channel=public.id, text="x")
    assert await refused(slack, wide.chat_postMessage(channel=private.id, text="x")) == "channel_not_found"
    public.is_archived = True
    assert await refused(slack, wide.chat_postMessage(channel=public.id, text="x")) == "is_archived"


async def test_only_ones_own_messages_can_be_edited(slack: Slack, client: AsyncWebClient, general: str) -> None:
    alice = slack.join("alice")
    hers = await alice.say("hers")
    shown = await client.chat_postEphemeral(channel=general, user=alice.id, text="for you")
    update = client.chat_update
    assert await refused(slack, update(channel=general, ts=hers.ts, text="x")) == "cant_update_message"
    assert await refused(slack, update(channel=general, ts=shown["message_ts"], text="x")) == "message_not_found"
    assert await refused(slack, update(channel=general, ts="1.000000", text="x")) == "message_not_found"
    assert await refused(slack, client.chat_delete(channel=general, ts=hers.ts)) == "cant_delete_message"
    mine = await client.chat_postMessage(channel=general, text="mine")
    assert await refused(slack, update(channel=general, ts=mine["ts"], text="x" * 4001)) == "msg_too_long"


async def test_an_ephemeral_message_is_for_members(slack: Slack, client: AsyncWebClient, general: str) -> None:
    slack.join("alice")
    outside = slack.world.add_user(slack.workspace, "outside")
    shown = client.chat_postEphemeral(channel=general, user=outside.id, text="x")
    assert await refused(slack, shown) == "user_not_in_channel"


async def test_users_are_told_with_what_they_are(slack: Slack, client: AsyncWebClient) -> None:
    boss = slack.join("boss", is_owner=True, tz="America/New_York")
    guest = slack.join("guest", is_ultra_restricted=True)
    told = (await client.users_info(user=boss.id))["user"]
    assert (told["is_owner"], told["is_admin"], told["tz"]) == (True, True, "America/New_York")
    assert (await client.users_info(user=guest.id))["user"]["is_restricted"]
    assert await refused(slack, client.users_info(user="U0")) == "user_not_found"


async def test_a_history_shows_metadata_when_asked(client: AsyncWebClient, general: str) -> None:
    metadata = {"event_type": "delivery", "event_payload": {"delivery": "d1"}}
    first = await client.chat_postMessage(channel=general, text="first", metadata=metadata)
    await client.chat_postMessage(channel=general, text="a reply", thread_ts=first["ts"])
    await client.chat_postMessage(channel=general, text="second")
    told = await client.conversations_history(channel=general, include_all_metadata=True)
    assert [message["text"] for message in told["messages"]] == ["second", "first"]
    assert told["messages"][1]["metadata"] == metadata
    plain = await client.conversations_history(channel=general, limit=1, oldest=first["ts"], inclusive=True)
    assert plain["has_more"]
    page = await client.conversations_history(
        channel=general, limit=1, oldest=first["ts"], inclusive=True, cursor=plain["response_metadata"]["next_cursor"]
    )
    assert "metadata" not in page["messages"][0]
    thread = await client.conversations_replies(channel=general, ts=first["ts"])
    assert [message["text"] for message in thread["messages"]] == ["first", "a reply"]


async def test_a_history_is_for_members_who_may(slack: Slack, client: AsyncWebClient, general: str) -> None:
    other = slack.world.add_channel(slack.workspace, "other")
    assert await refused(slack, client.conversations_history(channel=other.id)) == "not_in_channel"
    assert (await client.conversations_info(channel=other.id))["channel"]["is_member"] is False
    await client.conversations_join(channel=other.id)
    assert (await client.conversations_info(channel=other.id))["channel"]["is_member"] is True
    assert (await client.conversations_history(channel=other.id))["messages"] == []
    narrow = client_of(slack, slack.install_in(slack.workspace, scopes=("chat:write",)).token.value)
    assert await refused(slack, narrow.conversations_history(channel=general)) == "missing_scope"


async def test_a_file_is_uploaded_shown_and_downloaded(slack: Slack, client: AsyncWebClient, general: str) -> None:
    alice = slack.join("alice")
    told = await client.files_upload_v2(
        channel=general, filename="record.csv", content="a,b", title="Record", initial_comment="here"
    )
    message = alice.messages()[0]
    assert (message.text, message.files[0].content) == ("here", b"a,b")
    file = (await client.files_info(file=told["file"]["id"]))["file"]
    assert (file["title"], file["size"]) == ("Record", 3)
    async with aiohttp.ClientSession() as session:
        signed = {"Authorization": f"Bearer {slack.bot_token}"}
        async with session.get(file["url_private"], headers=signed) as answer:
            assert await answer.read() == b"a,b"
        assert not slack.refused
        async with session.get(file["url_private"]) as answer:
            assert "Sign in" in await answer.text()
    assert slack.refused[-1].where == "download"


async def test_a_file_is_refused_where_slack_would(slack: Slack, client: AsyncWebClient) -> None:
    other = slack.world.add_channel(slack.workspace, "other")
    empty = client.files_getUploadURLExternal(filename="a.csv", length=0)
    assert await refused(slack, empty) == "invalid_arguments"
    shown = client.files_upload_v2(channel=other.id, filename="a.csv", content="a")
    assert await refused(slack, shown) == "not_in_channel"
    started = await client.files_getUploadURLExternal(filename="a.csv", length=3)
    ends = client.files_completeUploadExternal(files=[{"id": started["file_id"]}])
    assert await refused(slack, ends) == "file_not_found"


async def test_a_home_is_published(slack: Slack, client: AsyncWebClient, alice: Person) -> None:
    await client.views_publish(user_id=alice.id, view={"type": "home", "blocks": [SECTION]})
    assert alice.home is not None
    assert alice.home.words() == "words"
    stale = client.views_publish(user_id=alice.id, view={"type": "home", "blocks": [SECTION]}, hash="0.0")
    assert await refused(slack, stale) == "hash_conflict"
    slack.app.home_tab = False
    late = client.views_publish(user_id=alice.id, view={"type": "home", "blocks": [SECTION]})
    assert await refused(slack, late) == "not_enabled"


async def test_another_workspace_has_another_token(slack: Slack, general: str) -> None:
    other = slack.world.add_workspace("Beta")
    client = client_of(slack, slack.install_in(other).token.value)
    assert (await client.auth_test())["team_id"] == other.id
    assert await refused(slack, client.chat_postMessage(channel=general, text="x")) == "channel_not_found"


async def test_a_direct_message_needs_the_messages_tab(slack: Slack, client: AsyncWebClient, alice: Person) -> None:
    slack.app.messages_tab = False
    assert await refused(slack, client.chat_postMessage(channel=alice.id, text="x")) == "messages_tab_disabled"
