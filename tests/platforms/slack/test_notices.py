"""What people are told without asking: by direct message, once, and later where Slack could not be reached."""

from __future__ import annotations

import pytest

from briefings.library import Library
from tests.platforms.slack.loopback import Kind, Message, Person
from tests.platforms.slack.running import Running, running, slack_for

REASON = "Nobody else heard it"


async def suggested(person: Person, words: str = "We counted every lamp twice.") -> None:
    line = f'suggest speaker:ana-moreau words:"{words}" said:2022-05-01 source:https://council.example.org/lamps'
    outcome = await person.slash("/record", f'{line} title:"Lamps counted" kind:primary')
    assert "is waiting for a curator" in outcome.message.words()


async def rejected(curator: Person, number: int = 1) -> None:
    outcome = await curator.slash("/record", f'review {number} verdict:reject reason:"{REASON} {number}"')
    assert "Rejected" in outcome.message.words()


async def test_whoever_suggested_something_is_told_by_direct_message(either: Running) -> None:
    mia, cleo = either.slack.join("mia"), either.slack.join("cleo", is_admin=True)
    await suggested(mia)
    await rejected(cleo)
    told = await mia.sees(REASON)
    assert either.slack.workspace.channels[told.channel].is_im
    assert (told.ephemeral, told.way) == (False, "chat.postMessage")
    assert cleo.messages(either.slack.workspace.channels[told.channel]) == []


@pytest.mark.parametrize("method", ["chat.postMessage", "conversations.open"])
@pytest.mark.parametrize("kind", [Kind.ERROR_BEFORE, Kind.ERROR_AFTER, Kind.DROP_AFTER, Kind.RATE_LIMITED])
async def test_what_slack_did_not_take_is_told_once_after_a_restart(
    sample_library: Library, sqlite_url: str, method: str, kind: Kind
) -> None:
    async with slack_for("http") as slack:
        mia, cleo = slack.join("mia"), slack.join("cleo", is_admin=True)
        async with running(slack, sqlite_url, sample_library):
            await suggested(mia)
            slack.faults.add(method, kind, retry_after=90)
            await rejected(cleo)
            await slack.world.changes.until(lambda: slack.calls(method))
        assert bool(direct(mia)) == (method == "chat.postMessage" and kind.happens)
        async with running(slack, sqlite_url, sample_library):
            await mia.sees(REASON)
            await suggested(mia, "Another one, twice as long as that.")
            await rejected(cleo, 2)
            await mia.sees(f"{REASON} 2")
        assert len(direct(mia)) == 2
        assert not slack.refused


async def test_what_may_have_been_told_is_looked_for_before_it_is_told_again(
    bot: Running, mia: Person, cleo: Person
) -> None:
    await suggested(mia)
    await suggested(mia, "Another one, twice as long as that.")
    bot.slack.faults.add("chat.postMessage", Kind.ERROR_AFTER)
    await rejected(cleo)
    await mia.sees(f"{REASON} 1")
    await rejected(cleo, 2)
    await mia.sees(f"{REASON} 2")
    assert len(direct(mia)) == 2


async def test_someone_who_left_holds_up_no_one_else(bot: Running, mia: Person, cleo: Person) -> None:
    noah = bot.slack.join("noah")
    await suggested(noah)
    await suggested(mia, "Another one, twice as long as that.")
    noah.user.deleted = True
    await rejected(cleo)
    await rejected(cleo, 2)
    await mia.sees(f"{REASON} 2")
    assert {refusal.code for refusal in bot.slack.refused} == {"user_not_found"}
    bot.slack.refused.clear()


async def test_without_the_scope_for_it_a_notice_waits_and_the_suggestion_tells(
    sample_library: Library, sqlite_url: str
) -> None:
    async with slack_for("http") as slack, running(slack, sqlite_url, sample_library):
        mia, cleo = slack.join("mia"), slack.join("cleo", is_admin=True)
        await suggested(mia)
        slack.faults.add("conversations.open", Kind.REFUSED, code="missing_scope")
        await rejected(cleo)
        await slack.world.changes.until(lambda: slack.calls("conversations.open"))
        assert REASON in (await mia.slash("/record", "suggestions")).message.words()
        await suggested(mia, "Another one, twice as long as that.")
        await mia.sees(REASON, newest=True)
        assert not slack.refused


def direct(person: Person) -> list[Message]:
    """Give what somebody was told directly."""
    return [one for one in person.messages() if one.way == "chat.postMessage" and one.channel.startswith("D")]
