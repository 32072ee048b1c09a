"""Socket Mode: whatever happens to a connection, another one takes its place, nothing is lost, and it is said."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import pairwise

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.platforms.slack.access import Access
from bot.platforms.slack.socket import Socket, Times
from tests.platforms.answering import answering, hanging_up, nobody, silent
from tests.platforms.slack.bare import bare_bot
from tests.platforms.slack.loopback import Kind, Person, Slack
from tests.platforms.slack.loopback.sockets import Connection, Reason
from tests.waiting import meanwhile, until

QUICK = Times(ping=0.1, look=0.02, opening=0.3, leaving=0.1, closing=0.5, pause=0.02, longest_pause=0.2, short=0.1)
SOON = 5.0


@pytest.fixture(autouse=True)
def _said(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)


def socket_of(slack: Slack, app: AsyncApp, token: str = "", url: str = "", times: Times = QUICK) -> Socket:
    return Socket(app, Access(url or slack.api_url), token or slack.app.app_token, times)


@asynccontextmanager
async def connected(slack: Slack, app: AsyncApp | None = None, times: Times = QUICK) -> AsyncIterator[Connection]:
    """Let a bot be connected; in the end there is nothing left of it."""
    async with meanwhile(socket_of(slack, app or bare_bot(slack), times=times).keep()):
        yield await newest(slack)
        ending = asyncio.get_running_loop().time()
    assert asyncio.get_running_loop().time() - ending < 2
    await slack.world.changes.until(lambda: not slack.sockets.open)
    left = {getattr(task.get_coro(), "__qualname__", "") for task in asyncio.all_tasks() if not task.done()}
    assert not {name for name in left if name.startswith(("Socket", "Connection", "AsyncBaseSocketMode"))}


async def newest(slack: Slack, than: Connection | None = None) -> Connection:
    """Wait for a connection that is newer than another."""
    number = than.number if than else 0
    return await slack.world.changes.until(
        lambda: next((each for each in slack.sockets.open if each.number > number), None), SOON
    )


async def gone(slack: Slack, connection: Connection) -> None:
    await slack.world.changes.until(lambda: connection not in slack.sockets.open or None, SOON)


async def test_it_is_connected_once_slack_has_said_hello(
    slack: Slack, alice: Person, caplog: pytest.LogCaptureFixture
) -> None:
    async with connected(slack):
        await until(lambda: "socket_connected" in caplog.text)
        assert (await alice.slash("/hello", "you")).message.words().startswith("Hello you")
    assert not slack.refused


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_when_slack_wants_another_connection_it_is_there_before_the_old_one_goes(
    slack: Slack, alice: Person, reason: Reason
) -> None:
    async with connected(slack) as first:
        await first.disconnect(reason)
        second = await newest(slack, first)
        assert first in slack.sockets.open
        for number in range(4):
            assert (await alice.slash("/hello", str(number))).message.ephemeral
        await gone(slack, first)
        assert slack.sockets.open == [second]
        assert (await alice.slash("/hello", "after")).message.ephemeral
    assert not slack.refused


async def test_what_is_being_answered_when_slack_wants_another_connection_is_answered_over_the_old_one(
    slack: Slack, alice: Person
) -> None:
    app, begun, enough = bare_bot(slack), asyncio.Event(), asyncio.Event()

    @app.command("/slow")
    async def slow(ack: AsyncAck) -> None:
        begun.set()
        await enough.wait()
        await ack("done at last")

    async with connected(slack, app) as first:
        asking = asyncio.ensure_future(alice.slash("/slow"))
        await begun.wait()
        await first.disconnect("refresh_requested")
        await newest(slack, first)
        enough.set()
        outcome = await asking
        assert outcome.message.text == "done at last"
        assert len(first.received) == 1
    assert not slack.refused


async def test_what_is_being_answered_when_all_ends_is_answered(slack: Slack, alice: Person) -> None:
    app, begun, enough = bare_bot(slack), asyncio.Event(), asyncio.Event()

    @app.command("/slow")
    async def slow(ack: AsyncAck) -> None:
        begun.set()
        await enough.wait()
        await ack("done at last")

    async with connected(slack, app):
        asking = asyncio.ensure_future(alice.slash("/slow"))
        await begun.wait()
        asyncio.get_running_loop().call_later(0.1, enough.set)
    assert (await asking).message.text == "done at last"


async def test_what_hangs_when_all_ends_keeps_nobody(slack: Slack, alice: Person) -> None:
    app, begun = bare_bot(slack), asyncio.Event()

    @app.command("/stuck")
    async def stuck() -> None:
        begun.set()
        await asyncio.Event().wait()

    async with connected(slack, app):
        asking = asyncio.ensure_future(alice.slash("/stuck"))
        await begun.wait()
    assert (await asking).error == "dispatch_failed"


@pytest.mark.parametrize("how", [Connection.drop, lambda connection: setattr(connection, "silent", True)])
async def test_a_connection_that_is_cut_off_or_silent_has_another_in_its_place(
    slack: Slack, alice: Person, how: Callable[[Connection], None], caplog: pytest.LogCaptureFixture
) -> None:
    async with connected(slack) as first:
        how(first)
        await newest(slack, first)
        await gone(slack, first)
        assert "socket_dead" in caplog.text
        assert (await alice.slash("/hello", "again")).message.ephemeral


async def test_by_default_a_dead_connection_has_another_in_its_place_within_a_minute() -> None:
    times = Times()
    seen_dead = 1.5 * times.ping + times.look
    assert seen_dead + times.closing + times.longest_pause + times.opening < 60


async def test_a_connection_that_drops_again_and_again_is_not_opened_in_a_rush(slack: Slack) -> None:
    times = Times(ping=5, look=0.01, opening=1, leaving=1, closing=0.1, pause=0.05, longest_pause=10, short=60)
    loop = asyncio.get_running_loop()
    async with connected(slack, times=times) as first:
        connection, opened = first, [loop.time()]
        for _ in range(4):
            connection.drop()
            connection = await newest(slack, connection)
            opened.append(loop.time())
    pauses = [later - earlier for earlier, later in pairwise(opened)]
    assert [pause >= least for pause, least in zip(pauses, (0.05, 0.1, 0.2, 0.4), strict=True)] == [True] * 4


async def test_socket_mode_that_is_switched_off_ends_it_and_is_said(
    slack: Slack, caplog: pytest.LogCaptureFixture
) -> None:
    keeping = asyncio.ensure_future(socket_of(slack, bare_bot(slack)).keep())
    await newest(slack)
    await slack.sockets.disable()
    async with asyncio.timeout(SOON):
        await keeping
    assert caplog.text.count("socket_not_connected why=socket_mode_disabled") == 1
    assert not slack.sockets.open


@pytest.mark.parametrize(
    ("token", "scopes", "code"),
    [("xapp-1-" + "another", None, "invalid_auth"), ("", (), "missing_scope")],
)
async def test_a_token_that_slack_refuses_is_tried_once(
    slack: Slack, token: str, scopes: tuple[str, ...] | None, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    if scopes is not None:
        slack.app.app_token_scopes = scopes
    async with asyncio.timeout(SOON):
        await socket_of(slack, bare_bot(slack), token).keep()
    assert len(slack.calls("apps.connections.open")) == 1
    assert f"socket_not_connected why={code}" in caplog.text


async def test_an_api_that_is_away_is_tried_again_with_longer_and_longer_pauses(
    slack: Slack, alice: Person, caplog: pytest.LogCaptureFixture
) -> None:
    slack.faults.add("apps.connections.open", Kind.ERROR_BEFORE, 2)
    slack.faults.add("apps.connections.open", Kind.DROP_BEFORE)
    slack.faults.add("apps.connections.open", Kind.NOT_JSON)
    slack.faults.add("apps.connections.open", Kind.REFUSED, code="internal_error")
    loop = asyncio.get_running_loop()
    begun = loop.time()
    async with connected(slack):
        assert loop.time() - begun >= 0.02 + 0.04 + 0.08 + 0.16 + 0.2
        assert (await alice.slash("/hello", "at last")).message.ephemeral
    assert caplog.text.count("socket_connected") == 1
    assert "why=internal_error" in caplog.text
    assert not [record for record in caplog.records if record.exc_info]


async def test_an_api_that_is_away_when_a_connection_ends_is_tried_again(slack: Slack, alice: Person) -> None:
    async with connected(slack) as first:
        slack.faults.add("apps.connections.open", Kind.ERROR_BEFORE, 2)
        slack.faults.add("apps.connections.open", Kind.HANG)
        first.drop()
        await slack.world.changes.until(lambda: len(slack.calls("apps.connections.open")) > 3, SOON)
        slack.trouble.let_go()
        await newest(slack, first)
        assert (await alice.slash("/hello", "again")).message.ephemeral


async def test_the_same_trouble_is_said_once(slack: Slack, caplog: pytest.LogCaptureFixture) -> None:
    slack.faults.add("apps.connections.open", Kind.ERROR_BEFORE, 5)
    async with connected(slack):
        assert len(slack.calls("apps.connections.open")) == 6
    assert caplog.text.count("socket_not_connected") == 1


async def test_slack_is_left_alone_for_as_long_as_it_says(slack: Slack) -> None:
    slack.faults.add("apps.connections.open", Kind.RATE_LIMITED, retry_after=1)
    loop = asyncio.get_running_loop()
    begun = loop.time()
    async with connected(slack):
        assert loop.time() - begun >= 1


async def test_what_stands_at_slacks_address_and_is_not_slack_is_no_connection(
    slack: Slack, caplog: pytest.LogCaptureFixture
) -> None:
    async def tried(url: str) -> None:
        caplog.clear()
        async with meanwhile(socket_of(slack, bare_bot(slack), url=url).keep()):
            await until(lambda: "socket_not_connected" in caplog.text, SOON)

    await tried(nobody())
    async with hanging_up() as url:
        await tried(url)
    for body in ("{}", "[]", "no JSON", '{"ok": true}', '{"ok": true, "url": 5}', '{"ok": true, "url": "nowhere"}'):
        async with answering(body) as url:
            await tried(url)
    with silent() as url:
        async with answering(f'{{"ok": true, "url": "{url.replace("http", "ws")}"}}') as api:
            await tried(api)


async def test_a_connection_without_a_hello_is_none(slack: Slack, caplog: pytest.LogCaptureFixture) -> None:
    """Ten that are open already are all that Slack allows: it says so instead of hello."""
    async with meanwhile(socket_of(slack, bare_bot(slack)).keep()):
        await newest(slack)
        first = slack.sockets.open[0]
        slack.sockets.open.extend([first] * 9)
        async with meanwhile(socket_of(slack, bare_bot(slack)).keep()):
            await until(lambda: "socket_not_connected why=" in caplog.text, SOON)
            del slack.sockets.open[1:10]
            await newest(slack, first)


async def test_of_two_sockets_each_is_sent_its_share_and_either_can_go(slack: Slack, alice: Person) -> None:
    async with connected(slack) as first:
        other = asyncio.ensure_future(socket_of(slack, bare_bot(slack)).keep())
        second = await newest(slack, first)
        for number in range(6):
            assert (await alice.slash("/hello", str(number))).message.ephemeral
        assert (len(first.received), len(second.received)) == (3, 3)
        other.cancel()
        await gone(slack, second)
        assert (await alice.slash("/hello", "alone")).message.ephemeral
    assert len(alice.messages()) == 7
    assert not slack.refused


async def test_what_is_sent_while_nobody_is_connected_is_answered_once_when_slack_sends_it_again(
    slack: Slack, alice: Person
) -> None:
    async with connected(slack) as first:
        await alice.mention("you")
        sent = slack.post.delivered[-1]
        answered = len([message for message in alice.messages() if message.bot])
        first.drop()
        await gone(slack, first)
        assert not (await slack.retry(sent, 1, "timeout")).ok
        await newest(slack, first)
        assert (await slack.retry(sent, 2, "timeout")).ok
        # The bare bot answers as often as it is asked: that something is done once is `Once`'s to see to.
        assert len([message for message in alice.messages() if message.bot]) == answered + 1
