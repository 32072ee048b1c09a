"""What is told of Slack's settings: of right ones nothing is to mend, and each wrong one is named with what to do."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import os
import sys
import time
from base64 import b64encode
from collections.abc import Sequence
from email.utils import format_datetime
from pathlib import Path

import pytest

from bot.findings import Finding
from bot.platforms.slack.doctor import check
from bot.platforms.slack.scopes import ESSENTIAL, SCOPES
from bot.settings import Settings, read_settings
from tests.platforms.answering import answering, hanging_up, nobody, silent
from tests.platforms.slack.loopback import Kind, Slack

ROOT = Path(__file__).parents[3]
BOT_TOKEN = "xoxb-" + "owls-at-night"
APP_TOKEN = "xapp-" + "owls-at-dawn"
SECRET = "0123456789abcdef" * 2
OTHER_SECRET = SECRET[::-1]
SOCKET = {"slack_bot_token": BOT_TOKEN, "slack_app_token": APP_TOKEN}
HTTP = {"slack_bot_token": BOT_TOKEN, "slack_signing_secret": SECRET}
INSTALLS = {
    "slack_client_id": "1000.2000",
    "slack_client_secret": OTHER_SECRET,
    "slack_signing_secret": SECRET,
    "secret_keys": b64encode(bytes(range(32))).decode(),
}
NAMES = "/stance, /timeline, /quote, /briefing, /compare, /check, /record"
COMMANDS = f"Commands: {NAMES}. The app’s manifest has to name the same."
pytestmark = pytest.mark.usefixtures("unset")


def socket(slack: Slack, **given: str) -> Settings:
    tokens = {"slack_bot_token": slack.bot_token, "slack_app_token": slack.app.app_token}
    return read_settings(slack_api_url=slack.api_url, **(tokens | given))


def http(slack: Slack, **given: str) -> Settings:
    tokens = {"slack_bot_token": slack.bot_token, "slack_signing_secret": SECRET}
    return read_settings(slack_api_url=slack.api_url, **(tokens | given))


def installs(slack: Slack, **given: str) -> Settings:
    return read_settings(slack_api_url=slack.api_url, **(INSTALLS | given))


def to_mend(findings: Sequence[Finding]) -> list[str]:
    return [finding.what for finding in findings if not finding.ok]


def fine(findings: Sequence[Finding]) -> list[str]:
    return [finding.what for finding in findings if finding.ok]


# -- what is set ----------------------------------------------------------------------------------


async def test_nothing_set_says_what_to_set_and_where_it_is_shown() -> None:
    (finding,) = await check(read_settings())
    assert (finding.ok, finding.stops, finding.what) == (False, True, "Slack is not set up.")
    assert finding.how.startswith("Set SLACK_BOT_TOKEN and SLACK_APP_TOKEN; docs/slack.md shows")


async def test_socket_mode_that_is_right_has_nothing_to_mend(slack: Slack) -> None:
    findings = await check(socket(slack))
    assert to_mend(findings) == []
    assert fine(findings) == [
        "Socket Mode, for one workspace.",
        COMMANDS,
        f"Slack answers at {slack.api_url}.",
        "The clock agrees with Slack’s.",
        f"SLACK_BOT_TOKEN is onrecord ({slack.install.bot_user})’s in Acme ({slack.workspace.id}).",
        f"All {len(SCOPES)} scopes are granted.",
        "SLACK_APP_TOKEN opens connections.",
    ]
    assert slack.refused == []


async def test_http_that_is_right_has_nothing_to_mend(slack: Slack) -> None:
    findings = await check(http(slack, slack_prefix="or-"))
    assert to_mend(findings) == []
    first, second, third, *_ = fine(findings)
    paths = "/slack/events, /slack/commands and /slack/interactive on port 8080"
    assert first == f"HTTP, for one workspace. Slack has to reach {paths}."
    assert second.startswith("Commands: /or-stance, /or-timeline")
    assert third == "SLACK_SIGNING_SECRET looks right."
    assert [call.method for call in slack.world.calls] == ["auth.test"]


async def test_installs_that_are_right_have_nothing_to_mend(slack: Slack) -> None:
    findings = await check(installs(slack))
    assert to_mend(findings) == []
    assert [what.partition(".")[0].partition(":")[0] for what in fine(findings)][:6] == [
        "HTTP, for every workspace that installs it at /slack/install",
        "Commands",
        "SLACK_SIGNING_SECRET looks right",
        "SLACK_CLIENT_ID looks right",
        "SLACK_CLIENT_SECRET looks right",
        "ONRECORD_SECRET_KEYS",
    ]
    assert [call.method for call in slack.world.calls] == ["api.test"]


async def test_what_is_set_and_not_used_is_said(slack: Slack) -> None:
    assert fine(await check(socket(slack, slack_signing_secret=SECRET)))[0].endswith(
        "SLACK_SIGNING_SECRET is not used."
    )
    whole = fine(await check(installs(slack, **SOCKET)))[0]
    assert whole.endswith("SLACK_BOT_TOKEN is not used. SLACK_APP_TOKEN is not used.")


async def test_several_keys_are_counted(slack: Slack) -> None:
    keys = f"{INSTALLS['secret_keys']},{b64encode(bytes(32)).decode()}"
    assert "ONRECORD_SECRET_KEYS: 2 keys, the first encrypts." in fine(await check(installs(slack, secret_keys=keys)))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"slack_signing_secret": "x"}, "SLACK_SIGNING_SECRET does not look like one"),
        ({"slack_client_id": "A1"}, "SLACK_CLIENT_ID does not look like one"),
        ({"slack_client_secret": f"{SECRET} "}, "SLACK_CLIENT_SECRET does not look like one"),
        ({"slack_client_secret": SECRET}, "SLACK_SIGNING_SECRET and SLACK_CLIENT_SECRET are the same."),
    ],
)
async def test_a_secret_that_looks_wrong_is_told(slack: Slack, wrong: dict[str, str], told: str) -> None:
    findings = await check(installs(slack, **wrong))
    (what,) = to_mend(findings)
    assert what.startswith(told)


async def test_the_command_ends_well_when_nothing_is_to_mend(slack: Slack) -> None:
    token, app_token = slack.bot_token, slack.app.app_token
    given = {"SLACK_BOT_TOKEN": token, "SLACK_APP_TOKEN": app_token, "SLACK_API_URL": slack.api_url}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-c", "from bot.cli import main; main()", "doctor", "slack"),
        env={**os.environ, **given, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    said, complained = await process.communicate()
    assert (process.returncode, complained.decode()) == (0, "")
    lines = said.decode().splitlines()
    assert [line[:6] for line in lines[:-1]] == ["ok    "] * 7
    assert lines[-1] == "Nothing to mend."


# -- what Slack says of the tokens ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "told", "how", "stops"),
    [
        ("invalid_auth", "it does not take it (invalid_auth).", "OAuth & Permissions, copy the Bot User", True),
        ("token_revoked", "the app was taken out, or the token taken back (token_revoked).", "Install the app", True),
        ("account_inactive", "the app was taken out, or the token taken back (account_inactive).", "Install", True),
        ("token_expired", "SLACK_BOT_TOKEN has expired: token rotation is on", "Make an app with", True),
        ("org_login_required", "it does not take it (org_login_required).", "OAuth", True),
        ("internal_error", "Slack has a fault of its own and could not look at SLACK_BOT_TOKEN", "Try again", False),
        ("ratelimited", "Slack was asked too often to look at SLACK_BOT_TOKEN.", "Try again in a minute.", False),
        ("\x1b[31m<!here>", "it does not take it (an unknown error).", "OAuth", True),
    ],
)
async def test_a_refused_bot_token_is_told_with_what_to_do(
    slack: Slack, code: str, told: str, how: str, *, stops: bool
) -> None:
    slack.faults.add("auth.test", Kind.REFUSED, code=code)
    findings = await check(socket(slack))
    (finding,) = (finding for finding in findings if not finding.ok)
    assert told in finding.what
    assert how in finding.how
    assert finding.stops is stops
    assert "SLACK_APP_TOKEN opens connections." in fine(findings)


async def test_a_bot_token_that_slack_does_not_know_is_told(slack: Slack) -> None:
    findings = await check(http(slack, slack_bot_token=BOT_TOKEN))
    assert to_mend(findings) == ["Slack refuses SLACK_BOT_TOKEN: it does not take it (invalid_auth)."]


async def test_an_app_that_was_taken_out_is_told(slack: Slack) -> None:
    slack.world.uninstall(slack.install)
    (what,) = to_mend(await check(socket(slack)))
    assert what.endswith("the app was taken out, or the token taken back (account_inactive).")


async def test_an_app_token_that_slack_does_not_know_is_told(slack: Slack) -> None:
    (finding,) = (one for one in await check(socket(slack, slack_app_token=APP_TOKEN)) if not one.ok)
    assert finding.what == "Slack refuses SLACK_APP_TOKEN: it does not take it (invalid_auth)."
    assert "App-Level Tokens, make one with the scope connections:write." in finding.how
    assert finding.stops


async def test_an_app_token_without_its_scope_is_told(slack: Slack) -> None:
    slack.app.app_token_scopes = ()
    assert to_mend(await check(socket(slack))) == ["SLACK_APP_TOKEN lacks the scope connections:write."]


async def test_an_app_without_socket_mode_is_told(slack: Slack) -> None:
    slack.faults.add("apps.connections.open", Kind.REFUSED, code="socket_mode_disabled")
    (what,) = to_mend(await check(socket(slack)))
    assert what.startswith("Socket Mode is off in this app")


async def test_both_tokens_wrong_are_both_told(slack: Slack) -> None:
    findings = await check(socket(slack, **SOCKET))
    assert len(to_mend(findings)) == 2


@pytest.mark.parametrize("scope", SCOPES)
async def test_a_missing_scope_is_named_with_what_it_switches_off(slack: Slack, scope: str) -> None:
    slack.world.install(slack.workspace, tuple(granted for granted in SCOPES if granted != scope))
    (finding,) = (finding for finding in await check(http(slack)) if not finding.ok)
    assert finding.what == f"The scope {scope} is missing, so this does not work: {SCOPES[scope]}."
    assert "OAuth & Permissions, Bot Token Scopes, add it, then reinstall" in finding.how
    assert finding.stops is (scope in ESSENTIAL)


async def test_slack_that_says_nothing_of_scopes_is_believed() -> None:
    body = json.dumps({"ok": True, "team": "Owls", "team_id": "T1", "user": "onrecord", "user_id": "U1"})
    async with answering(body) as url:
        findings = await check(read_settings(slack_api_url=url, **HTTP))
    assert to_mend(findings) == []
    assert fine(findings)[-1] == "SLACK_BOT_TOKEN is onrecord (U1)’s in Owls (T1)."


async def test_names_from_slack_cannot_act_on_a_terminal() -> None:
    async with answering(json.dumps({"ok": True, "team": "\x1b[2J\nOwls\u202e" + "x" * 99, "user": None})) as url:
        findings = await check(read_settings(slack_api_url=url, **HTTP))
    assert fine(findings)[-1].isprintable()
    assert len(fine(findings)[-1]) < 200


# -- the way to Slack -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [Kind.ERROR_BEFORE, Kind.DROP_BEFORE, Kind.NOT_JSON])
async def test_a_fault_on_the_way_is_told_once_and_may_get_well(slack: Slack, kind: Kind) -> None:
    slack.faults.add("auth.test", kind)
    slack.faults.add("apps.connections.open", kind)
    (finding,) = (finding for finding in await check(socket(slack)) if not finding.ok)
    assert finding.what.startswith(f"{slack.api_url} cannot be used: ")
    assert not finding.stops


async def test_a_fault_of_one_call_leaves_what_the_other_says(slack: Slack) -> None:
    slack.faults.add("auth.test", Kind.ERROR_BEFORE)
    findings = await check(socket(slack))
    assert to_mend(findings) == [f"{slack.api_url} cannot be used: it has a fault of its own (HTTP 500)."]
    assert fine(findings)[-1] == "SLACK_APP_TOKEN opens connections."


async def test_too_many_calls_are_told(slack: Slack) -> None:
    slack.faults.add("auth.test", Kind.RATE_LIMITED)
    assert to_mend(await check(http(slack))) == ["Slack was asked too often to look at SLACK_BOT_TOKEN."]


async def test_slack_that_never_answers_is_not_waited_for() -> None:
    begun = time.monotonic()
    with silent() as url:
        findings = await check(read_settings(slack_api_url=url, **SOCKET), seconds=1)
    assert to_mend(findings) == [f"{url} cannot be used: it did not answer within 1 seconds."]
    assert time.monotonic() - begun < 5


async def test_an_address_where_no_one_listens_is_told() -> None:
    url = nobody()
    findings = await check(read_settings(slack_api_url=url, **SOCKET))
    assert to_mend(findings) == [f"{url} cannot be used: connection refused."]


async def test_a_name_that_no_one_has_is_told() -> None:
    findings = await check(read_settings(slack_api_url="http://nonesuch.invalid/api/", **INSTALLS))
    assert to_mend(findings) == ["http://nonesuch.invalid/api/ cannot be used: there is no such name."]


async def test_what_is_no_address_is_told() -> None:
    findings = await check(read_settings(slack_api_url="http://127.0.0.1:99999/api/", **HTTP))
    assert to_mend(findings) == ["http://127.0.0.1:99999/api/ cannot be used: it is no address."]


async def test_a_connection_that_is_hung_up_is_told() -> None:
    async with hanging_up() as url:
        (what,) = to_mend(await check(read_settings(slack_api_url=url, **HTTP)))
    assert what.startswith(f"{url} cannot be used: the connection broke (")


async def test_a_server_without_the_right_certificate_is_told() -> None:
    async with answering() as url:
        (what,) = to_mend(await check(read_settings(slack_api_url=url.replace("http", "https"), **HTTP)))
    assert what.endswith("cannot be used: its certificate is not trusted here.")


@pytest.mark.parametrize("status", [200, 302, 403, 404])
@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<html>Welcome to the hotel</html>", "text/html"),
        ("Welcome", "text/plain"),
        ("[1]", "application/json"),
        ("null", "application/json"),
        ('"ok"', "application/json"),
        (b"\xff\xfe{", "application/json"),
        ("", "application/json"),
        ('{"hotel": true}', "application/json"),
    ],
)
@pytest.mark.parametrize("way", [SOCKET, INSTALLS], ids=["socket", "installs"])
async def test_what_is_not_slack_is_told(way: dict[str, str], body: bytes | str, kind: str, status: int) -> None:
    async with answering(body, status, kind=kind) as url:
        findings = await check(read_settings(slack_api_url=url, **way))
    assert to_mend(findings) == [f"{url} cannot be used: what answers there is not Slack’s API."]


# -- the clock ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ahead", "by", "where"),
    [
        (3_700, "1:01:4", "ahead of"),
        (90, "0:01:", "ahead of"),
        (-90, "0:01:", "behind"),
        (-200_000, "2 days, ", "behind"),
    ],
)
async def test_a_clock_that_is_off_by_more_than_a_minute_is_told(ahead: int, by: str, where: str) -> None:
    async with answering('{"ok": true}', headers={"Date": clock_behind_ours(ahead)}) as url:
        (what,) = to_mend(await check(read_settings(slack_api_url=url, **HTTP)))
    assert what.startswith(f"This machine’s clock is {by}")
    assert f" {where} Slack’s" in what


@pytest.mark.parametrize("ahead", [-50, 0, 50])
async def test_a_clock_that_is_off_by_less_is_well_enough(ahead: int) -> None:
    async with answering('{"ok": true}', headers={"Date": clock_behind_ours(ahead)}) as url:
        findings = await check(read_settings(slack_api_url=url, **HTTP))
    assert to_mend(findings) == []
    assert "The clock agrees with Slack’s." in fine(findings)


async def test_over_http_it_is_said_that_such_requests_are_refused() -> None:
    async with answering('{"ok": true}', headers={"Date": clock_behind_ours(600)}) as url:
        over_http = await check(read_settings(slack_api_url=url, **HTTP))
        over_socket = await check(read_settings(slack_api_url=url, **SOCKET))
    assert "refused as too old or too new" in "".join(finding.how for finding in over_http)
    assert "refused as too old or too new" not in "".join(finding.how for finding in over_socket)


def clock_behind_ours(seconds: int) -> str:
    return format_datetime(dt.datetime.now(dt.UTC) - dt.timedelta(seconds=seconds), usegmt=True)


@pytest.mark.parametrize("date", ["", "yesterday", "Mon, 31 Feb 2026 12:00:00 GMT", "Mon, 23 Nov 2026 12:00:00 -0000"])
async def test_a_date_that_cannot_be_read_says_nothing_of_the_clock(date: str) -> None:
    async with answering('{"ok": true}', headers={"Date": date}) as url:
        findings = await check(read_settings(slack_api_url=url, **HTTP))
    assert to_mend(findings) == []
    assert "The clock agrees with Slack’s." not in fine(findings)


# -- secrets --------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", [SOCKET, HTTP, INSTALLS], ids=["socket", "http", "installs"])
async def test_no_finding_holds_a_secret(way: dict[str, str]) -> None:
    async with answering(json.dumps({"ok": False, "error": f"{BOT_TOKEN} is wrong"})) as url:
        secret_url = url.replace("http://", "http://user:password@")
        findings = await check(read_settings(slack_api_url=secret_url, **way))
    said = " ".join(f"{finding.what} {finding.how}" for finding in findings)
    for secret in (BOT_TOKEN, APP_TOKEN, SECRET, OTHER_SECRET, INSTALLS["secret_keys"], "password"):
        assert secret not in said
