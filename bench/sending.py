"""Requests to a server, and how long it takes for them: one after the other, or over several connections."""

from __future__ import annotations

import selectors
import socket
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter_ns

CONNECTIONS = 16
_PATIENCE = 20
"""Seconds without any answer, after which a server is not slow but broken."""


@dataclass(frozen=True, slots=True)
class Taken:
    """The nanoseconds that all requests took together, and each of them by itself."""

    whole: int
    each: Sequence[int]


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


def at_once(port: int, requests: Sequence[bytes], connections: int = CONNECTIONS) -> Taken:
    """Send all requests over several connections, each with one under way."""
    waiting = iter(requests)
    answers: dict[socket.socket, bytes] = {}
    sent: dict[socket.socket, int] = {}
    each: list[int] = []
    with selectors.DefaultSelector() as ready:
        for _ in range(connections):
            connection = socket.create_connection(("127.0.0.1", port), timeout=_PATIENCE)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            answers[connection] = b""
            ready.register(connection, selectors.EVENT_READ)
        began = perf_counter_ns()
        try:
            under_way = sum(_sent(connection, waiting, sent) for connection in answers)
            while under_way:
                for connection in _readable(ready):
                    answers[connection] += _received(connection)
                    if _whole(answers[connection]):
                        answers[connection] = b""
                        each.append(perf_counter_ns() - sent[connection])
                        under_way -= not _sent(connection, waiting, sent)
            return Taken(perf_counter_ns() - began, each)
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


def _sent(connection: socket.socket, waiting: Iterator[bytes], sent: dict[socket.socket, int]) -> bool:
    """Send the next request, and note when; false when there is none."""
    request = next(waiting, None)
    if request is not None:
        sent[connection] = perf_counter_ns()
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
