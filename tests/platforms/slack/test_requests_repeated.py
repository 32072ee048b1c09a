"""What Slack sends again, or someone who kept it: by either way in, in one process, in several, and after a restart."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.tenants import Tenants
from briefings.library import Library
from tests.bot.keeping import kept
from tests.platforms.slack.kinds import SUGGESTED, body_of, every_kind, with_json
from tests.platforms.slack.loopback import Answer, Message, Parcel, Person, Retry, Slack
from tests.platforms.slack.loopback.signed_http import Raw, Said
from tests.platforms.slack.running import Way
from tests.platforms.slack.working import Work, at_work

WORDS = "never puts out its lamps"
"""Words of what is answered to someone who asks about lamps."""


@pytest.fixture(params=["http", "socket"])
def way(request: pytest.FixtureRequest) -> Way:
    given: Way = request.param
    return given


def answers(person: Person) -> list[Message]:
    """Give all that the bot has said where the person sees it."""
    return [message for message in person.messages() if message.bot]


def refused_or_taken(answer: Answer) -> bool:
    """Tell whether what came again was no fault: within a second even its signature is the same, and is refused."""
    return answer.status in {200, 409}


async def test_an_event_that_comes_again_under_another_id_is_answered_once(
    slack: Slack, alice: Person, tenants: Tenants, way: Way
) -> None:
    async with at_work(slack, tenants, way) as work:
        await alice.mention("what about lamps")
        await alice.sees(WORDS)
        sent = next(each for each in slack.post.delivered if each.parcel.payload["event"]["type"] == "app_mention")
        for number, reason in ((1, "http_timeout"), (2, "http_error"), (3, "timeout")):
            assert refused_or_taken(await slack.retry(sent, number, reason))
            other = {**sent.parcel.payload, "event_id": slack.world.ids.new("Ev"), "event_time": 1_700_000_000 + number}
            assert (await slack.post.send(Parcel("event", other, retry=Retry(number, reason)))).ok
        await work.settled()
        assert work.asked == ['/ask words:"what about lamps"']
        assert len(answers(alice)) == 1


async def test_whatever_a_person_did_is_done_once_when_slack_sends_it_again(
    slack: Slack, alice: Person, tenants: Tenants, way: Way
) -> None:
    async with at_work(slack, tenants, way) as work:
        answer = (await alice.slash("/stance", "zoe-moreau")).message
        await alice.press(answer, "Show in channel")
        form = (await alice.slash("/record", "suggest")).form
        await alice.submit(form, SUGGESTED)
        await alice.shortcut(await alice.say("Every lamp is a choice."), "check")
        await alice.dm("what about lamps")
        await alice.sees(WORDS)
        await work.settled()
        asked, said = list(work.asked), len(answers(alice))
        again = [each.parcel for each in slack.post.delivered if each.parcel.payload.get("type") != "block_suggestion"]
        for parcel in again:
            assert refused_or_taken(await slack.post.send(parcel))
        await work.settled()
        assert len(again) > 5
        assert work.asked == asked
        assert len(answers(alice)) == said


# -- several processes ----------------------------------------------------------------------------


@pytest.fixture
async def two(slack: Slack, sample_library: Library, postgresql_url: str) -> AsyncIterator[tuple[Work, Work]]:
    """Give two processes on one PostgreSQL, both of which Slack can reach."""
    async with (
        kept(sample_library, postgresql_url) as one,
        kept(sample_library, postgresql_url) as other,
        at_work(slack, one, "http") as here,
        at_work(slack, other, "http") as there,
    ):
        yield here, there


async def to_both(slack: Slack, both: tuple[Work, Work], raw: Raw) -> list[Said]:
    """Send a request to two processes at the same moment, and wait until all of it is done."""

    async def to(work: Work) -> Said:
        slack.http.address = work.address
        return await slack.http.send_raw(raw)

    said = await asyncio.gather(*(to(work) for work in both))
    for work in both:
        await work.settled()
    return said


async def test_of_two_processes_that_are_sent_the_same_one_answers(
    slack: Slack, alice: Person, two: tuple[Work, Work]
) -> None:
    kinds = await every_kind(slack, alice)
    here, there = two
    await there.settled()
    for kind, raw in kinds.items():
        if kind in {"verification", "suggestion", "home"}:
            continue  # They may be answered as often as they are asked.
        anew = with_json(slack, raw, done_anew(slack, body_of(raw)))
        here.asked.clear()
        there.asked.clear()
        before = len(answers(alice))
        bodies = [said.body for said in await to_both(slack, two, anew)]
        assert len([body for body in bodies if body]) <= 1, kind
        assert len(answers(alice)) - before <= 1, kind
        if kind not in {"command", "press in a message"}:
            # What a command only reads may be looked up by both; what was shown once is not shown again by a press.
            assert bool(here.asked) != bool(there.asked), kind


def done_anew(slack: Slack, body: dict[str, Any]) -> dict[str, Any]:
    """Give a body as if its person did it once more."""
    if "event" in body:
        return {**body, "event": {**body["event"], "ts": slack.world.ids.ts()}}
    user = body["user_id"] if "user_id" in body else body["user"]["id"]
    return {**body, "trigger_id": slack.world.triggers.give(slack.workspace.id, user, slack.workspace.id)}


async def test_what_is_shown_to_everyone_is_shown_by_one_of_two_processes(
    slack: Slack, alice: Person, two: tuple[Work, Work]
) -> None:
    for _ in range(5):
        await alice.slash("/quote", "zoe-moreau")
        typed = body_of(slack.http.sent[-1])
        shown = {**done_anew(slack, typed), "text": "zoe-moreau share:yes"}
        before = len(answers(alice))
        await to_both(slack, two, with_json(slack, slack.http.sent[-1], shown))
        assert len(answers(alice)) == before + 1


async def test_of_two_processes_with_a_socket_each_one_answers_what_slack_sends_to_both(
    slack: Slack, alice: Person, sample_library: Library, postgresql_url: str
) -> None:
    async with (
        kept(sample_library, postgresql_url) as one,
        kept(sample_library, postgresql_url) as other,
        at_work(slack, one, "socket") as here,
        at_work(slack, other, "socket") as there,
    ):
        await slack.world.changes.until(lambda: len(slack.sockets.open) > 1)
        await alice.mention("what about lamps")
        await alice.sees(WORDS)
        sent = next(each for each in slack.post.delivered if each.parcel.payload["event"]["type"] == "app_mention")
        for connection in slack.sockets.open:
            assert (await slack.sockets.send_to(connection, sent.parcel)).ok
        for work in (here, there):
            await work.settled()
        assert len(here.asked) + len(there.asked) == 1
        assert len(answers(alice)) == 1


async def test_what_was_answered_over_a_connection_that_died_is_not_answered_again_over_the_next(
    slack: Slack, alice: Person, tenants: Tenants
) -> None:
    async with at_work(slack, tenants, "socket") as work:
        first = slack.sockets.open[0]
        first.silent = True  # It takes no acknowledgement any more.
        mentioning = asyncio.ensure_future(alice.mention("what about lamps"))
        await alice.sees(WORDS)
        first.drop()
        assert (await mentioning).error == "dispatch_failed"
        sent = next(each for each in slack.post.delivered if each.parcel.payload["event"]["type"] == "app_mention")
        await slack.world.changes.until(lambda: [each for each in slack.sockets.open if each is not first])
        assert (await slack.retry(sent, 1, "timeout")).ok
        await work.settled()
        assert len(work.asked) == 1
        assert len(answers(alice)) == 1


# -- a restart ------------------------------------------------------------------------------------


async def test_after_a_restart_nothing_is_done_again(
    slack: Slack, alice: Person, sample_library: Library, sqlite_url: str
) -> None:
    async with kept(sample_library, sqlite_url) as tenants, at_work(slack, tenants, "http"):
        kinds = await every_kind(slack, alice)
    before = len(answers(alice))
    async with kept(sample_library, sqlite_url) as tenants, at_work(slack, tenants, "http") as work:
        for kind, raw in kinds.items():
            if kind not in {"verification", "suggestion", "home"}:
                said = await slack.http.send_raw(raw)
                assert (said.status, said.body) == (200, b""), kind
        await work.settled()
        assert not work.asked
        assert len(answers(alice)) == before
        assert (await alice.slash("/stance", "zoe-moreau")).message.ephemeral
