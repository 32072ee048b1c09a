"""Slack over HTTP: what is not from Slack, or not as Slack writes it, is refused, and nothing of it is run."""

from __future__ import annotations

import asyncio
import gzip
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from io import BytesIO
from itertools import product
from urllib.parse import urlencode, urlsplit

import aiohttp
import pytest

from bot.platforms.slack import http as endpoints
from bot.tenants import Tenants
from bot.web import incoming
from tests.platforms.slack.kinds import every_kind
from tests.platforms.slack.loopback import Person, Slack
from tests.platforms.slack.loopback.delivery import Parcel
from tests.platforms.slack.loopback.signed_http import FORM, Raw
from tests.platforms.slack.loopback.tampering import SIGNATURE, STAMP, signed_again, unsigned, with_body, with_headers
from tests.platforms.slack.working import Work, at_work

JSON = "application/json"
PATHS = ("/slack/events", "/slack/commands", "/slack/interactive")
DEEP = 100_000
NOT_SLACKS: tuple[tuple[str, bytes], ...] = (
    (JSON, b""),
    (JSON, b"\xff\xfe"),
    (JSON, b"{"),
    (JSON, b"null"),
    (JSON, b"true"),
    (JSON, b"[]"),
    (JSON, b'["type"]'),
    (JSON, b'"event_callback"'),
    (JSON, b"12"),
    (JSON, b"9" * 5_000),
    (JSON, b"{}"),
    (JSON, b'{"type": null}'),
    (JSON, b'{"type": "block_actions", "event": null}'),
    (JSON, b'{"type": "event_callback", "event": "app_mention"}'),
    (JSON, b'{"type": "event_callback", "event": ["type"]}'),
    (JSON, b'{"type": "event_callback"}'),
    (JSON, b'{"type": "event_callback", "team_id": "T1", "event": {"type": "app_uninstalled"}, "event_time": 1e400}'),
    (JSON, b'{"type": "event_callback", "team_id": "T1", "event": {"type": "app_uninstalled"}, "event_time": -1}'),
    (JSON, b'{"a":' * DEEP + b"1" + b"}" * DEEP),
    (JSON, b'{"type":' + b"[" * DEEP + b"]" * DEEP + b"}"),
    (JSON, b'{"authorizations":[' * 400 + b"]}" * 400),
    (FORM, b""),
    (FORM, b"\xff\xfe"),
    (FORM, b"command=%2Fstance\xff"),
    (FORM, b"a=b"),
    (FORM, b"="),
    (FORM, b"payload"),
    (FORM, b"payload="),
    (FORM, b"payload=null"),
    (FORM, b"payload=5"),
    (FORM, b"payload=%5B%5D"),
    (FORM, b"payload={"),
    (FORM, b"payload={}"),
    (FORM, b'payload={"type":"block_actions"}'),
    (FORM, b"payload=" + b'{"a":' * DEEP + b"1" + b"}" * DEEP),
    (FORM, b"command=%2Fstance&text=musk"),
    (FORM, b"command=%2Fstance&text=musk&team_id=T1&user_id=U1"),
    (FORM, b"command=%2Fstance&text=musk&team_id=T1&user_id=U1&trigger_id=%00"),
    (FORM, b"command=%2Fstance&text=musk&team_id=T%00&user_id=U1&trigger_id=1"),
    (FORM, b"command=%2Fstance&text=musk&team_id=..%2FT1&user_id=U1&trigger_id=1"),
    (FORM, b"command=%2Fstance&text=musk&team_id=T1&user_id=%EF%BF%BD&trigger_id=1"),
)
"""Bodies that Slack does not send, whoever signed them."""


@pytest.fixture
async def work(slack: Slack, tenants: Tenants) -> AsyncIterator[Work]:
    """Give the bot at work over HTTP; in the end nothing has failed unseen."""
    async with at_work(slack, tenants, "http") as work:
        yield work


@pytest.fixture
async def command(work: Work, alice: Person) -> Raw:
    """Give a command as it came in, and was answered."""
    assert (await alice.slash("/stance", "zoe-moreau")).message.ephemeral
    work.asked.clear()
    return work.slack.http.sent[-1]


def fresh(slack: Slack, raw: Raw) -> Raw:
    """Give a command as it comes when it is typed once more, not signed yet."""
    return with_body(raw, raw.body.replace(b"trigger_id=", b"trigger_id=" + slack.world.ids.new("").encode()))


async def status(work: Work, raw: Raw) -> int:
    return (await work.slack.http.send_raw(raw)).status


async def test_what_is_signed_and_new_is_answered(work: Work, command: Raw) -> None:
    assert await status(work, signed_again(work.slack.http, fresh(work.slack, command))) == 200
    assert work.asked == ["/stance zoe-moreau"]


