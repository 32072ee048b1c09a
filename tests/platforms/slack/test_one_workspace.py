"""The one workspace of a token that is set: known once Slack was asked, and told when the token is of no use."""

from __future__ import annotations

import pytest

from bot.platforms.slack.access import Refused, Unreached
from bot.platforms.slack.installs import Installs
from bot.platforms.slack.one_workspace import OneWorkspace
from tests.platforms.slack.installing import access_to
from tests.platforms.slack.loopback import Slack
from tests.platforms.slack.loopback.faults import Kind


async def test_a_token_that_is_set_is_asked_about_once(slack: Slack) -> None:
    only = OneWorkspace(access_to(slack), slack.bot_token)
    install = await only.start()
    assert (install.token, install.bot_user_id, install.bot_id) == (
        slack.bot_token,
        slack.install.bot_user,
        slack.install.bot,
    )
    assert install.scopes == frozenset(slack.install.scopes)
    assert await only.of(slack.workspace.id) == install
    assert await only.of("T404") is None
    assert await only.of(None) is None
    assert len(slack.calls("auth.test")) == 1
    await only.close()


async def test_a_token_that_is_set_and_revoked_is_told(slack: Slack, caplog: pytest.LogCaptureFixture) -> None:
    only: Installs = OneWorkspace(access_to(slack), slack.bot_token)
    install = await only.of(slack.workspace.id)
    assert install is not None
    for _ in range(2):
        await only.ended(install, "token_revoked")
    assert await only.of(slack.workspace.id) is None
    assert caplog.text.count("set a new SLACK_BOT_TOKEN") == 1


async def test_a_wrong_token_and_a_slack_that_does_not_answer_are_two_things(slack: Slack) -> None:
    with pytest.raises(Refused, match="invalid_auth"):
        await OneWorkspace(access_to(slack), "xoxb-" + "wrong").start()
    slack.faults.add("auth.test", Kind.DROP_BEFORE)
    only = OneWorkspace(access_to(slack), slack.bot_token)
    with pytest.raises(Unreached):
        await only.start()
    assert await only.of(slack.workspace.id) is not None
