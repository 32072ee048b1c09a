"""Slash commands as Slack sends and signs them."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Iterable
from itertools import count
from urllib.parse import urlencode

PATH = "/slack/commands"
SECRET = "0123456789abcdef" * 2
TEAM, USER = "T0BENCH", "U0BENCH"
_numbers = count(1)


def stances(texts: Iterable[str]) -> list[bytes]:
    """Give requests as Slack sends them for `/stance` and the text after it, each signed and none like another."""
    return [_signed(_body(text, next(_numbers))) for text in texts]


def _body(text: str, number: int) -> bytes:
    fields = {
        "token": "deprecated",
        "team_id": TEAM,
        "team_domain": "bench",
        "channel_id": "C0BENCH",
        "channel_name": "general",
        "user_id": USER,
        "user_name": "someone",
        "command": "/stance",
        "text": text,
        "api_app_id": "A0BENCH",
        "is_enterprise_install": "false",
        "response_url": f"https://hooks.slack.com/commands/{TEAM}/{number}/abcdefghijklmnopqrstuvwx",
        "trigger_id": f"{number}.1234567890.0123456789abcdef0123456789abcdef",
    }
    return urlencode(fields).encode()


def _signed(body: bytes) -> bytes:
    at = str(int(time.time()))
    signature = hmac.digest(SECRET.encode(), f"v0:{at}:".encode() + body, hashlib.sha256).hex()
    head = (
        f"POST {PATH} HTTP/1.1",
        "Host: 127.0.0.1",
        "User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)",
        "Accept-Encoding: gzip,deflate",
        "Accept: application/json,*/*",
        f"Content-Length: {len(body)}",
        "Content-Type: application/x-www-form-urlencoded",
        f"X-Slack-Request-Timestamp: {at}",
        f"X-Slack-Signature: v0={signature}",
        "",
        "",
    )
    return "\r\n".join(head).encode() + body