async def test_what_is_not_signed_is_refused(work: Work, command: Raw) -> None:
    again = signed_again(work.slack.http, fresh(work.slack, command))
    for tampered in (
        unsigned(again),
        with_body(again, again.body + b" "),
        with_body(again, b""),
        with_headers(again, X_Slack_Signature="v0=" + "0" * 64),
        with_headers(again, X_Slack_Signature=again.headers[SIGNATURE].upper()),
        with_headers(again, X_Slack_Signature="v0=" + "é" * 64),
        with_headers(again, X_Slack_Signature=""),
        with_headers(again, X_Slack_Request_Timestamp="9" * 5_000),
        with_headers(again, X_Slack_Request_Timestamp="now"),
        with_headers(again, X_Slack_Request_Timestamp="١٧٩٥٥٣٣٨٧٢"),
        with_headers(again, X_Slack_Request_Timestamp=f"{again.headers[STAMP]}.0"),
        with_headers(again, X_Slack_Request_Timestamp=""),
    ):
        assert await status(work, tampered) == 401, tampered.headers
    assert not work.asked


@pytest.mark.parametrize("seconds", [-301, -3_600, 302, 3_600, -(10**10), 10**11])
async def test_what_is_signed_at_another_time_is_refused(work: Work, command: Raw, seconds: int) -> None:
    http = work.slack.http
    at = int(command.headers[STAMP]) + seconds
    assert await status(work, signed_again(http, fresh(work.slack, command), at=at)) == 401
    assert not work.asked


@pytest.mark.parametrize("seconds", [-290, 290])
async def test_clocks_may_differ_by_some_minutes(work: Work, command: Raw, seconds: int) -> None:
    http = work.slack.http
    at = int(command.headers[STAMP]) + seconds
    assert await status(work, signed_again(http, fresh(work.slack, command), at=at)) == 200
    assert work.asked


async def test_what_comes_again_is_refused_for_as_long_as_its_signature_holds(work: Work, command: Raw) -> None:
    http, slack = work.slack.http, work.slack
    ahead = signed_again(http, fresh(slack, command), at=slack.clock.now() + 299)
    assert await status(work, ahead) == 200
    work.asked.clear()
    for minutes in (0, 2, 4, 3):
        slack.clock.advance(60 * minutes)
        assert await status(work, ahead) == 409
    slack.clock.advance(60 * 2)
    assert await status(work, ahead) == 401
    assert not work.asked


async def test_the_same_words_under_another_signature_are_not_answered_twice(work: Work, command: Raw) -> None:
    http = work.slack.http
    for seconds in (-1, -2, 1):
        again = signed_again(http, command, at=int(command.headers[STAMP]) + seconds)
        said = await http.send_raw(again)
        assert (said.status, said.body) == (200, b"")
    assert not work.asked


async def test_of_the_same_request_many_times_at_once_one_is_answered(work: Work, command: Raw) -> None:
    again = signed_again(work.slack.http, fresh(work.slack, command))
    statuses = await asyncio.gather(*(status(work, again) for _ in range(20)))
    assert sorted(statuses) == [200] + [409] * 19
    assert len(work.asked) == 1


async def test_a_header_that_comes_twice_is_none(work: Work, command: Raw) -> None:
    again = signed_again(work.slack.http, fresh(work.slack, command))
    async with aiohttp.ClientSession() as client:
        for name in (STAMP, SIGNATURE):
            for values in ((again.headers[name], again.headers[name]), ("v0=0", again.headers[name])):
                others = [(each, value) for each, value in again.headers.items() if each != name]
                headers = [*others, *((name, value) for value in values)]
                async with client.post(work.address + again.path, data=again.body, headers=headers) as response:
                    assert response.status == 401
    assert not work.asked


async def test_a_body_of_another_kind_is_refused(work: Work, command: Raw) -> None:
    for kind in ("text/plain", "multipart/form-data; boundary=x", "application/xml", "nonsense", ""):
        raw = signed_again(work.slack.http, with_headers(fresh(work.slack, command), Content_Type=kind))
        assert await status(work, raw) == 415
    assert not work.asked


