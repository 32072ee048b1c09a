"""`onrecord manifest slack`: the manifest to paste into Slack's page for apps."""

from __future__ import annotations

import json
import sys
from urllib.parse import urlsplit

from bot.commands import COMMANDS
from bot.platforms.slack.limits import REDIRECT_ADDRESS
from bot.platforms.slack.manifest import REDIRECT_PATH, manifest
from bot.settings import SettingsError, SlackWay, is_loopback, read_settings
from bot.shell.common import complain

LONGEST_URL = REDIRECT_ADDRESS - len(REDIRECT_PATH)


def run(way: SlackWay | None, url: str | None) -> int:
    """Write the manifest to standard output; 2 when the arguments do not fit, 1 when the settings do not."""
    if refusal := _refusal(way, url):
        complain(refusal)
        return 2
    try:
        prefix = read_settings().slack_prefix
    except SettingsError as error:
        complain(str(error))
        return 1
    sys.stdout.write(as_text(prefix, url, installs=way == "installs"))
    return 0


def as_text(prefix: str = "", url: str | None = None, *, installs: bool = False) -> str:
    """Give the manifest as JSON."""
    made = manifest(COMMANDS, prefix, url.rstrip("/") if url else None, installs=installs)
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def _refusal(way: SlackWay | None, url: str | None) -> str:
    """Say what does not fit; an address alone means HTTP for one workspace, nothing at all Socket Mode."""
    if url is None:
        if way in {"http", "installs"}:
            return f"Slack has to know where the bot is: onrecord manifest slack --{way} --url https://bot.example.org"
        return ""
    if way == "socket":
        return "With Socket Mode the bot calls Slack, so there is no --url. Leave it out, or write --http."
    return _wrong_url(url)


def _wrong_url(url: str) -> str:
    try:
        address = urlsplit(url)
        host = address.hostname or ""
        _ = address.port
    except ValueError:
        return f"{url!r} is no address. Write one such as https://bot.example.org."
    if address.scheme not in {"https", "http"} or not host or any(letter <= " " for letter in url):
        return f"{url!r} is no address. Write one such as https://bot.example.org."
    if address.username is not None or address.query or address.fragment or "?" in url or "#" in url:
        return f"{url!r} has more than an address. Write it without user, ? and #, such as https://bot.example.org."
    if address.scheme == "http" and not is_loopback(host):
        return f"Slack sends to https alone. Put TLS in front of the bot and write https://{host}."
    if len(url) > LONGEST_URL:
        return f"An address of {len(url):,} characters is too long for Slack; at most {LONGEST_URL:,}."
    return ""
