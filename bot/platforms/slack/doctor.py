"""Whether Slack is set up so that it can work: what was found, and how to mend what is wrong."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Sequence

from bot.findings import Finding, of_clock
from bot.platforms.slack.commands import registered
from bot.platforms.slack.manifest import COMMANDS_PATH, EVENTS_PATH, INSTALL_PATH, INTERACTIVE_PATH
from bot.platforms.slack.probe import Heard, call
from bot.platforms.slack.scopes import APP_SCOPE, ESSENTIAL, SCOPES
from bot.settings import Settings, SlackWay
from bot.web.asking import Silence, shown

GUIDE = "docs/slack.md"
_PAGE = "At api.slack.com/apps, your app,"
_SECONDS = 8
_HEX = re.compile(r"[0-9a-f]{32}")
_CLIENT_ID = re.compile(r"[0-9]+\.[0-9]+")
_REVOKED = frozenset({"account_inactive", "token_revoked"})
_OWN_FAULTS = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}
)


async def check(settings: Settings, *, seconds: int = _SECONDS) -> list[Finding]:
    """Check everything that can be told from here, waiting so long for Slack; no finding holds a secret."""
    way = settings.slack
    if way is None:
        how = f"Set SLACK_BOT_TOKEN and SLACK_APP_TOKEN; {GUIDE} shows step by step where they come from."
        return [Finding(ok=False, what="Slack is not set up.", how=how, stops=True)]
    return [*_set_up(settings, way), *await _asked(settings, way, seconds)]


def _set_up(settings: Settings, way: SlackWay) -> Iterator[Finding]:
    """Check what can be told without asking Slack."""
    yield _way(settings, way)
    names = ", ".join(registered(settings.slack_prefix))
    yield Finding(ok=True, what=f"Commands: {names}. The app’s manifest has to name the same.")
    signing = settings.slack_signing_secret
    if way != "socket" and signing:
        yield _form("SLACK_SIGNING_SECRET", signing.get_secret_value(), _HEX, "32 digits and letters from a to f")
    if way == "installs" and settings.slack_client_id and settings.slack_client_secret:
        secret = settings.slack_client_secret.get_secret_value()
        yield _form("SLACK_CLIENT_ID", settings.slack_client_id, _CLIENT_ID, "two numbers with a point between")
        yield _form("SLACK_CLIENT_SECRET", secret, _HEX, "32 digits and letters from a to f")
        if signing and signing.get_secret_value() == secret:
            what = "SLACK_SIGNING_SECRET and SLACK_CLIENT_SECRET are the same."
            yield Finding(ok=False, what=what, how=f"{_PAGE} Basic Information has one of each.", stops=True)
        keys = len(settings.secret_keys)
        told = "one key" if keys == 1 else f"{keys} keys, the first encrypts"
        yield Finding(ok=True, what=f"ONRECORD_SECRET_KEYS: {told}.")


def _way(settings: Settings, way: SlackWay) -> Finding:
    paths = f"{EVENTS_PATH}, {COMMANDS_PATH} and {INTERACTIVE_PATH} on port {settings.port}"
    match way:
        case "socket":
            unused = " SLACK_SIGNING_SECRET is not used." if settings.slack_signing_secret else ""
            what = f"Socket Mode, for one workspace.{unused}"
        case "http":
            what = f"HTTP, for one workspace. Slack has to reach {paths}."
        case "installs":
            tokens = {"SLACK_BOT_TOKEN": settings.slack_bot_token, "SLACK_APP_TOKEN": settings.slack_app_token}
            unused = "".join(f" {name} is not used." for name, value in tokens.items() if value)
            what = f"HTTP, for every workspace that installs it at {INSTALL_PATH}. Slack has to reach {paths}.{unused}"
    return Finding(ok=True, what=what)


def _form(name: str, value: str, form: re.Pattern[str], like: str) -> Finding:
    if form.fullmatch(value):
        return Finding(ok=True, what=f"{name} looks right.")
    where = f"Copy it anew. {_PAGE} Basic Information, App Credentials."
    return Finding(ok=False, what=f"{name} does not look like one, which is {like}.", how=where)


async def _asked(settings: Settings, way: SlackWay, seconds: int) -> list[Finding]:
    """Check what only Slack can tell."""
    url = settings.slack_api_url
    bot, app = settings.slack_bot_token, settings.slack_app_token
    if way == "installs" or bot is None:
        answers = [await call(url, "api.test", seconds=seconds)]
        return [*_reached(url, answers), *_clock(answers, way)]
    tried = [call(url, "auth.test", bot.get_secret_value(), seconds=seconds)]
    if way == "socket" and app is not None:
        tried.append(call(url, "apps.connections.open", app.get_secret_value(), seconds=seconds))
    answers = await asyncio.gather(*tried)
    findings = [*_reached(url, answers), *_clock(answers, way)]
    if isinstance(answers[0], Heard):
        findings += _bot_token(answers[0])
    if way == "socket" and isinstance(answers[-1], Heard):
        findings.append(_app_token(answers[-1]))
    return findings


def _reached(url: str, answers: Sequence[Heard | Silence]) -> Iterator[Finding]:
    """Say whether Slack answers; of calls that fail alike it is said once."""
    silences = {answer.why: answer for answer in answers if isinstance(answer, Silence)}
    for why, silence in silences.items():
        yield Finding(ok=False, what=f"{shown(url)} cannot be used: {why}.", how=silence.how)
    if not silences:
        yield Finding(ok=True, what=f"Slack answers at {shown(url)}.")


def _clock(answers: Sequence[Heard | Silence], way: SlackWay) -> Iterator[Finding]:
    skews = [answer.skew for answer in answers if isinstance(answer, Heard) and answer.skew is not None]
    if skews:
        yield of_clock("Slack", min(skews, key=abs), signs=way != "socket")


def _bot_token(answer: Heard) -> Iterator[Finding]:
    if answer.code:
        yield _refused("SLACK_BOT_TOKEN", answer.code, "OAuth & Permissions, copy the Bot User OAuth Token anew.")
        return
    user, team = answer.named("user", "user_id"), answer.named("team", "team_id")
    yield Finding(ok=True, what=f"SLACK_BOT_TOKEN is {user}’s in {team}.")
    if answer.scopes is None:
        return
    missing = [scope for scope in SCOPES if scope not in answer.scopes]
    add = f"{_PAGE} OAuth & Permissions, Bot Token Scopes, add it, then reinstall the app."
    for scope in missing:
        what = f"The scope {scope} is missing, so this does not work: {SCOPES[scope]}."
        yield Finding(ok=False, what=what, how=add, stops=scope in ESSENTIAL)
    if not missing:
        yield Finding(ok=True, what=f"All {len(SCOPES)} scopes are granted.")


def _app_token(answer: Heard) -> Finding:
    if not answer.code:
        return Finding(ok=True, what="SLACK_APP_TOKEN opens connections.")
    renew = f"Basic Information, App-Level Tokens, make one with the scope {APP_SCOPE}."
    if answer.code == "missing_scope":
        what = f"SLACK_APP_TOKEN lacks the scope {APP_SCOPE}."
        return Finding(ok=False, what=what, how=f"{_PAGE} {renew}", stops=True)
    if "socket_mode" in answer.code:
        what, how = f"Socket Mode is off in this app ({answer.code}).", f"{_PAGE} Socket Mode, switch it on."
        return Finding(ok=False, what=what, how=how, stops=True)
    return _refused("SLACK_APP_TOKEN", answer.code, renew)


def _refused(name: str, code: str, renew: str) -> Finding:
    """Say why Slack refuses a token."""
    if code == "ratelimited":
        return Finding(ok=False, what=f"Slack was asked too often to look at {name}.", how="Try again in a minute.")
    if code in _OWN_FAULTS:
        what = f"Slack has a fault of its own and could not look at {name} ({code})."
        return Finding(ok=False, what=what, how="Try again later; slack-status.com tells of outages.")
    if code == "token_expired":
        what = f"{name} has expired: token rotation is on in this app, and a token in a variable is not renewed."
        how = (
            f"Make an app with token rotation off (onrecord manifest slack), or let workspaces install it; see {GUIDE}."
        )
        return Finding(ok=False, what=what, how=how, stops=True)
    why = "the app was taken out, or the token taken back" if code in _REVOKED else "it does not take it"
    first = "Install the app again. " if code in _REVOKED else ""
    return Finding(ok=False, what=f"Slack refuses {name}: {why} ({code}).", how=f"{first}{_PAGE} {renew}", stops=True)
