"""Signed slash commands, and how long a server takes for them: one after the other, or over several connections."""

from __future__ import annotations

import hashlib
import hmac
import selectors
import socket
import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from time import perf_counter_ns
from urllib.parse import urlencode

PATH = "/slack/commands"
CONNECTIONS = 16
SECRET = "0123456789abcdef" * 2
TEAM, USER = "T0BENCH", "U0BENCH"
_PATIENCE = 20
"""Seconds without any answer, after which a server is not slow but broken."""
_numbers = count(1)


def stances(texts: Iterable[str]) -> list[bytes]:
    """Give requests as Slack sends them for `/stance` and the text after it, each signed and none like another."""
    return [_signed(_body(text, next(_numbers))) for text in texts]


def one_by_one(port: int, requests: Iterable[bytes]) -> list[int]:
    """Give the nanoseconds of each request over one connection that is kept."""
    taken: list[int] = []
    with socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for request in requests:
            began = perf_counter_ns()
            connection.sendall(request)
            answer = b""
            while not _whole(answer):
                answer += _received(connection)
            taken.append(perf_counter_ns() - began)
    return taken


def at_once(port: int, requests: Sequence[bytes]) -> int:
    """Give the nanoseconds that all requests take over several connections, each with one under way."""
    waiting = iter(requests)
    answers: dict[socket.socket, bytes] = {}
    with selectors.DefaultSelector() as ready:
        for _ in range(CONNECTIONS):
            connection = socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            answers[connection] = b""
            ready.register(connection, selectors.EVENT_READ)
        began = perf_counter_ns()
        try:
            under_way = sum(_sent(connection, waiting) for connection in answers)
            while under_way:
                for connection in _readable(ready):
                    answers[connection] += _received(connection)
                    if _whole(answers[connection]):
                        answers[connection] = b""
                        under_way -= not _sent(connection, waiting)
            return perf_counter_ns() - began
        finally:
            for connection in answers:
                connection.close()


def _readable(ready: selectors.BaseSelector) -> Iterator[socket.socket]:
    found = ready.select(_PATIENCE)
    if not found:
        raise RuntimeError(f"a server has not answered for {_PATIENCE} seconds")
    for key, _ in found:
        assert isinstance(key.fileobj, socket.socket)  # noqa: S101  nothing else was registered
        yield key.fileobj


def _sent(connection: socket.socket, waiting: Iterator[bytes]) -> bool:
    """Send the next request; false when there is none."""
    request = next(waiting, None)
    if request is not None:
        connection.sendall(request)
    return request is not None


def _received(connection: socket.socket) -> bytes:
    received = connection.recv(262_144)
    if not received:
        raise RuntimeError("a server closed a connection that was to be kept")
    return received


def _whole(answer: bytes) -> bool:
    """Tell whether an answer is all there; raise when it is not what was to be answered."""
    head, end, body = answer.partition(b"\r\n\r\n")
    if not end:
        return False
    _, _, length = head.lower().partition(b"content-length:")
    if len(body) < int(length.split(b"\r\n", 1)[0]):
        return False
    if not head.startswith(b"HTTP/1.1 200 ") or not body:
        raise RuntimeError(f"a server answered {answer[:500]!r}")
    return True


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
