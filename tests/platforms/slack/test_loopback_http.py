"""Signed HTTP of the loopback Slack, with the real slack_bolt at the other end."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.signature import SignatureVerifier

from tests.platforms.slack.bare import bare_bot, by_http
from tests.platforms.slack.loopback import Person, Slack
from tests.platforms.slack.loopback.tampering import signed_again, unsigned, with_body, with_headers


@pytest.fixture
async def app(slack: Slack) -> AsyncIterator[AsyncApp]:
    bot = bare_bot(slack)
    async with by_http(slack, bot):
        yield bot


@pytest.mark.usefixtures("app")
async def test_requests_are_signed_as_slack_signs(slack: Slack, alice: Person) -> None:
    await alice.slash("/hello", "wörld & co")
    raw = slack.http.sent[-1]
    assert raw.path == "/slack/commands"
    assert raw.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert SignatureVerifier(slack.app.signing_secret).is_valid_request(raw.body, dict(raw.headers))


@pytest.mark.usefixtures("app")
async def test_requests_that_are_not_slacks_are_refused(slack: Slack, alice: Person) -> None:
    await alice.slash("/hello", "world")
    http, raw = slack.http, slack.http.sent[-1]
    assert (await http.send_raw(raw)).status == 200, "bare Bolt takes the same request twice"
    assert (await http.send_raw(unsigned(raw))).status == 401
    assert (await http.send_raw(with_body(raw, raw.body + b"&text=other"))).status == 401
    assert (await http.send_raw(with_headers(raw, X_Slack_Signature="v0=" + "0" * 64))).status == 401
    assert (await http.send_raw(signed_again(http, raw, at=1.0))).status == 401
    assert (await http.send_raw(signed_again(http, raw))).status == 200


@pytest.mark.usefixtures("app")
async def test_the_address_of_events_is_verified(slack: Slack) -> None:
    assert await slack.http.verify()


async def test_an_event_comes_again_with_its_number(slack: Slack, app: AsyncApp, alice: Person) -> None:
    heard: list[dict[str, list[str]]] = []

    @app.event("app_home_opened")
    async def opened(ack: AsyncAck, req: object) -> None:
        heard.append(req.headers)  # type: ignore[attr-defined]  # Bolt injects by name
        await ack()

    await alice.open_home()
    await slack.retry(slack.post.delivered[-1], 2, "http_error")
    assert "x-slack-retry-num" not in heard[0]
    assert heard[1]["x-slack-retry-num"] == ["2"]
    assert heard[1]["x-slack-retry-reason"] == ["http_error"]


async def test_an_answer_that_comes_late_is_none(slack: Slack, app: AsyncApp, alice: Person) -> None:
    @app.command("/slow")
    async def slow(ack: AsyncAck) -> None:
        slack.clock.advance(3.1)
        await ack("too late")

    outcome = await alice.slash("/slow")
    assert outcome.error == "operation_timeout"
    assert not outcome.messages


@pytest.mark.usefixtures("app")
async def test_what_the_bot_does_not_know_fails(slack: Slack, alice: Person) -> None:
    outcome = await alice.slash("/unknown")
    assert (outcome.error, outcome.answer.status) == ("dispatch_failed", 404)
    assert slack.refused[-1].code == "dispatch_failed"


async def test_a_first_answer_with_blocks_that_slack_does_not_take_is_refused(
    slack: Slack, app: AsyncApp, alice: Person
) -> None:
    @app.command("/bad")
    async def bad(ack: AsyncAck) -> None:
        await ack(text="x", blocks=[{"type": "section"}])

    outcome = await alice.slash("/bad")
    assert outcome.error == "invalid_command_response"
    assert slack.refused[-1].code == "invalid_blocks"
    assert not outcome.messages


async def test_a_button_press_takes_no_answer(slack: Slack, app: AsyncApp, alice: Person) -> None:
    message = (await alice.slash("/hello", "world")).message

    @app.action("press:chatty")
    async def chatty(ack: AsyncAck) -> None:
        await ack("an answer that nobody sees")

    message.blocks[1]["elements"][0]["action_id"] = "press:chatty"
    await alice.press(message, "Again")
    assert slack.refused[-1].code == "response_not_accepted"


async def test_the_same_payload_can_come_twice(app: AsyncApp, alice: Person) -> None:
    heard: list[str] = []

    @app.command("/count")
    async def count(ack: AsyncAck, body: dict[str, str]) -> None:
        heard.append(body["trigger_id"])
        await ack()

    outcome = await alice.slash("/count")
    assert (await alice.redo(outcome)).ok
    assert heard[0] == heard[1]


async def test_a_bot_that_is_down_fails(slack: Slack, alice: Person) -> None:
    slack.http.address = "http://127.0.0.1:9"
    assert (await alice.slash("/hello")).error == "dispatch_failed"
