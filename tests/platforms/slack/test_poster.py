"""Posting by itself into Slack: once for each key, whatever goes wrong on the way."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.card import Card
from bot.posting import Later, Refused, Unclear, Unseen
from bot.store.database import Database
from tests.platforms.answering import answering, nobody
from tests.platforms.slack.loopback import Kind, Message, Slack
from tests.platforms.slack.posting import ASKING, LONG, SHORT, WITH_FILE, WORDS, Post, posting
from tests.platforms.slack.running import Running

LOST = [Kind.ERROR_BEFORE, Kind.ERROR_AFTER, Kind.DROP_BEFORE, Kind.DROP_AFTER, Kind.NOT_JSON, Kind.HANG]
"""What leaves it open whether a message was posted."""
UNSURE = ["fatal_error", "internal_error", "request_timeout", "service_unavailable"]


@pytest.fixture
async def post(slack: Slack, sqlite_url: str) -> AsyncIterator[Post]:
    """Give a poster at work; Slack must have had nothing to refuse at the end."""
    database = Database(sqlite_url)
    async with posting(slack, database, patience=0.5) as post:
        yield post
        slack.trouble.let_go()
    await database.close()
    assert not slack.refused


async def test_a_card_is_posted_where_everyone_sees_it_and_can_be_opened(post: Post) -> None:
    posted = await post()
    (message,) = post.stands()
    assert "Nothing was said of lamps." in message.words()
    assert posted.messages == (message.ts,)
    assert posted.link == f"https://acme.slack.com/archives/{message.channel}/p{message.ts.replace('.', '')}"
    assert message.options == {"unfurl_links": False, "unfurl_media": False}
    assert not message.mentions()
    assert not message.thread


async def test_the_address_of_a_workspace_is_asked_for_once(post: Post) -> None:
    links = [(await post()).link for _ in range(3)]
    assert links == [link_of(message) for message in post.stands()]
    assert len(post.slack.calls("chat.getPermalink")) == 1


async def test_without_an_address_it_is_posted_all_the_same(post: Post) -> None:
    post.slack.faults.add("chat.getPermalink", Kind.ERROR_BEFORE)
    assert (await post()).link == ""
    assert (await post()).link


async def test_what_one_message_has_no_room_for_stands_under_it_in_order(post: Post) -> None:
    posted = await post(LONG)
    first, *others = post.stands()
    assert len(others) == 2
    assert [message.thread for message in others] == [first.ts] * 2
    assert posted.messages == tuple(message.ts for message in post.stands())
    words = " ".join(message.words() for message in post.stands())
    assert [words.count(f"Lamp {n}.") for n in range(12)] == [250] * 12


async def test_a_file_stands_under_its_card(post: Post) -> None:
    posted = await post(WITH_FILE)
    card, file = post.stands()
    assert file.thread == card.ts
    assert [one.name for one in file.files] == ["lamps.csv"]
    assert posted.messages == (card.ts,)


async def test_a_mark_says_nothing_of_what_it_stands_for(post: Post) -> None:
    await post(LONG)
    marks = [str(message.metadata) for message in post.stands()]
    assert len(set(marks)) == 3
    assert not any(post.slack.workspace.id in mark or "#7#" in mark for mark in marks)


@pytest.mark.parametrize("card", [SHORT, LONG, WITH_FILE])
async def test_what_stands_there_is_not_posted_again(post: Post, card: Card) -> None:
    first = await post(card)
    for _ in range(30):
        post.slack.world.post(post.channel, said(post))
    stands = post.stands()
    assert await post(card, again=True) == first
    assert post.stands() == stands


async def test_another_key_is_another_post(post: Post) -> None:
    await post()
    other = Post(post.slack, post.poster, post.key.replace("#7#", "#8#"))
    await other(again=True)
    assert len(post.stands()) == 2


@pytest.mark.parametrize("kind", LOST)
async def test_what_may_have_been_posted_is_looked_for_and_stands_there_once(post: Post, kind: Kind) -> None:
    post.slack.faults.add("chat.postMessage", kind)
    with pytest.raises(Unclear):
        await post()
    assert len(post.stands()) == kind.happens
    assert len(post.slack.calls("chat.postMessage")) == 1, "nothing is sent twice by itself"
    posted = await post(again=True)
    assert [message.ts for message in post.stands()] == list(posted.messages)
    assert len(posted.messages) == 1


@pytest.mark.parametrize("code", UNSURE)
async def test_what_slack_is_not_sure_of_itself_is_looked_for(post: Post, code: str) -> None:
    post.slack.faults.add("chat.postMessage", Kind.REFUSED, code=code)
    with pytest.raises(Unclear):
        await post()
    await post(again=True)
    assert len(post.stands()) == 1


@pytest.mark.parametrize("kind", [*LOST, Kind.RATE_LIMITED])
@pytest.mark.parametrize("after", [1, 2])
async def test_a_card_of_which_a_part_stands_there_goes_on_where_it_ended(post: Post, kind: Kind, after: int) -> None:
    post.slack.faults.add("chat.postMessage", kind, after=after)
    with pytest.raises(Unclear):
        await post(LONG)
    assert len(post.stands()) == after + kind.happens
    posted = await post(LONG, again=True)
    assert posted.messages == tuple(message.ts for message in post.stands())
    assert len(posted.messages) == 3


@pytest.mark.parametrize("kind", [*LOST, Kind.RATE_LIMITED])
@pytest.mark.parametrize("method", ["files.getUploadURLExternal", "upload", "files.completeUploadExternal"])
async def test_a_file_that_may_have_arrived_is_looked_for_and_stands_there_once(
    post: Post, method: str, kind: Kind
) -> None:
    post.slack.faults.add(method, kind, retry_after=90)
    with pytest.raises(Unclear):
        await post(WITH_FILE)
    await post(WITH_FILE, again=True)
    assert [len(message.files) for message in post.stands()] == [0, 1]


@pytest.mark.parametrize("code", ["missing_scope", "not_in_channel", "blocked_file_type"])
async def test_a_file_that_slack_never_takes_does_not_hold_up_its_card(post: Post, code: str) -> None:
    post.slack.faults.add("files.completeUploadExternal", Kind.REFUSED, code=code)
    posted = await post(WITH_FILE)
    (card,) = post.stands()
    assert posted.messages == (card.ts,)
    assert "lamps.csv" in card.words()


async def test_a_rate_limit_says_when_it_may_be_posted(post: Post) -> None:
    post.slack.faults.add("chat.postMessage", Kind.RATE_LIMITED, retry_after=37)
    with pytest.raises(Later) as caught:
        await post()
    assert (caught.value.seconds, caught.value.whole) == (37, False)
    assert len(post.slack.calls("chat.postMessage")) == 1
    await post()


@pytest.mark.parametrize(("code", "whole"), [("rate_limited", False), ("message_limit_exceeded", True)])
async def test_where_slack_takes_nothing_of_anyone_the_whole_workspace_waits(
    post: Post, code: str, *, whole: bool
) -> None:
    post.slack.faults.add("chat.postMessage", Kind.REFUSED, code=code)
    with pytest.raises(Later) as caught:
        await post()
    assert (caught.value.seconds, caught.value.whole) == (60, whole)


async def test_a_rate_limit_that_is_no_answer_of_slacks_is_one_too(slack: Slack, sqlite_url: str) -> None:
    database = Database(sqlite_url)
    async with (
        answering("slow down", 429, {"Retry-After": "12"}, kind="text/html") as url,
        posting(slack, database, url=url) as post,
    ):
        with pytest.raises(Later) as caught:
            await post()
    assert caught.value.seconds == 12
    await database.close()


async def test_what_never_reached_slack_was_not_posted(slack: Slack, sqlite_url: str) -> None:
    database = Database(sqlite_url)
    async with posting(slack, database, url=nobody()) as post:
        with pytest.raises(Later) as caught:
            await post()
        assert caught.value.whole
    await database.close()


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"ok": true}', '{"ok": true, "ts": 5}', "<html>", "null"])
async def test_an_answer_that_is_not_slacks_leaves_it_open(slack: Slack, sqlite_url: str, body: str) -> None:
    database = Database(sqlite_url)
    async with answering(body) as url, posting(slack, database, url=url) as post:
        with pytest.raises(Unclear):
            await post()
        with pytest.raises(Later):
            await post(again=True)
    await database.close()


@pytest.mark.parametrize("code", ["msg_blocks_too_long", "invalid_blocks", "something_new"])
async def test_what_slack_never_takes_is_refused(post: Post, code: str) -> None:
    post.slack.faults.add("chat.postMessage", Kind.REFUSED, code=code)
    with pytest.raises(Refused, match=code):
        await post()


# -- looking --------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["missing_scope", "not_in_channel"])
@pytest.mark.parametrize("method", ["conversations.history", "conversations.replies"])
async def test_where_a_channel_cannot_be_read_nothing_is_posted_again(post: Post, method: str, code: str) -> None:
    await post(LONG)
    post.slack.faults.add(method, Kind.REFUSED, code=code)
    with pytest.raises(Unseen):
        await post(LONG, again=True)
    assert len(post.stands()) == 3


@pytest.mark.parametrize("kind", LOST)
async def test_a_look_whose_answer_is_lost_is_taken_again_later(post: Post, kind: Kind) -> None:
    post.slack.faults.add("conversations.history", kind, times=2)  # What only reads is read again after a drop.
    with pytest.raises(Later):
        await post(again=True)
    assert not post.stands()


async def test_an_app_that_may_seldom_look_is_told_when_it_may(post: Post) -> None:
    post.slack.app.distributed = post.slack.rates.history = True
    await post()
    await post(again=True)
    with pytest.raises(Later) as caught:
        await post(again=True)
    assert (caught.value.seconds, caught.value.whole) == (60, False)
    assert [refusal.code for refusal in post.slack.refused] == ["ratelimited"]
    post.slack.refused.clear()
    assert len(post.stands()) == 1


async def test_it_is_looked_through_all_that_was_said_since(post: Post) -> None:
    await post()
    for _ in range(450):
        post.slack.world.post(post.channel, said(post))
    await post(again=True)
    assert len(post.slack.calls("conversations.history")) == 3
    assert len([message for message in post.stands() if message.metadata]) == 1


async def test_what_was_said_before_the_slot_is_not_looked_through(post: Post) -> None:
    for _ in range(250):
        message = said(post)
        message.ts = f"{post.slack.clock.now() - 3_600:.6f}"
        post.slack.world.post(post.channel, message)
    await post(again=True)
    assert len(post.slack.calls("conversations.history")) == 1


async def test_where_too_much_was_said_since_nothing_is_posted_again(post: Post) -> None:
    for _ in range(2_001):
        post.slack.world.post(post.channel, said(post))
    with pytest.raises(Unseen):
        await post(again=True)
    assert not post.stands()


# -- with the whole bot ---------------------------------------------------------------------------


async def test_its_buttons_are_answered_also_those_that_ask_at_length(bot: Running) -> None:
    mia = bot.slack.join("mia")
    post = Post(bot.slack, bot.platform.poster, f"{bot.tenant}#1#2026-11-24T09:00:00+00:00")
    await post(ASKING)
    await mia.press(post.stands()[-1], "Check")
    await mia.sees(WORDS.strip())


def said(post: Post) -> Message:
    """Give what somebody else says."""
    world, team = post.slack.world, post.slack.workspace.id
    return Message(world.ids.ts(), post.channel.id, team, "U0", "Lamps again", "person")


def link_of(message: Message) -> str:
    return f"https://acme.slack.com/archives/{message.channel}/p{message.ts.replace('.', '')}"
