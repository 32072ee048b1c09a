"""Requests that do not come from Slack, or not as they were: made of one that does."""

from __future__ import annotations

from dataclasses import replace

from tests.platforms.slack.loopback.signed_http import Raw, SignedHttp

STAMP, SIGNATURE = "X-Slack-Request-Timestamp", "X-Slack-Signature"


def unsigned(raw: Raw) -> Raw:
    """Give the request without a signature."""
    return replace(raw, headers={name: value for name, value in raw.headers.items() if name not in (STAMP, SIGNATURE)})


def with_headers(raw: Raw, **headers: str) -> Raw:
    """Give the request with other headers, such as `X_Slack_Signature`."""
    return replace(raw, headers={**raw.headers, **{name.replace("_", "-"): value for name, value in headers.items()}})


def with_body(raw: Raw, body: bytes) -> Raw:
    """Give the request with another body under the old signature."""
    return replace(raw, body=body)


def signed_again(http: SignedHttp, raw: Raw, body: bytes | None = None, at: float | None = None) -> Raw:
    """Give the request signed anew: with another body, or as if it had been made at another time."""
    content = raw.body if body is None else body
    return replace(raw, body=content, headers={**raw.headers, **http.sign(content, at)})
