"""Answers in Slack: given in private in the same request, shown in the channel when somebody wants that."""

from __future__ import annotations

from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack.loopback import Person
from tests.platforms.slack.running import Running


async def test_a_command_is_answered_in_private_in_the_same_request(either: Running) -> None:
    mia = either.slack.join("mia")
    outcome = await mia.slash("/stance", "ana moreau")
    assert (outcome.error, outcome.message.way) == ("", "answer")
    assert outcome.message.ephemeral
    assert "Ana Moreau" in outcome.message.words()
    assert "Show in channel" in outcome.message.buttons()


async def test_what_is_shown_in_the_channel_names_who_asked_and_can_be_corrected(bot: Running, mia: Person) -> None:
    noah = bot.slack.join("noah")
    answer = (await mia.slash("/stance", "ana moreau")).message
    await mia.press(answer, "Show in channel")
    shown = await noah.sees("Ana Moreau")
    assert (shown.way, shown.ephemeral) == ("chat.postMessage", False)
    assert f"Asked by <@{mia.id}>" in shown.words()
    assert shown.options["unfurl_links"] is False
    client = AsyncWebClient(bot.slack.bot_token, base_url=bot.slack.api_url)
    await client.chat_update(channel=shown.channel, ts=shown.ts, text="Corrected", blocks=[])
    assert shown.edits
