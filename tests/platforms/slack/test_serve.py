"""`onrecord serve` beside the loopback Slack, as a process of its own: what it answers, what it says, how it ends."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from bot.platforms.slack.door import NOT_IN
from tests.platforms.answering import nobody
from tests.platforms.serving import LONG, Served, serving
from tests.platforms.slack.loopback import Kind, Person, Slack
from tests.platforms.slack.loopback.browser import Browser
from tests.platforms.slack.running import Way
from tests.waiting import until

SECRET = "0123456789abcdef" * 2
"""A signing secret in the form of one."""
SUGGESTED = {"speaker": "elon-musk", "said": "2022", "witness": "Mia, who was there"}
pytestmark = pytest.mark.usefixtures("unset")


@asynccontextmanager
async def served(slack: Slack, way: Way, *arguments: str, **environment: str) -> AsyncIterator[Served]:
    """Serve; the process may be ended before the end."""
    slack.app.signing_secret = SECRET
    told = {
        "SLACK_API_URL": slack.api_url,
        "SLACK_BOT_TOKEN": slack.bot_token,
        **({"SLACK_APP_TOKEN": slack.app.app_token} if way == "socket" else {}),
        "SLACK_SIGNING_SECRET": slack.app.signing_secret,
        **environment,
    }
    async with serving(*arguments, **told) as running:
        if way == "http":
            slack.http.address = running.address
        try:
            yield running
        finally:
            slack.http.address = ""


@pytest.mark.parametrize("way", ["http", "socket"])
async def test_it_answers_by_either_way_in_with_the_playground_beside_it(slack: Slack, alice: Person, way: Way) -> None:
    async with served(slack, way, "--playground") as running:
        await running.says("slack Ready for ")
        if way == "socket":
            await running.says("socket_connected")
        answer = (await alice.slash("/stance", "musk")).message
        assert "Elon Musk" in answer.words()
        await alice.press(answer, "Show in channel")
        assert "Elon Musk" in (await alice.sees("Asked by")).words()
        form = (await alice.slash("/record", "suggest")).form
        await alice.submit(form, {**SUGGESTED, "words": "Words of a test."})
        await alice.mention("what about weights")
        async with aiohttp.ClientSession() as client, client.get(f"{running.address}/") as response:
            assert response.status == 200
        assert await running.end() < 5
        assert not [line for line in running.lines if " ERROR " in line or "Traceback" in line], running.log
    assert not slack.refused


async def test_a_channel_gets_what_it_subscribed_to(slack: Slack) -> None:
    cleo = slack.join("cleo", is_admin=True)
    async with served(slack, "socket") as running:
        await running.says("socket_connected")
        saved = (await cleo.slash("/record", 'subscribe what:quote every:"mon 09:00" zone:Europe/London')).message
        assert "every Monday at 09:00, Europe/London" in saved.words()
        await cleo.press(saved, "Send one now")
        posted = await cleo.sees("Comes every Monday at", LONG)
        assert posted.metadata
        assert "quote of the day" in posted.words()
        await running.says("delivered key=")
        ledger = (await cleo.slash("/record", "deliveries")).message
        assert "posted" in ledger.words()
        await running.end()
    assert len([one for one in cleo.messages() if "Comes every Monday at" in one.words()]) == 1
    assert not slack.refused


@pytest.mark.parametrize("way", ["http", "socket"])
async def test_nothing_secret_is_written_even_at_debug(slack: Slack, alice: Person, way: Way) -> None:
    words = "Unheard of words that nobody may read in a log"
    async with served(slack, way, ONRECORD_LOG_LEVEL="DEBUG") as running:
        await running.says("socket_connected" if way == "socket" else "slack Ready for ")
        answer = (await alice.slash("/check", words)).message
        await alice.press(answer, "Show in channel")
        form = (await alice.slash("/record", "suggest")).form
        await alice.suggest(form, "speaker", words)
        await alice.submit(form, {**SUGGESTED, "words": words})
        await alice.shortcut(await alice.say(words), "check")
        await alice.mention(words)
        await alice.dm(words)
        await alice.open_home()
        await until(lambda: len(slack.calls("views.publish")) > 0, LONG)
        await running.end()
        log = running.log
    assert " DEBUG " in log
    told = [each.parcel.payload for each in slack.post.delivered]
    secrets = {
        words,
        words.replace(" ", "+"),
        "Unheard",
        slack.bot_token,
        slack.app.app_token,
        slack.app.signing_secret,
        slack.app.verification_token,
        "ticket=",
        *(str(payload["response_url"]) for payload in told if payload.get("response_url")),
        *(str(payload["response_url"]).rpartition("/")[2] for payload in told if payload.get("response_url")),
        *(raw.headers["X-Slack-Signature"] for raw in slack.http.sent),
    }
    assert len(secrets) > 12
    assert not {secret: log[log.index(secret) - 300 : log.index(secret) + 100] for secret in secrets if secret in log}


async def test_it_says_in_a_line_each_that_it_is_ready_and_what_slack_is_doing(slack: Slack) -> None:
    async with served(slack, "socket") as running:
        await running.says("socket_connected")
        await running.end()
        assert running.process.stdout
        assert await running.process.stdout.read() == b""
    assert [line.partition(" bot.")[2] for line in running.lines] == [
        f"platforms.slack.platform slack Ready for slack:{slack.workspace.id}, by Socket Mode.\n",
        "platforms.slack.socket socket_connected\n",
    ]


@pytest.mark.parametrize("way", ["http", "socket"])
async def test_with_a_wrong_token_it_says_so_and_goes_on_with_the_rest(slack: Slack, way: Way) -> None:
    async with served(slack, way, "--playground", SLACK_BOT_TOKEN="xoxb-" + "wrong") as running:
        await running.says("Slack refuses SLACK_BOT_TOKEN: it does not take it (invalid_auth). At api.slack.com/apps,")
        async with aiohttp.ClientSession() as client, client.get(f"{running.address}/") as response:
            assert response.status == 200
        assert await running.end() < 5
        assert "Traceback" not in running.log


@pytest.mark.parametrize("way", ["http", "socket"])
async def test_where_slack_cannot_be_reached_it_says_so_and_stops_when_it_is_told_to(slack: Slack, way: Way) -> None:
    async with served(slack, way, SLACK_API_URL=nobody()) as running:
        await running.says("cannot be used: connection refused. Let this machine reach it")
        assert await running.end() < 5
        assert "Traceback" not in running.log


async def test_it_stops_when_it_is_told_to_while_slack_is_silent(slack: Slack, alice: Person) -> None:
    async with served(slack, "socket") as running:
        await running.says("socket_connected")
        slack.faults.add("users.info", Kind.HANG, 10)
        slack.faults.add("chat.postMessage", Kind.HANG, 10)
        assert (await alice.slash("/stance", "musk")).message.ephemeral
        await alice.dm("what about weights")
        await until(lambda: len(slack.calls("users.info")) > 0, LONG)
        assert await running.end() < 9  # Whoever starts containers waits for ten seconds.
        assert "Traceback" not in running.log


async def test_a_workspace_that_installs_it_is_answered(slack: Slack, alice: Person) -> None:
    keys, slack.app.client_secret = b64encode(bytes(range(32))).decode(), "fedcba9876543210" * 2
    own = {"SLACK_CLIENT_ID": slack.app.client_id, "SLACK_CLIENT_SECRET": slack.app.client_secret}
    async with served(slack, "http", SLACK_BOT_TOKEN="", ONRECORD_SECRET_KEYS=keys, **own) as running:
        await running.says("slack Ready for every workspace that installs it at /slack/install.")
        assert NOT_IN in (await alice.slash("/stance", "musk")).message.words()
        slack.app.redirect_urls = (f"{running.address}/slack/oauth_redirect",)
        async with Browser(slack.world.base, running.address) as browser:
            assert (await browser.install(f"{running.address}/slack/install", alice.user)).status == 200
        assert "Elon Musk" in (await alice.slash("/stance", "musk")).message.words()
        await alice.dm("what about weights")
        await slack.world.changes.until(lambda: [each for each in alice.messages(alice.channel) if each.bot], LONG)
        assert await running.end() < 5
        assert not [line for line in running.lines if " ERROR bot.platforms" in line or "Traceback" in line]
