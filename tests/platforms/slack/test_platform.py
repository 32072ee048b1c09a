"""What stops Slack is said once with how to mend it, everything else goes on, and Slack begins when it is mended."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest

from bot import wiring
from bot.notices import Notices
from bot.platforms.slack import platform as module
from bot.platforms.slack.door import NOT_IN
from bot.platforms.slack.platform import slack as platform_of
from bot.settings import Settings
from bot.tenants import Tenants
from bot.web.application import application
from tests.platforms.counted import Counted
from tests.platforms.slack.loopback import Kind, Person, Slack
from tests.platforms.slack.running import Way, clock_of, settings_for
from tests.platforms.slack.working import at_work
from tests.waiting import meanwhile, until
from tests.web.served import served

SOON = 10.0
LOOKS = 4
"""So often at least it is looked whether it was mended, before it is."""


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr(module, "CHECKED_AGAIN", 0.02)
    caplog.set_level(logging.INFO)


async def told_and_mended(  # noqa: PLR0913, PLR0917  all of one trouble
    slack: Slack,
    tenants: Tenants,
    caplog: pytest.LogCaptureFixture,
    settings: Settings,
    said: str,
    mend: Callable[[], None],
) -> None:
    """Let Slack be stopped by something, hold what is said of it, mend it, and hold that all goes well then."""
    alice, now, database = slack.join("alice"), clock_of(slack), tenants.database
    assert database is not None
    bot = Counted(tenants, now)
    async with (
        platform_of(settings, bot, database, Notices(database, bot, now), now) as platform,
        served(application(platform.routes)) as address,
        meanwhile(platform.keep()),
    ):
        slack.http.address = address if settings.slack == "http" else ""
        await until(lambda: said in caplog.text, SOON)
        looked = len(slack.calls("auth.test"))
        await until(lambda: len(slack.calls("auth.test")) >= looked + LOOKS, SOON)
        assert caplog.text.count(said) == 1
        assert "Ready for" not in caplog.text
        mend()
        await until(lambda: "Ready for" in caplog.text, SOON)
        if settings.slack == "socket":
            await slack.world.changes.until(slack.sockets.ready)
        assert (await alice.slash("/stance", "zoe-moreau")).message.ephemeral
    assert not [record for record in caplog.records if record.exc_info]


@pytest.mark.parametrize("way", ["http", "socket"])
@pytest.mark.parametrize("code", ["token_revoked", "account_inactive"])
async def test_a_token_that_was_taken_back(
    slack: Slack, tenants: Tenants, caplog: pytest.LogCaptureFixture, way: Way, code: str
) -> None:
    settings, token = settings_for(slack, way), slack.install.token
    token.revoked = code
    said = f"Slack refuses SLACK_BOT_TOKEN: the app was taken out, or the token taken back ({code})."
    await told_and_mended(slack, tenants, caplog, settings, said, lambda: setattr(token, "revoked", ""))


@pytest.mark.parametrize("way", ["http", "socket"])
async def test_a_token_that_was_never_one(
    slack: Slack, tenants: Tenants, caplog: pytest.LogCaptureFixture, way: Way
) -> None:
    settings = settings_for(slack, way)
    token = slack.world.tokens.pop(slack.bot_token)
    said = "Slack refuses SLACK_BOT_TOKEN: it does not take it (invalid_auth)."
    await told_and_mended(
        slack, tenants, caplog, settings, said, lambda: slack.world.tokens.update({token.value: token})
    )


@pytest.mark.parametrize("way", ["http", "socket"])
async def test_a_scope_without_which_nothing_works(
    slack: Slack, tenants: Tenants, caplog: pytest.LogCaptureFixture, way: Way
) -> None:
    settings, token = settings_for(slack, way), slack.install.token
    scopes = token.scopes
    token.scopes = scopes - {"commands"}
    said = "The scope commands is missing"
    await told_and_mended(slack, tenants, caplog, settings, said, lambda: setattr(token, "scopes", scopes))


@pytest.mark.parametrize("way", ["http", "socket"])
async def test_an_api_that_is_away_at_the_start(
    slack: Slack, tenants: Tenants, caplog: pytest.LogCaptureFixture, way: Way
) -> None:
    settings = settings_for(slack, way)
    for method in ("auth.test", "apps.connections.open"):
        slack.faults.add(method, Kind.DROP_BEFORE, 10_000)

    def mend() -> None:
        slack.faults.clear("auth.test")
        slack.faults.clear("apps.connections.open")

    await told_and_mended(slack, tenants, caplog, settings, "cannot be used: the connection broke", mend)


async def test_an_app_token_that_is_wrong(slack: Slack, tenants: Tenants, caplog: pytest.LogCaptureFixture) -> None:
    settings, right = settings_for(slack, "socket"), slack.app.app_token
    slack.app.app_token = "xapp-1-" + "another"
    said = "Slack refuses SLACK_APP_TOKEN: it does not take it (invalid_auth)."
    await told_and_mended(slack, tenants, caplog, settings, said, lambda: setattr(slack.app, "app_token", right))


async def test_socket_mode_that_is_off(slack: Slack, tenants: Tenants, caplog: pytest.LogCaptureFixture) -> None:
    settings = settings_for(slack, "socket")
    slack.sockets.disabled = True
    said = "Socket Mode is off in this app (socket_mode_disabled)."
    await told_and_mended(slack, tenants, caplog, settings, said, lambda: setattr(slack.sockets, "disabled", False))


async def test_socket_mode_that_is_switched_off_and_on_again_meanwhile(
    slack: Slack, alice: Person, tenants: Tenants, caplog: pytest.LogCaptureFixture
) -> None:
    async with at_work(slack, tenants, "socket"):
        await slack.sockets.disable()
        await until(lambda: "Socket Mode is off in this app (socket_mode_disabled)." in caplog.text, SOON)
        slack.sockets.disabled = False
        await slack.world.changes.until(slack.sockets.ready)
        assert (await alice.slash("/stance", "zoe-moreau")).message.ephemeral
    assert caplog.text.count("Socket Mode is off") == 1


@pytest.mark.parametrize("way", ["http", "socket"])
async def test_a_token_that_is_taken_back_meanwhile(
    slack: Slack, alice: Person, tenants: Tenants, caplog: pytest.LogCaptureFixture, way: Way
) -> None:
    async with at_work(slack, tenants, way) as work:
        assert (await alice.slash("/stance", "zoe-moreau")).message.ephemeral
        slack.install.token.revoked = "token_revoked"
        await alice.slash("/record", "suggest")
        await work.settled()
        assert NOT_IN in (await alice.slash("/stance", "zoe-moreau")).message.words()
    assert "install_ended" in caplog.text
    assert "set a new SLACK_BOT_TOKEN" in caplog.text


async def test_one_that_fails_unforeseen_begins_anew_and_the_others_go_on(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiring, "_PAUSE", 0.01)
    begun = 0

    async def failing() -> None:
        nonlocal begun
        begun += 1
        raise LookupError("something of ours")

    async with meanwhile(wiring.kept("slack", failing)):
        await until(lambda: begun > 2, SOON)
    assert caplog.text.count("platform_failed name=slack") > 2
