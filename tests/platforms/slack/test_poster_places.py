"""Where the bot may post by itself in Slack, and how it says that it may not, or not any more."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.posting import ChannelClosed, Later, TenantClosed, Unclear
from bot.store.database import Database
from tests.platforms.slack.loopback import Kind, Slack
from tests.platforms.slack.posting import ASKING, LONG, Post, posting

REVOKED = ["token_revoked", "account_inactive", "invalid_auth"]
INVITE = "/invite @On Record"


@pytest.fixture
async def post(slack: Slack, sqlite_url: str) -> AsyncIterator[Post]:
    database = Database(sqlite_url)
    async with posting(slack, database, patience=0.5) as post:
        yield post
        slack.trouble.let_go()
    await database.close()


async def test_a_channel_is_called_as_slack_calls_it(post: Post) -> None:
    assert await post.poster.check(post.place()) == "#general"
    secret = post.slack.world.add_channel(post.slack.workspace, "secret", is_private=True)
    secret.members.add(post.slack.install.bot_user)
    assert await post.poster.check(post.place(secret)) == "#secret"
    assert not post.slack.refused


async def test_a_public_channel_need_not_be_joined(post: Post) -> None:
    square = post.slack.world.add_channel(post.slack.workspace, "square")
    assert await post.poster.check(post.place(square)) == "#square"
    await post(channel=square)
    assert len(post.stands(square)) == 1
    assert not post.slack.refused


async def test_direct_messages_with_the_bot_are_a_place_too(post: Post) -> None:
    direct = post.slack.world.direct(post.slack.install, post.slack.join("mia").user)
    assert await post.poster.check(post.place(direct)) == "direct messages"
    await post(channel=direct)
    assert len(post.stands(direct)) == 1


async def test_a_private_channel_has_to_be_joined(post: Post) -> None:
    secret = post.slack.world.add_channel(post.slack.workspace, "secret", is_private=True)
    for tried in (post.poster.check(post.place(secret)), post(channel=secret)):
        with pytest.raises(ChannelClosed, match=INVITE):
            await tried


@pytest.mark.parametrize("scopes", [("chat:write", "channels:read"), ("chat:write",)])
async def test_without_the_scope_for_it_a_public_channel_has_to_be_joined(
    slack: Slack, sqlite_url: str, scopes: tuple[str, ...]
) -> None:
    slack.install_in(slack.workspace, scopes=scopes)
    square = slack.world.add_channel(slack.workspace, "square")
    database = Database(sqlite_url)
    async with posting(slack, database) as post:
        if "channels:read" in scopes:
            with pytest.raises(ChannelClosed, match=INVITE):
                await post.poster.check(post.place(square))
        else:
            assert await post.poster.check(post.place(square)) == square.id, "it shows when it is posted"
        with pytest.raises(ChannelClosed, match=INVITE):
            await post(channel=square)
    await database.close()


@pytest.mark.parametrize("scopes", [("chat:write", "im:history"), ("chat:write",)])
async def test_direct_messages_of_others_are_closed(slack: Slack, sqlite_url: str, scopes: tuple[str, ...]) -> None:
    slack.install_in(slack.workspace, scopes=scopes)
    mia, noah = slack.join("mia").user, slack.join("noah").user
    theirs = slack.world.add_channel(slack.workspace, "", mia, noah, is_im=True)
    own = slack.world.direct(slack.install, mia)
    database = Database(sqlite_url)
    async with posting(slack, database) as post:
        with pytest.raises(ChannelClosed):
            await post.poster.check(post.place(theirs))
        assert await post.poster.check(post.place(own)) == "direct messages"
    await database.close()


async def test_an_archived_channel_is_closed(post: Post) -> None:
    post.channel.is_archived = True
    for tried in (post.poster.check(post.place()), post(), post(again=True)):
        with pytest.raises(ChannelClosed, match="archived"):
            await tried


async def test_a_channel_that_is_gone_is_closed(post: Post) -> None:
    place = post.place()
    del post.slack.workspace.channels[place.channel]
    with pytest.raises(ChannelClosed, match=INVITE):
        await post.poster.check(place)


@pytest.mark.parametrize(
    "code",
    [
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "ekm_access_denied",
    ],
)
async def test_a_channel_that_an_admin_keeps_others_out_of_is_closed(post: Post, code: str) -> None:
    post.slack.faults.add("chat.postMessage", Kind.REFUSED, code=code)
    with pytest.raises(ChannelClosed):
        await post()


@pytest.mark.parametrize("code", REVOKED)
async def test_a_token_that_is_dead_closes_the_workspace_and_ends_its_install(post: Post, code: str) -> None:
    await post()
    post.slack.install.token.revoked = code
    for tried in (post(), post.poster.check(post.place()), post(again=True)):
        with pytest.raises(TenantClosed):
            await tried
    assert len(post.slack.calls("chat.postMessage")) == 2, "it is not asked with it any more"


async def test_a_token_that_was_dead_from_the_beginning_closes_the_workspace(post: Post) -> None:
    post.slack.install.token.revoked = "token_revoked"
    with pytest.raises(TenantClosed):
        await post()


async def test_without_the_scope_to_post_the_workspace_is_closed(post: Post) -> None:
    post.slack.faults.add("chat.postMessage", Kind.REFUSED, code="missing_scope")
    with pytest.raises(TenantClosed, match="install it again"):
        await post()
    await post()


async def test_a_dead_token_after_a_part_was_posted_leaves_it_open_at_first(post: Post) -> None:
    post.slack.faults.add("chat.postMessage", Kind.REFUSED, after=1, code="token_revoked")
    with pytest.raises(Unclear):
        await post(LONG)
    with pytest.raises(TenantClosed):
        await post(LONG, again=True)


@pytest.mark.parametrize("kind", [Kind.ERROR_BEFORE, Kind.DROP_BEFORE, Kind.HANG, Kind.NOT_JSON, Kind.RATE_LIMITED])
@pytest.mark.parametrize("method", ["conversations.info", "auth.test"])
async def test_what_cannot_be_looked_up_now_is_looked_up_later(post: Post, method: str, kind: Kind) -> None:
    post.slack.faults.add(method, kind, times=2, retry_after=9)
    with pytest.raises(Later) as caught:
        await post.poster.check(post.place())
    assert caught.value.seconds == (9 if kind is Kind.RATE_LIMITED else 10)


async def test_while_the_database_is_away_nothing_is_posted(
    slack: Slack, tmp_path_factory: pytest.TempPathFactory
) -> None:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('none')}/gone/a.db")
    async with posting(slack, database) as post:
        with pytest.raises(Later):
            await post(ASKING)
        assert not post.stands()
    await database.close()