@pytest.mark.parametrize("path", PATHS)
async def test_what_slack_would_not_send_is_refused_even_with_its_signature(
    work: Work, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    for number, (kind, body) in enumerate(NOT_SLACKS):
        headers = {"Content-Type": kind, **work.slack.http.sign(body, work.slack.clock.now() - number)}
        assert await status(work, Raw(path, body, headers)) == 400, body[:200]
    assert not work.asked
    assert not failures(caplog)


@pytest.mark.parametrize("kind", [JSON, FORM])
async def test_a_body_that_is_too_long_is_refused(work: Work, command: Raw, kind: str) -> None:
    body = b"text=" + b"x" * incoming.LARGEST
    raw = signed_again(work.slack.http, with_headers(command, Content_Type=kind), body)
    async with aiohttp.ClientSession() as client:
        for data in (BytesIO(raw.body), _in_chunks(raw.body)):
            async with client.post(work.address + raw.path, data=data, headers=dict(raw.headers)) as response:
                assert response.status == 413
    assert not work.asked


async def _in_chunks(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 50_000):
        yield body[start : start + 50_000]


async def test_a_body_in_chunks_is_taken(work: Work, command: Raw) -> None:
    raw = signed_again(work.slack.http, fresh(work.slack, command))
    async with (
        aiohttp.ClientSession() as client,
        client.post(work.address + raw.path, data=_in_chunks(raw.body), headers=dict(raw.headers)) as response,
    ):
        assert response.status == 200
    assert work.asked


async def test_a_body_that_is_packed_is_refused(work: Work, command: Raw) -> None:
    packed = gzip.compress(b"0" * 100_000_000)
    for body in (packed, b"not packed at all"):
        raw = signed_again(work.slack.http, with_headers(command, Content_Encoding="gzip"), body)
        assert await status(work, raw) == 415
    assert not work.asked


async def test_a_body_that_does_not_come_is_not_waited_for(
    work: Work, command: Raw, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(incoming, "PATIENCE", 0.05)
    assert (await _half(work, command, wait=True)).startswith(b"HTTP/1.1 408 ")
    assert not work.asked


async def test_whoever_goes_away_in_the_middle_leaves_nothing(
    work: Work, command: Raw, caplog: pytest.LogCaptureFixture
) -> None:
    await _half(work, command, wait=False)
    again = signed_again(work.slack.http, fresh(work.slack, command))
    assert await status(work, again) == 200
    assert len(work.asked) == 1
    assert not failures(caplog)


async def _half(work: Work, raw: Raw, *, wait: bool) -> bytes:
    """Send half of a body, and read the answer or go."""
    address = urlsplit(work.address)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    head = f"POST {raw.path} HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Length: {len(raw.body)}\r\n"
    fields = "".join(f"{name}: {value}\r\n" for name, value in raw.headers.items())
    writer.write(f"{head}{fields}\r\n".encode() + raw.body[: len(raw.body) // 2])
    await writer.drain()
    answer = await reader.readline() if wait else b""
    writer.close()
    await writer.wait_closed()
    return answer


async def test_other_methods_are_refused(work: Work, command: Raw) -> None:
    again = signed_again(work.slack.http, fresh(work.slack, command))
    async with aiohttp.ClientSession() as client:
        for method, path in product(("GET", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"), PATHS):
            url = f"{work.address}{path}?{urlencode({'ssl_check': '1', 'payload': '{}'})}"
            async with client.request(method, url, headers=dict(again.headers), data=again.body) as response:
                assert response.status == 405, (method, path)
    assert not work.asked


async def test_slack_may_look_whether_the_address_is_right(work: Work) -> None:
    assert await work.slack.http.verify()
    asked = {"type": "url_verification", "challenge": "Whose is it?"}
    raw = work.slack.http.request(Parcel("event", asked))
    assert await status(work, unsigned(raw)) == 401
    body = b"ssl_check=1&token=" + work.slack.app.verification_token.encode()
    checked = signed_again(work.slack.http, replace(raw, path="/slack/commands"), body)
    checked = with_headers(checked, Content_Type=FORM)
    assert await status(work, checked) == 200
    assert await status(work, unsigned(checked)) == 401
    assert not work.asked


async def test_refusals_say_nothing_of_what_was_sent(
    work: Work, command: Raw, caplog: pytest.LogCaptureFixture
) -> None:
    said = await work.slack.http.send_raw(with_body(command, command.body + b"&text=a+secret+plan"))
    assert said.body == b"401 Unauthorized\n"
    assert "secret" not in caplog.text
    assert "why=signature" in caplog.text


async def test_a_wrong_signing_secret_is_told_once_with_what_to_do(
    work: Work, alice: Person, caplog: pytest.LogCaptureFixture
) -> None:
    work.slack.app.signing_secret = "another-" + "secret"
    for _ in range(3):
        assert (await alice.slash("/stance", "zoe-moreau")).error == "dispatch_failed"
    assert caplog.text.count(endpoints.NOT_SIGNED) == 1
    assert not work.asked


async def test_a_signing_secret_that_has_signed_something_is_not_doubted(
    work: Work, command: Raw, caplog: pytest.LogCaptureFixture
) -> None:
    assert await status(work, with_body(command, b"command=%2Fstance")) == 401
    assert endpoints.NOT_SIGNED not in caplog.text


async def test_every_kind_of_request_is_taken_once(work: Work, alice: Person) -> None:
    kinds = await every_kind(work.slack, alice)
    work.asked.clear()
    for kind, raw in kinds.items():
        assert await status(work, raw) == 409, kind
    assert not work.asked
    assert not work.slack.refused


def failures(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """Give what was written of faults of ours."""
    return [record for record in caplog.records if record.exc_info]


async def test_a_command_may_say_any_word(work: Work, alice: Person) -> None:
    work.asked.clear()
    for text in ("payload", "ssl_check command=%2F a+b & c", "100% & more"):
        assert (await alice.slash("/check", text)).message.ephemeral
    assert work.asked == ["/check payload", "/check ssl_check command=%2F a+b & c", "/check 100% & more"]
